public import PlanBPolicy
import PlanBProviders
public import PlanBVocabulary

/// A route, as far as its rehearsals go.
public struct RehearsedRoute: Sendable, Equatable {
    /// A target that may take over.
    public struct Backup: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What it is, so that nothing that was shown of one model counts for the next one of the same name.
        public var identity: String
        /// It shares neither the account nor the lineage of the primary, which would take it along.
        public var isIndependent: Bool
        /// The provider's word in the configuration.
        public var provider: String
        /// Whose service it is.
        public var vendor: String
        /// What its tokens cost; nil: not known.
        public var price: Price?
        /// A live share may go there: it is a twin of the primary, or the route allows for other models.
        public var allowsLive: Bool
        /// It is asked with the caller's own credential, which rehearsals do not have.
        public var needsCaller: Bool
    }

    /// The route as the configuration writes it.
    public var name: String
    /// A name of a model that the route serves, for requests of the gateway's own.
    public var model: String
    /// The target that is asked first; nil: it depends on the request, or there is none.
    public var primary: String
    /// What the primary is.
    public var primaryIdentity: String
    /// What the primary's tokens cost; nil: not known.
    public var primaryPrice: Price?
    /// The others, in the order in which they are tried.
    public var backups: [Backup]
    /// How it rehearses.
    public var plan: RehearsalPlan
}

extension Gateway {
    /// The routes of the configuration in force, in its order.
    public var rehearsedRoutes: [RehearsedRoute] {
        let snapshot = self.snapshot
        return snapshot.routes.routes.compactMap { route in
            let targets = route.targets.map { snapshot[$0] }
            guard let primary = targets.first else { return nil }
            var seen: Set<String> = [primary.name]
            let backups = targets.dropFirst().filter { seen.insert($0.name).inserted }.map { target in
                RehearsedRoute.Backup(
                    name: target.name, identity: target.identity, isIndependent: !target.sharesFate(with: primary),
                    provider: target.provider.name, vendor: target.vendor, price: target.price,
                    allowsLive: route.rehearsal.allowsLive(on: target.id), needsCaller: target.needsCaller)
            }
            return RehearsedRoute(
                name: route.pattern.text, model: snapshot.exampleName(of: route, primary),
                primary: primary.name, primaryIdentity: primary.identity, primaryPrice: primary.price, backups: backups,
                plan: route.rehearsal)
        }
    }
}

extension RehearsedRoute {
    /// Whether a drill of `backup` that began under `self` may go on under `other`, after a reload.
    public func isSame(as other: RehearsedRoute, for backup: String) -> Bool {
        var (mine, theirs) = (plan, other.plan)
        // Places in the configuration, which any other target may shift.
        (mine.twins, theirs.twins) = ([], [])
        return name == other.name && mine == theirs && primary == other.primary
            && primaryIdentity == other.primaryIdentity
            && backups.first { $0.name == backup } == other.backups.first { $0.name == backup }
    }
}

extension Gateway {
    /// Why users are kept away from the target called `name`, where it will not pass by itself in a moment; nil: they are not.
    public func reasonGivenUp(_ name: String) -> String? {
        let installation = self.installation
        guard let index = installation.snapshot.targets.firstIndex(where: { $0.name == name }) else { return nil }
        if let refusal = installation.snapshot.targets[index].credential.refusal { return refusal }
        let now = time.now()
        var chance = self.chance()
        switch board.with({ $0.availability(of: installation.slots[index], now: now, &chance) }) {
        case .open(let cause, _): return "given up (\(cause.rawValue))"
        case .barred(let cause, _): return "its account is refused (\(cause.rawValue))"
        case .ready, .demoted, .cooling, .full, .reserved: return nil
        }
    }
}

extension UpstreamTarget {
    /// Provider, place, model and account.
    var identity: String {
        [provider.name, "\(origin.authority)\(basePath)", model ?? "*", account ?? ""].joined(separator: " ")
    }

    /// Whether it is gone when `other` is: the account is closed, or the model is withdrawn.
    func sharesFate(with other: UpstreamTarget) -> Bool {
        if let mine = scopes.account, let theirs = other.scopes.account, mine == theirs { return true }
        return lineage != nil && lineage == other.lineage
    }

    /// It is asked with the caller's own credential.
    var needsCaller: Bool { if case .client = credential { true } else { false } }
}

extension Snapshot {
    /// A name that leads to `route`: its own, or, of a glob, that of a model behind it.
    fileprivate func exampleName(of route: Route, _ primary: UpstreamTarget) -> String {
        guard route.pattern.isGlob else { return route.pattern.text }
        let named = route.targets.compactMap { self[$0].model }.first { route.pattern.matches($0) }
        return named ?? primary.model ?? route.pattern.text.replacing("*", with: "x")
    }
}
