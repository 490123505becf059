import PlanBReport

/// A recording that somebody asks for: prompts of users' requests, redacted, as a proposal for a golden set.
public struct RecordingOrder: Sendable, Equatable {
    /// The most prompts.
    public static let mostPrompts = GoldenRecorder.mostPrompts
    /// The longest that one lasts, in milliseconds: a day.
    public static let longest = 86_400_000

    /// The route, as the configuration writes it.
    public var route: String
    /// It ends when there are so many prompts, 1 to `mostPrompts`.
    public var count: Int
    /// It ends after so many milliseconds, 1 to `longest`.
    public var duration: Int

    /// An order.
    public init(route: String, count: Int = 100, duration: Int = 600_000) {
        self.route = route
        self.count = count
        self.duration = duration
    }
}

/// How a recording stands. Only one that is over has its prompts with it.
public struct RecordingState: Codable, Sendable, Equatable {
    /// Names it.
    public var id: String
    /// The route, as the configuration writes it.
    public var route: String
    /// It goes on.
    public var isRunning: Bool
    /// It ends when there are so many prompts.
    public var wanted: Int
    /// Requests that were looked at: route, key and request allowed it.
    public var seen = 0
    /// Prompts that are in the proposal.
    public var kept = 0
    /// Requests that were very like one that is in the proposal.
    public var duplicates = 0
    /// Requests that cannot be golden prompts, by the reason.
    public var unusable: [String: Int] = [:]
    /// Requests that were not looked at, because their key or they themselves do not allow it.
    public var refused = 0
    /// When it began, and when it ends at the latest, in milliseconds since 1970.
    public var began: Int64
    /// See `began`.
    public var until: Int64
    /// Why it is over, as a sentence; empty: it goes on.
    public var reason = ""
    /// The proposal as a golden file; nil: it goes on, or there is nothing to propose.
    public var yaml: String?

    /// One that has seen nothing.
    public init(id: String, route: String, isRunning: Bool, wanted: Int, began: Int64, until: Int64) {
        self.id = id
        self.route = route
        self.isRunning = isRunning
        self.wanted = wanted
        self.began = began
        self.until = until
    }

    /// What was seen and what became of it, on one line.
    public var counts: String {
        var parts = ["\(seen) seen", "\(kept) kept", "\(duplicates) near-duplicates dropped"]
        for (reason, count) in unusable.sorted(by: { $0.key < $1.key }) {
            parts.append("\(count) not usable (\(ForeignText.line(reason)))")
        }
        parts.append("\(refused) refused (no consent)")
        return parts.joined(separator: ", ")
    }
}
