public import PlanBPolicy

/// A key that Plan B gave to a caller. The secret itself is not stored: only its MAC under the pepper.
public struct VirtualKey: Sendable, Equatable {
    /// The secret that the key had before its rotation, which its holder may still use for a while.
    public struct Former: Sendable, Equatable {
        /// HMAC-SHA-256 of the whole key text under the pepper: 32 bytes.
        public var mac: [UInt8]
        /// Seconds since 1970 from which on it is refused.
        public var until: Int64

        /// A former secret.
        public init(mac: [UInt8], until: Int64) {
            self.mac = mac
            self.until = until
        }
    }

    /// Eight base-62 characters, the public part of the key.
    public var id: String
    /// HMAC-SHA-256 of the whole key text under the pepper: 32 bytes.
    public var mac: [UInt8]
    /// The secret before that one, while it is still accepted.
    public var former: Former?
    /// What people call it.
    public var name: String
    /// The team it belongs to.
    public var team: String?
    /// Labels.
    public var tags: [String]
    /// Routes it may use; empty: all.
    public var routes: [ModelPattern]
    /// Vendors that may receive its requests; empty: all.
    public var vendors: [String]
    /// Seconds since 1970 after which it is refused; nil: never.
    public var expires: Int64?
    /// What it may use.
    public var allotment: Allotment
    /// Who goes first when there is not enough for all.
    public var priority = Priority.interactive
    /// What its holder lets rehearsals do with its requests, where their route rehearses.
    public var rehearsal = RehearsalConsent.live
    /// Its prompts may be recorded for golden sets, where their route allows that too.
    public var mayRecord = false

    /// A key.
    public init(
        id: String, mac: [UInt8], former: Former? = nil, name: String, team: String? = nil, tags: [String] = [],
        routes: [ModelPattern] = [], vendors: [String] = [], expires: Int64? = nil, allotment: Allotment = .unlimited
    ) {
        self.id = id
        self.mac = mac
        self.former = former
        self.name = name
        self.team = team
        self.tags = tags
        self.routes = routes
        self.vendors = vendors
        self.expires = expires
        self.allotment = allotment
    }

    /// Whether it may use `route` for the model `name`, aliases resolved. A pattern allows the names it matches, and the
    /// route that is written exactly like it.
    public func mayUse(_ route: Route, for name: String) -> Bool {
        routes.isEmpty || routes.contains { $0.matches(name) || $0 == route.pattern }
    }
}
