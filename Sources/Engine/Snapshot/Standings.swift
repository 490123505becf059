public import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

extension Snapshot {
    /// How the targets of `route` stand for a request that asks for the model `asked`, in the order of the route.
    ///
    /// `vendors` are those that may receive the caller's requests; empty: all. The gateway and `planb explain` use this
    /// same function, so that what is explained is what happens.
    public func standings(of route: Route, asked: String, vendors: [String]) -> [Standing] {
        let name = routes.resolve(asked)
        return route.targets.map { id in
            let target = self[id]
            return Standing(
                target: id, name: target.name, model: target.model ?? name, contract: target.contract,
                operations: target.provider.operations,
                disabled: reasonAgainst(target, asked: name, vendors: vendors))
        }
    }

    private func reasonAgainst(_ target: UpstreamTarget, asked name: String, vendors: [String]) -> String? {
        if !vendors.isEmpty, !vendors.contains(target.vendor) {
            return "the key may not send to the vendor \(target.vendor)"
        }
        if case .configured(let secret) = target.credential, secret.current() == nil {
            return secret.problem ?? "its secret cannot be resolved"
        }
        // One's own server may well answer to anybody's names.
        guard target.model == nil, target.vendor != "self" else { return nil }
        if let owner = NameOwner.vendor(of: name) {
            return owner == target.vendor
                ? nil
                : "\(name) is a name of \(owner), and this target, which has no model of its own, is \(target.vendor)"
        }
        if mode == .demo, target.provider.vendor != "self" {
            return "\(name) is not a name of \(target.vendor), and this target has no model of its own"
        }
        return nil
    }
}
