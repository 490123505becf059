import PlanBPolicy
import PlanBVocabulary

/// How targets stand: each as badly as the worst of what it depends on.
struct TargetStandings {
    private let parts: [String: (state: String, cause: FailureClass?)]

    /// - Parameter report: endpoints, accounts, regions and models by name, as `Health` reports them.
    init(_ report: [(name: String, state: String, cause: FailureClass?)]) {
        parts = Dictionary(
            report.filter { $0.state != "closed" }.map { ($0.name, ($0.state, $0.cause)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// `well`, `recovering`, or `open`: given up; and why.
    func standing(of target: UpstreamTarget) -> (state: String, cause: FailureClass?) {
        guard !parts.isEmpty else { return ("well", nil) }
        let scopes = target.scopes
        let names = [
            "endpoint \(scopes.endpoint)", scopes.account.map { "account \($0)" }, scopes.region.map { "region \($0)" },
            "model \(scopes.model)",
        ]
        let troubles = names.compactMap { $0.flatMap { parts[$0] } }
        return troubles.first { $0.state == "open" } ?? troubles.first ?? ("well", nil)
    }
}
