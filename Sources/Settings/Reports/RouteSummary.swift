import PlanBEngine
import PlanBPolicy

/// One route for people: its targets in order, and who receives its requests.
public struct RouteSummary: Sendable, Encodable {
    /// One target of a route.
    public struct Target: Sendable, Encodable {
        /// Its name.
        public let name: String
        /// Whose service it is.
        public let vendor: String
        /// Where requests go: `https://api.openai.com`.
        public let origin: String
        /// The model it is asked for; nil: the name the client asked for.
        public let model: String?
        /// Its region label.
        public let region: String?
        /// Why it cannot be used now.
        public let disabled: String?
    }

    /// The route's pattern.
    public let route: String
    /// Its targets, in the order in which they are tried.
    public let targets: [Target]
    /// The vendors that may receive its requests, each once, in that order.
    public let vendors: [String]

    /// Its groups: a request has an order of its own within them.
    public let groups: [GroupSummary]
    /// What it does about failures.
    public let handling: FailureHandling
    /// How it rehearses that.
    public let rehearsal: RehearsalSummary

    init(_ draft: RouteDraft) {
        route = draft.route.pattern.text
        targets = draft.targets.map { Target($0.target) }
        vendors = targets.map(\.vendor).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let names = Dictionary(
            draft.targets.map { ($0.target.id, $0.target.name) }, uniquingKeysWith: { first, _ in first })
        groups = GroupSummary.groups(of: draft.route) { names[$0] ?? "" }
        handling = FailureHandling(draft.route)
        rehearsal = RehearsalSummary(draft.route.rehearsal)
    }
}

extension RouteSummary.Target {
    init(_ target: UpstreamTarget) {
        name = target.name
        vendor = target.vendor
        origin = (target.origin.isTLS ? "https://" : "http://") + target.origin.authority
        model = target.model
        region = target.region
        disabled = target.credential.refusal
    }
}
