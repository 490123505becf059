public import PlanBVocabulary

/// The messages of one webhook that are on their way, in order, one at a time. What is not taken is tried again, at growing
/// intervals; what nobody takes for a day, or what is refused for what it says, is dropped.
public struct Outbox: Sendable {
    /// A message.
    public struct Parcel: Sendable, Equatable {
        /// Unique; the same each time it is tried.
        public var id: String
        /// JSON.
        public var body: String
        /// When it was put in.
        var since: Instant
    }

    /// What became of one try.
    public enum Answer: Sendable, Equatable {
        /// It was taken.
        case taken
        /// Not now, or nobody is there.
        case later
        /// This message is never taken.
        case refused

        /// What the status of an answer means; nil: there was none.
        public init(status: Int?) {
            switch status {
            case .some(200..<300): self = .taken
            // What is wrong with the message will be wrong with it tomorrow. All else may be put right by somebody.
            case 400, 413, 415, 422: self = .refused
            default: self = .later
            }
        }
    }

    /// For so long a message is tried.
    public static let patience = Instant.Span.seconds(86_400)
    private static let longestPause = 60

    private var parcels: [Parcel] = []
    private var failures = 0
    private var nextTry = Instant(nanoseconds: .min / 2)
    private var isTrying = false

    /// Nothing is on its way.
    public init() {}

    /// Whether everything has arrived.
    public var isEmpty: Bool { parcels.isEmpty }

    /// Whether the last try failed.
    public var isFailing: Bool { failures > 0 }

    /// Puts a message in.
    public mutating func put(id: String, body: String, now: Instant) {
        parcels.append(Parcel(id: id, body: body, since: now))
    }

    /// The message that is to be tried now. `end` has to follow.
    public mutating func begin(now: Instant) -> Parcel? {
        guard !isTrying, now >= nextTry, let first = parcels.first else { return nil }
        isTrying = true
        return first
    }

    /// The try is over. Returns whether the message was dropped.
    public mutating func end(_ answer: Answer, now: Instant) -> Bool {
        isTrying = false
        guard let first = parcels.first else { return false }
        switch answer {
        case .taken, .refused:
            failures = 0
            nextTry = now
            parcels.removeFirst()
            return answer == .refused
        case .later:
            // 1 s, 2 s, 4 s … a minute.
            nextTry = now + .seconds(min(Self.longestPause, 1 << min(failures, 6)))
            failures += 1
            guard now - first.since >= Self.patience else { return false }
            parcels.removeFirst()
            return true
        }
    }
}
