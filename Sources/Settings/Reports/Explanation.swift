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

    /// Whether the request would reach a target.
    public var isServed: Bool { !candidates.isEmpty }

    /// Plans as the gateway would: a chat request for `model` that needs `needs`, made by `key` (nil: one that may do all).
    public init(_ snapshot: Snapshot, model: String, needs: [Capability] = [], key: VirtualKey? = nil) {
        self.model = model
        resolved = snapshot.routes.resolve(model)
        let route = snapshot.routes.route(for: model)
        self.route = route?.pattern.text
        guard let route else {
            let hint = Echo.suggestion(for: model, among: snapshot.routes.exactNames).map { "; \($0)" } ?? ""
            refusal = "no route matches \(Echo.quoted(model))\(hint)"
            (candidates, skips) = ([], [])
            return
        }
        if let key, !key.mayUse(route, for: resolved) {
            refusal = "the key \(key.id) (\(key.name)) may not use this route"
            (candidates, skips) = ([], [])
            return
        }
        refusal = nil
        let standings = snapshot.standings(of: route, asked: model, vendors: key?.vendors ?? [])
        let plan = Planner.plan(
            needs: route.needs, standings: standings, demand: Demand(operation: .chat, needs: needs))
        candidates = plan.candidates.map {
            Candidate(target: $0.name, vendor: snapshot[$0.target].vendor, model: $0.model)
        }
        skips = plan.skips.map { Skip(target: $0.name, reason: $0.reason) }
    }

    /// For people.
    public var text: String {
        var lines = [resolved == model ? model : "\(model), which stands for \(resolved)"]
        if let route { lines.append("  route \(Echo.quoted(route))") }
        if let refusal { lines.append("  \(refusal)") }
        lines += TextTable.lines(candidates.enumerated().map { ["  \($0 + 1)", $1.target, $1.vendor, $1.model] })
        lines += TextTable.lines(skips.map { ["  -", $0.target, "skipped: \($0.reason)"] })
        if refusal == nil, candidates.isEmpty { lines.append("  no target is left: the request would fail") }
        return lines.joined(separator: "\n")
    }
}
