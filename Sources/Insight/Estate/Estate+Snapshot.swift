public import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

extension Estate {
    /// What `snapshot` depends on.
    public init(_ snapshot: Snapshot) {
        let accounts = AccountNames(snapshot.targets)
        places = snapshot.targets.map { target in
            var dependences: [Dependence: String] = [.vendor: target.vendor]
            dependences[.account] = accounts.name(of: target)
            dependences[.cloud] = target.provider.cloud?.name
            dependences[.region] = target.region.map { "\(target.vendor)/\($0)" }
            dependences[.jurisdiction] = target.region.map { CloudRegions.jurisdiction(of: $0) ?? $0 }
            dependences[.lineage] = target.lineage
            let offer = target.model.flatMap { snapshot.catalog.offer(provider: target.provider.name, id: $0) }
            return Place(name: target.name, model: target.model, dependences: dependences, ends: offer?.ends)
        }
        paths = snapshot.routes.routes.map { route in
            var seen: Set<Int> = []
            let targets = route.targets.map(\.index).filter { seen.insert($0).inserted }
            return Path(route: route.pattern.text, targets: targets)
        }
    }
}

/// What accounts are called. One that has no label is known by the credential that its targets share, which is never shown: it
/// is called after the first target that has it.
private struct AccountNames {
    private var first: [String: String] = [:]

    init(_ targets: [UpstreamTarget]) {
        for target in targets {
            guard let account = target.accountScope, first[account] == nil else { continue }
            first[account] = target.account.map { "\(target.vendor)/\($0)" } ?? "\(target.vendor)/key of \(target.name)"
        }
    }

    func name(of target: UpstreamTarget) -> String? { target.accountScope.flatMap { first[$0] } }
}
