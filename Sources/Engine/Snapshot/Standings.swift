public import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

extension Snapshot {
    /// How the targets of `route` stand for a request that asks for the model `asked`, in the order in which they are to
    /// be tried. `order` puts the members of a group into the order of this request.
    ///
    /// `vendors` are those that may receive the caller's requests; empty: all. The gateway and `planb explain` use this
    /// same function, so that what is explained is what happens.
    public func standings(
        of route: Route, asked: String, vendors: [String], slots: [HealthSlot] = [],
        order: (TargetGroup, [Standing]) -> [Standing] = { $1 }
    ) -> [Standing] {
        let name = routes.resolve(asked)
        var standings: [Standing] = []
        standings.reserveCapacity(route.chain.count)
        for link in route.chain {
            switch link {
            case .target(let id): standings.append(standing(of: id, asked: name, vendors, slots))
            case .group(let group):
                let members = group.members.map { standing(of: $0.target, asked: name, vendors, slots) }
                standings.append(contentsOf: order(group, members))
            }
        }
        return standings
    }

    private func standing(of id: TargetID, asked name: String, _ vendors: [String], _ slots: [HealthSlot]) -> Standing {
        let target = self[id]
        let model = target.model ?? name
        return Standing(
            target: id, slot: id.index < slots.count ? slots[id.index] : nil, name: target.name, model: model,
            contract: target.contract, operations: target.provider.operations,
            disabled: reasonAgainst(target, asked: name, vendors: vendors),
            thinking: target.model == nil ? ThinkingModels.thinking(model) : target.thinking,
            isSelfHosted: target.vendor == "self", price: target.price)
    }

    private func reasonAgainst(_ target: UpstreamTarget, asked name: String, vendors: [String]) -> String? {
        if !vendors.isEmpty, !vendors.contains(target.vendor) {
            return "the key may not send to the vendor \(target.vendor)"
        }
        if let refusal = target.credential.refusal { return refusal }
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
