public import PlanBEngine
import PlanBPolicy

/// Which targets depend on what the gateway watches, by the names that it gives to the parts, and which routes go over them.
public struct WatchedParts: Sendable, Equatable {
    /// A target, and whose it is.
    public struct Place: Sendable, Hashable {
        /// The target's name.
        public var target: String
        /// Its vendor.
        public var vendor: String

        /// A target.
        public init(target: String, vendor: String) {
            self.target = target
            self.vendor = vendor
        }
    }

    /// The targets of each part.
    public var places: [String: [Place]]
    /// The targets of each route, in the order in which they are tried.
    public var chains: [String: [String]]

    /// Parts and their targets.
    public init(_ places: [String: [Place]], chains: [String: [String]] = [:]) {
        self.places = places
        self.chains = chains
    }

    /// What is watched of the targets of `snapshot`.
    public init(_ snapshot: Snapshot) {
        var places: [String: [Place]] = [:]
        for target in snapshot.targets {
            let scopes = target.scopes
            let parts: [(String, String?)] = [
                ("endpoint", scopes.endpoint), ("account", scopes.account), ("region", scopes.region),
                ("model", scopes.model),
            ]
            for case (let kind, let name?) in parts {
                places["\(kind) \(name)", default: []].append(Place(target: target.name, vendor: target.vendor))
            }
        }
        self.places = places
        chains = Dictionary(
            snapshot.routes.routes.map { route in (route.pattern.text, route.targets.map { snapshot[$0].name }) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Routes that `targets` matter to: those that ask one of them first, and those of `refused` that could have asked one.
    func routes(over targets: Set<String>, refused: Set<String>) -> Set<String> {
        Set(
            chains.filter { route, chain in
                chain.first.map(targets.contains) ?? false
                    || refused.contains(route) && !targets.isDisjoint(with: chain)
            }.keys)
    }
}
