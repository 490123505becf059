public import PlanBEngine
import PlanBPolicy

/// Which targets depend on what the gateway watches, by the names that it gives to the parts.
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

    /// Parts and their targets.
    public init(_ places: [String: [Place]]) { self.places = places }

    /// What is watched of the targets of `snapshot`.
    public init(_ snapshot: Snapshot) {
        var places: [String: [Place]] = [:]
        for target in snapshot.targets {
            let scopes = target.scopes
            let parts = [
                ("endpoint", scopes.endpoint), ("account", scopes.account), ("region", scopes.region),
                ("model", scopes.model),
            ]
            for case (let kind, let name?) in parts {
                places["\(kind) \(name)", default: []].append(Place(target: target.name, vendor: target.vendor))
            }
        }
        self.places = places
    }
}
