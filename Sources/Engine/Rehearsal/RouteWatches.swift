import PlanBLedger
public import PlanBPolicy
import PlanBVocabulary
import Synchronization

/// What users ask of each route that has a backup, and how it goes: what its capacity is planned by, whether there is room
/// for drills, and for how much of it no backup counts.
public final class RouteWatches: Sendable {
    private struct Watch {
        var demand = DemandMeter()
        var budget = ErrorBudget()
        var state = StateMeter()

        mutating func note(_ usage: Usage, isFailure: Bool, isStateful: Bool, arrivedAt: Int64, at now: Instant) {
            demand.note(usage, at: now)
            budget.note(isFailure: isFailure, at: now)
            state.note(isStateful: isStateful, at: arrivedAt)
        }
    }

    private let watches = Mutex<[String: Watch]>([:])

    init() {}

    /// A user's request is over.
    func note(_ exchange: Exchange, at now: Instant) {
        guard exchange.route.chain.count > 1 || exchange.route.hasGroup, exchange.outcome != .abandoned else { return }
        let isFailure = exchange.outcome == .cut || (exchange.outcome == .failed && exchange.status >= 500)
        let usage = exchange.usage ?? Usage(input: exchange.demand.promptTokens, output: 0)
        watches.withLock { watches in
            watches[exchange.route.pattern.text, default: Watch()].note(
                usage, isFailure: isFailure, isStateful: exchange.claim != nil, arrivedAt: exchange.arrivedAt, at: now)
        }
    }

    /// What users have asked of each route in the last week, by the names of the routes.
    var weeks: [String: StateMeter] { watches.withLock { $0.mapValues(\.state) } }

    /// Adds what was counted before this process began.
    func restore(_ weeks: [String: StateMeter]) {
        watches.withLock { watches in
            for (route, meter) in weeks { watches[route, default: Watch()].state.add(meter) }
        }
    }

    /// What users ask of `route`; nil: too little is known.
    func demand(of route: String, at now: Instant) -> RouteLoad? {
        watches.withLock { $0[route]?.demand.demand(at: now) }
    }

    /// Whether users of `route` see more failures than it can afford.
    func isBurning(_ route: String, at now: Instant) -> Bool {
        watches.withLock { $0[route]?.budget.isBurning(at: now) ?? false }
    }
}

extension Gateway {
    /// What users ask of `route`, a minute and in all; nil: too little is known.
    public func demand(of route: String) -> RouteLoad? { watches.demand(of: route, at: time.now()) }

    /// What users have asked of each route that has a backup in the last week, and how much of it refers to state of one account.
    public var weeks: [String: StateMeter] { watches.weeks }

    /// Adds what was counted of each route before this process began.
    public func restore(weeks: [String: StateMeter]) { watches.restore(weeks) }
}
