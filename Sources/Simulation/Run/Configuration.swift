import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// Turns the plans of a scenario into the gateway's own configuration.
enum Configuration {
    private static let provider = Catalog.provider(named: "openai-compatible") ?? Catalog.providers[0]
    private static let listener = ListenerSettings(
        listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0))

    static func snapshot(_ scenario: Scenario, _ route: RoutePlan, generation: Int) -> Snapshot {
        Snapshot(
            generation: generation, mode: .demo, targets: scenario.targets.map(target),
            routes: RouteTable([self.route(route)]), keys: scenario.requests.contains(where: \.isBatch) ? keys : .empty,
            listener: listener,
            outageShare: route.outageShare)
    }

    /// The targets of a scenario with other routes: names of models, and who is tried for each.
    static func snapshot(_ scenario: Scenario, routes: [(String, [Int])]) -> Snapshot {
        Snapshot(
            generation: 1, mode: .demo, targets: scenario.targets.map(target),
            routes: RouteTable(
                routes.map { name, targets in
                    Route(pattern: ModelPattern(name), targets: targets.map { TargetID($0) })
                }), keys: .empty, listener: listener)
    }

    private static func target(_ plan: TargetPlan) -> UpstreamTarget {
        var contract = Contract(context: plan.context, output: plan.output)
        if let tools = plan.tools { contract.capabilities[.tools] = tools }
        if let prefill = plan.prefill { contract.capabilities[.prefill] = prefill }
        return UpstreamTarget(
            id: TargetID(plan.index), name: plan.name, provider: provider,
            origin: Origin(host: "e\(plan.endpoint)", port: 80, isTLS: false), basePath: "/t\(plan.index)/v1",
            model: "model-\(plan.model)",
            credential: .configured(FixedSecret(Secret("sk-canary-\(plan.account)"))), contract: contract,
            vendor: plan.isSelfHosted ? "self" : "vendor-\(plan.account)", region: plan.region.map { "r\($0)" },
            account: "a\(plan.account)", lineage: "l\(plan.model)",
            price: plan.price, priceVersion: plan.price == nil ? "" : "scenario",
            quota: RateLimits(
                requests: plan.quota?.requests.map { Rate(perMinute: $0, burst: $0) },
                tokens: plan.quota?.tokens.map { Rate(perMinute: $0, burst: $0) }),
            ramp: plan.ramp)
    }

    /// The key of batch jobs.
    static let batchKey = KeyText.make(entropy: [1, 2, 3, 4, 5]) ?? ("", "")

    private static let keys: KeyRing = {
        let pepper = Secret([7])
        var key = VirtualKey(
            id: batchKey.id, mac: KeyRing.mac(of: Array(batchKey.text.utf8), pepper: pepper), name: "batch")
        key.priority = .batch
        return KeyRing(pepper: pepper, keys: [key])
    }()

    private static func route(_ plan: RoutePlan) -> Route {
        var route = Route(
            pattern: ModelPattern("\(RequestBytes.modelPrefix)*"),
            chain: plan.chain.map { link in
                switch link {
                case .target(let index): .target(TargetID(index))
                case .group(let members, let balance):
                    .group(TargetGroup(members.map { TargetGroup.Member(TargetID($0)) }, by: balance))
                }
            },
            timeouts: plan.timeouts, onCut: plan.onCut, hold: plan.hold, hedge: plan.hedge, patience: plan.patience,
            emptyFailsOver: plan.emptyFailsOver, refusalsFailOver: plan.refusalsFailOver, keepalive: plan.keepalive)
        if plan.budget != nil {
            route.allotment = Allotment(limits: RateLimits(concurrent: 1_000_000), budget: plan.budget)
        }
        return route
    }
}
