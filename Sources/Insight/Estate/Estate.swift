/// What a configuration depends on: its targets, and which routes go over them. Names only, no secrets.
public struct Estate: Sendable, Equatable {
    /// A target, and what it is lost together with.
    public struct Place: Sendable, Equatable {
        /// Its name in the configuration.
        public var name: String
        /// The model it asks for; nil: whatever the client asks for.
        public var model: String?
        /// What it depends on. What is missing is not known, or there is no such thing: a model at its maker is in no cloud
        /// that could be named.
        public var dependences: [Dependence: String]
        /// The day on which its provider ends the model, `2027-01-14`; nil: none is known.
        public var ends: String?

        /// A target.
        public init(name: String, model: String? = nil, dependences: [Dependence: String], ends: String? = nil) {
            self.name = name
            self.model = model
            self.dependences = dependences
            self.ends = ends
        }
    }

    /// A route, and the targets it may use.
    public struct Path: Sendable, Equatable {
        /// The names it answers to.
        public var route: String
        /// Places in `places`, in the order in which they are tried, each once.
        public var targets: [Int]

        /// A route.
        public init(route: String, targets: [Int]) {
            self.route = route
            self.targets = targets
        }
    }

    /// All targets.
    public var places: [Place]
    /// All routes, in the order of the configuration.
    public var paths: [Path]

    /// An estate. Every index of `paths` is one of `places`.
    public init(places: [Place], paths: [Path]) {
        self.places = places
        self.paths = paths
    }
}
