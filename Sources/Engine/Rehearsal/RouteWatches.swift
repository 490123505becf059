import PlanBLedger
public import PlanBPolicy
import PlanBVocabulary
import Synchronization

/// What users ask of each route that has a backup, and how it goes: what its capacity is planned by, and whether there is
/// room for drills.
public final class RouteWatches: Sendable {
    private struct Watch {
        var demand = DemandMeter()
        var budget = ErrorBudget()

        mutating func note(_ usage: Usage, isFailure: Bool, at now: Instant) {
            demand.note(usage, at: now)
            budget.note(isFailure: isFailure, at: now)
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
            watches[exchange.route.pattern.text, default: Watch()].note(usage, isFailure: isFailure, at: now)
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
}
