public import PlanBPolicy
public import PlanBProviders
public import PlanBVocabulary

/// One validated configuration: immutable, swapped whole on reload. A request takes one reference and keeps it.
public final class Snapshot: Sendable {
    /// What kind of installation it is.
    public enum Mode: String, Sendable {
        /// Loopback only; callers need no key; an unknown model goes to the `*` route.
        case demo
        /// Everything else.
        case production
    }

    /// Counts up with each configuration that was taken over; starts at 1.
    public let generation: Int
    /// The kind of installation.
    public let mode: Mode
    /// All targets; a `TargetID` is an index into it.
    public let targets: [UpstreamTarget]
    /// The routes.
    public let routes: RouteTable
    /// Who may call.
    public let keys: KeyRing
    /// The target of requests for paths that Plan B does not know, by dialect.
    public let passthrough: [DialectID: TargetID]
    /// The listener.
    public let listener: ListenerSettings
    /// Who may use the admin port besides the holder of its own token.
    public let adminTokens: [AdminToken]
    /// What the keys of a team may use together, by the team's name.
    public let teams: [String: Allotment]
    /// What a token is taken to cost where nobody knows it, in picodollars, for callers with a budget; nil: targets without
    /// a price are left out for them.
    public let unpricedCeiling: Int?
    /// What a budget may be exceeded by while a target fails, in hundredths of a percent of it.
    public let outageShare: Int
    /// What is known of models, for targets that take any name.
    public let catalog: ModelCatalog

    /// 30 dollars for a million tokens.
    public static let usualCeiling = 30_000_000

    /// The same configuration with other keys.
    public func with(keys: KeyRing, generation: Int) -> Snapshot {
        Snapshot(
            generation: generation, mode: mode, targets: targets, routes: routes, keys: keys, passthrough: passthrough,
            listener: listener, adminTokens: adminTokens, catalog: catalog, teams: teams,
            unpricedCeiling: unpricedCeiling,
            outageShare: outageShare)
    }

    /// A snapshot.
    public init(
        generation: Int, mode: Mode, targets: [UpstreamTarget], routes: RouteTable, keys: KeyRing,
        passthrough: [DialectID: TargetID] = [:], listener: ListenerSettings, adminTokens: [AdminToken] = [],
        catalog: ModelCatalog = .builtIn, teams: [String: Allotment] = [:], unpricedCeiling: Int? = usualCeiling,
        outageShare: Int = 0
    ) {
        self.generation = generation
        self.mode = mode
        self.targets = targets
        self.routes = routes
        self.keys = keys
        self.passthrough = passthrough
        self.listener = listener
        self.adminTokens = adminTokens
        self.catalog = catalog
        self.teams = teams
        self.unpricedCeiling = unpricedCeiling
        self.outageShare = outageShare
    }

    /// The target behind `id`.
    public subscript(id: TargetID) -> UpstreamTarget { targets[id.index] }
}
