import PlanBPolicy
import Synchronization

/// The limits and budgets of all keys, teams and routes, shared by all event loops. What it says and counts is
/// `MoneyBook`'s, which is pure; here is the lock.
final class Treasury: Sendable {
    private let book: Mutex<MoneyBook>

    init(rules: Rules) { book = Mutex(MoneyBook(rules: rules)) }

    /// Looks at, or changes, the book. `body` decides; it waits for nothing.
    func with<Result>(_ body: (inout MoneyBook) -> Result) -> Result {
        book.withLock { book in body(&book) }
    }
}

/// The places of a configuration's accounts in the book.
struct AccountIndex: Sendable {
    private var keys: [String: (key: Int?, team: Int?)] = [:]
    private var routes: [String: Int] = [:]
    /// Nothing is limited for anybody: the usual case.
    let isEmpty: Bool

    init(_ snapshot: Snapshot, in treasury: Treasury) {
        let keys = snapshot.keys.all
        let isEmpty =
            snapshot.teams.allSatisfy { $0.value.isUnlimited } && keys.allSatisfy { $0.allotment.isUnlimited }
            && snapshot.routes.routes.allSatisfy { $0.allotment.isUnlimited }
        self.isEmpty = isEmpty
        var allotments: [(name: String, allotment: Allotment)] = []
        if !isEmpty {
            allotments += snapshot.teams.map { (Self.team($0.key), $0.value) }
            allotments += keys.map { (Self.key($0.id), $0.allotment) }
            allotments += snapshot.routes.routes.map { (Self.route($0.pattern.text), $0.allotment) }
        }
        let book = treasury.with { book -> MoneyBook in
            book.install(allotments)
            return book
        }
        guard !isEmpty else { return }
        for key in keys {
            self.keys[key.id] = (book.place(of: Self.key(key.id)), key.team.flatMap { book.place(of: Self.team($0)) })
        }
        for route in snapshot.routes.routes {
            routes[route.pattern.text] = book.place(of: Self.route(route.pattern.text))
        }
    }

    /// The places of the accounts of a caller on a route; nil if nothing is limited for anybody.
    func places(_ caller: Caller, _ route: Route) -> (key: Int?, team: Int?, route: Int?)? {
        guard !isEmpty else { return nil }
        let owner = caller.key.flatMap { keys[$0.id] }
        return (owner?.key, owner?.team, routes[route.pattern.text])
    }

    static func key(_ id: String) -> String { "key:\(id)" }
    static func team(_ name: String) -> String { "team:\(name)" }
    static func route(_ pattern: String) -> String { "route:\(pattern)" }
}
