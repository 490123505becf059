public import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

extension Snapshot {
    /// How the targets of `route` stand for a request that asks for the model `asked`. `vendors` are the only ones that
    /// the caller's key allows; empty: all.
    public func standings(of route: Route, asked: String, vendors: [String]) -> [Standing] {
        route.targets.map { standing(of: self[$0], asked: asked, vendors: vendors) }
    }

    /// How one target stands.
    public func standing(of target: UpstreamTarget, asked: String, vendors: [String]) -> Standing {
        Standing(
            target: target.id, name: target.name, model: target.model ?? asked, contract: target.contract,
            operations: target.provider.operations,
            disabled: reasonAgainst(target, asked: asked, vendors: vendors))
    }

    private func reasonAgainst(_ target: UpstreamTarget, asked: String, vendors: [String]) -> String? {
        if case .configured(let source) = target.credential, source.current() == nil {
            return source.problem ?? "its credential does not resolve"
        }
        if !vendors.isEmpty, !vendors.contains(target.vendor) {
            return "the key does not allow the vendor \(target.vendor)"
        }
        guard target.model == nil, target.vendor != "self" else { return nil }
        switch NameOwner.vendor(of: asked) {
        case .some(let owner) where owner != target.vendor:
            return "the model name \(asked) belongs to \(owner)"
        case .none where mode == .demo:
            return "nobody knows whose model \(asked) is, and the demo sends a vendor only its own names"
        default: return nil
        }
    }
}
