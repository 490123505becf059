public import PlanBEngine
import PlanBPolicy
public import PlanBVocabulary

/// The plan that a request would get, target by target.
public struct Explanation: Sendable, Encodable {
    /// A target that would be tried.
    public struct Candidate: Sendable, Encodable {
        /// Its name.
        public let target: String
        /// Whose service it is.
        public let vendor: String
        /// The model name that it would be sent.
        public let model: String
        /// The time limits of an attempt there.
        public let limits: TimeLimits
        /// Its context window in tokens, if its contract says.
        public let context: Int?
    }

    /// A target that would not be tried.
    public struct Skip: Sendable, Encodable {
        /// Its name.
        public let target: String
        /// Why.
        public let reason: String
    }

    /// The name as asked.
    public let model: String
    /// The name it stands for: itself unless it is an alias.
    public let resolved: String
    /// The pattern of the route that matches; nil if none does.
    public let route: String?
    /// Why no target would be tried at all, whatever the targets are; nil if that is not so.
    public let refusal: String?
    /// Targets in the order in which they would be tried.
    public let candidates: [Candidate]
    /// Targets that would be left out.
    public let skips: [Skip]
    /// The groups of the route: each request has an order of its own within them, which is not shown here.
    public let groups: [GroupSummary]
    /// How long the whole request may take, failovers included, in milliseconds; nil if there is no route for it.
    public let totalMilliseconds: Int?
    /// What the route does about failures; nil if there is no route for it.
    public let handling: FailureHandling?
    private let promptTokens: Int
    private let isStream: Bool?
    private let total: String

    private enum CodingKeys: String, CodingKey {
        case model, resolved, route, refusal, candidates, skips, groups, handling
        case totalMilliseconds = "total_ms"
    }

    /// Whether the request would reach a target.
    public var isServed: Bool { !candidates.isEmpty }

    /// Plans as the gateway would.
    ///
    /// - Parameters:
    ///   - model: the name that a chat request asks for.
    ///   - needs: what the request needs.
    ///   - key: who asks; nil: one that may do all.
    ///   - promptTokens: the length of the prompt, which long limits depend on; not negative.
    ///   - isStream: whether the client reads a stream; nil leaves it open, and the limits of both are shown.
    public init(
        _ snapshot: Snapshot, model: String, needs: Capabilities = [], key: VirtualKey? = nil, promptTokens: Int = 0,
        isStream: Bool? = nil
    ) {
        self.model = model
        self.promptTokens = promptTokens
        self.isStream = isStream
        resolved = snapshot.routes.resolve(model)
        let route = snapshot.routes.route(for: model)
        self.route = route?.pattern.text
        refusal = Self.refusal(snapshot, model: model, route: route, key: key)
        guard let route, refusal == nil else {
            (candidates, skips, groups, totalMilliseconds, handling, total) = ([], [], [], nil, nil, "")
            return
        }
        let standings = snapshot.standings(of: route, asked: model, vendors: key?.vendors ?? [])
        let demand = Demand(
            operation: .chat, needs: needs, isStream: isStream ?? false, promptTokens: promptTokens,
            leastTokens: promptTokens)
        let plan = Planner.plan(needs: route.needs, standings: standings, demand: demand)
        candidates = plan.candidates.map {
            Candidate(
                target: $0.name, vendor: snapshot[$0.target].vendor, model: $0.model,
                limits: TimeLimits(ClockRules.clocks(route.timeouts, for: demand, at: $0)),
                context: $0.contract.context)
        }
        skips = plan.skips.map { Skip(target: $0.name, reason: $0.reason) }
        groups = GroupSummary.groups(of: route) { snapshot[$0].name }
        let total = route.timeouts.total ?? ClockRules.total(for: demand, at: plan.candidates)
        totalMilliseconds = total.wholeMilliseconds
        self.total = DurationText.text(total)
        handling = FailureHandling(route)
    }

    private static func refusal(_ snapshot: Snapshot, model: String, route: Route?, key: VirtualKey?) -> String? {
        guard let route else {
            let hint = Echo.suggestion(for: model, among: snapshot.routes.exactNames).map { "; \($0)" } ?? ""
            return "no route matches \(Echo.quoted(model))\(hint)"
        }
        if let key, !key.mayUse(route, for: snapshot.routes.resolve(model)) {
            return "the key \(key.id) (\(key.name)) may not use this route"
        }
        return nil
    }

    /// For people.
    public var text: String {
        var lines = [resolved == model ? model : "\(model), which stands for \(resolved)"]
        if let route { lines.append("  route \(Echo.quoted(route))") }
        if let refusal { lines.append("  \(refusal)") }
        lines += TextTable.lines(candidates.enumerated().map(row))
        lines += TextTable.lines(skips.map { ["  -", $0.target, "skipped: \($0.reason)"] })
        if refusal == nil, candidates.isEmpty { lines.append("  no target is left: the request would fail") }
        if !candidates.isEmpty {
            if !groups.isEmpty { lines.append("  each request has its own order within a group") }
            lines.append("  total: \(total), over all attempts")
            lines += (handling?.lines ?? []).map { "  " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ index: Int, _ candidate: Candidate) -> [String] {
        var row = ["  \(index + 1)", candidate.target, candidate.vendor, candidate.model]
        if !groups.isEmpty { row.append(groups.note(on: candidate.target)) }
        row.append(candidate.limits.text(isStream: isStream))
        return row
    }
}
