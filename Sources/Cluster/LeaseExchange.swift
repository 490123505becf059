import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// Brings what a gateway holds of limits and budgets to the database, and what it is granted back. Confined to the thread
/// that talks to the database.
struct LeaseExchange {
    let gateway: Gateway
    let store: any SharedStore
    let node: String
    /// What this node spent of budgets it has not reported of before.
    let spent: @Sendable ([UnknownBudget]) throws -> [SpentSum]
    let clock: any TimeSource
    private var leases: LeaseBook

    init(
        gateway: Gateway, store: any SharedStore, node: String, clock: any TimeSource,
        spent: @escaping @Sendable ([UnknownBudget]) throws -> [SpentSum]
    ) {
        self.gateway = gateway
        self.store = store
        self.node = node
        self.spent = spent
        self.clock = clock
        leases = LeaseBook(node: node)
    }

    /// Reports and asks, if it is time; whether requests wait for the answer.
    mutating func run() throws -> Bool {
        let epoch = clock.epochSeconds()
        let unknown = gateway.withMoney { leases.unknown($0, epoch: epoch) }
        if !unknown.isEmpty {
            let sums = try spent(unknown)
            gateway.restore(spent: sums)
            gateway.withMoney { leases.restored(unknown, in: $0) }
        }
        let sentAt = clock.now()
        let requests = gateway.withMoney { leases.requests(&$0, epoch: epoch, now: sentAt) }
        try exchange(requests, sentAt: sentAt)
        return requests.contains { $0.isHungry }
    }

    /// The database does not answer.
    mutating func lapse() {
        let now = clock.now()
        gateway.withMoney { leases.lapse(&$0, now: now) }
    }

    /// There are so many nodes.
    mutating func share(with members: Int) { leases.members = max(1, members) }

    /// Another node is short of `account`.
    mutating func want(_ account: String) { gateway.withMoney { leases.want(account, in: $0) } }

    /// The process ends: what it holds and does not use is others'.
    mutating func end() throws {
        let epoch = clock.epochSeconds()
        let requests = gateway.withMoney { leases.farewell(&$0, epoch: epoch, now: clock.now()) }
        try exchange(requests, sentAt: clock.now())
    }

    private mutating func exchange(_ requests: [LeaseRequest], sentAt: Instant) throws {
        guard !requests.isEmpty else { return }
        var answers: [LeaseAnswer] = []
        try store.leases(requests.map(Self.key)) { rows, now in
            answers = []
            return requests.flatMap { request in
                let key = Self.key(request)
                let (answer, changed) = request.decide((rows[key] ?? []).map(Self.row), node: node, now: now)
                answers.append(answer)
                return changed.map { Self.lease($0, key) }
            }
        }
        let now = clock.now()
        gateway.withMoney { leases.take(answers, &$0, sentAt: sentAt, now: now) }
        let short = answers.filter(\.isShort).map { SharedNotice.short(account: $0.request.account, node: node) }
        if !short.isEmpty { try store.tell(short) }
    }

    private static func key(_ request: LeaseRequest) -> SharedLease.Key {
        SharedLease.Key(account: StoreText.account(request.account), kind: request.kind, period: request.period)
    }

    private static func row(_ lease: SharedLease) -> LeaseRow {
        LeaseRow(
            node: lease.node, granted: Int(lease.granted), spent: Int(lease.used), renewed: lease.renewed)
    }

    private static func lease(_ row: LeaseRow, _ key: SharedLease.Key) -> SharedLease {
        SharedLease(
            key: key, node: row.node, granted: Int64(row.granted), used: Int64(row.spent), renewed: row.renewed)
    }
}
