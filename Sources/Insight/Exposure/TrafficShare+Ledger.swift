public import PlanBEngine
public import PlanBLedger

extension TrafficShare {
    /// Nobody has more routes and targets than this; what is beyond would be left out, and the report says so.
    private static let most = 200_000

    /// What users' requests used from `firstDay` to `lastDay`, days since 1970. Rehearsals are left out: they would make the
    /// backup look used.
    ///
    /// - Parameter rehearsal: the id under which rehearsals are booked.
    /// - Returns: the shares, and whether there were more rows than are looked at.
    public static func all(
        in store: any LedgerStore, firstDay: Int64, lastDay: Int64, except rehearsal: String
    ) throws(StoreFailure) -> (shares: [TrafficShare], isCut: Bool) {
        let dimensions: [UsageDimension] = [.route, .target, .vendor, .key]
        let rows = try store.usage(
            UsageQuery(firstDay: firstDay, lastDay: lastDay, by: dimensions, limit: most))
        var sums: [[String]: TrafficShare] = [:]
        for row in rows where row.dimensions.count == dimensions.count && row.dimensions[3].string != rehearsal {
            let key = row.dimensions.prefix(3).map { $0.string ?? "" }
            sums[key, default: TrafficShare(route: key[0], target: key[1], vendor: key[2])].add(row.sums)
        }
        let shares = sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        return (shares, rows.count >= most)
    }

    private init(route: String, target: String, vendor: String) {
        self.init(route: route, target: target, vendor: vendor, requests: 0, tokens: 0, cost: 0)
    }

    private mutating func add(_ sums: UsageSums) {
        requests = Self.sum(requests, sums[.requests])
        tokens = Self.sum(tokens, Self.sum(sums[.inputTokens], sums[.outputTokens]))
        cost = Self.sum(cost, sums[.cost])
    }

    static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension ExposureReport {
    /// How dependent `snapshot` is, by what users' requests used from `firstDay` to `lastDay`, days since 1970.
    ///
    /// - Parameters:
    ///   - store: the ledger; nil: there is none yet.
    ///   - now: milliseconds since 1970, for what ends.
    public init(
        _ snapshot: Snapshot, _ store: (any LedgerStore)?, firstDay: Int64, lastDay: Int64, now: Int64
    ) throws(StoreFailure) {
        let traffic = try store.map { store throws(StoreFailure) in
            try TrafficShare.all(in: store, firstDay: firstDay, lastDay: lastDay, except: RehearsalAccount.id)
        }
        self.init(
            Estate(snapshot), traffic?.shares ?? [], firstDay: firstDay, lastDay: lastDay,
            today: Rollup.day(ofMilliseconds: now), isCut: traffic?.isCut ?? false)
    }
}
