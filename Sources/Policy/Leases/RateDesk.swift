/// Hands out the parts of one rate, or of one number of requests at once, to the nodes that share it: what the database does
/// in one transaction, as a function of the rows that it holds locked.
///
/// Every node has half of an even part for its first requests; the rest goes to the nodes by what they were asked for.
/// Every node may have one, however small the limit is: together they may use as much as the limit, or as there are nodes.
public struct RateDesk: Sendable {
    /// The whole: units a minute, or requests at once.
    public let limit: Int

    /// A node that was not heard of for so many seconds has no part any more.
    public static let term: Int64 = 30

    /// How many nodes there are. Those that are not asked for any of it report nothing, and have what a node always has.
    public let members: Int

    /// A desk for one limit.
    public init(limit: Int, members: Int = 1) {
        self.limit = max(1, limit)
        self.members = min(max(1, members), 1_000_000)
    }

    /// A node says what it was asked for since its last report, and gets its part. In a row, `spent` is that demand.
    ///
    /// - Parameter now: seconds since 1970, by the clock of the database.
    public func renew(_ rows: [LeaseRow], node: String, demand: Int, now: Int64) -> RateGrant {
        let others = rows.filter { $0.node != node && Int128(now) - Int128($0.renewed) <= Int128(Self.term) }
        let count = max(others.count + 1, members)
        let floor = Int128(Self.floor(of: limit, nodes: count))
        let demand = min(max(0, demand), Rate.largest)
        let all = others.reduce(Int128(demand)) { $0 + Int128(max(0, $1.spent)) }
        let rest = max(0, Int128(limit) - floor * Int128(count))
        let share = floor + (all == 0 ? rest / Int128(count) : rest * Int128(demand) / all)
        let silent = floor * Int128(count - others.count - 1)
        let left = Int128(limit) - silent - others.reduce(Int128(0)) { $0 + Int128(max(0, $1.granted)) }
        let granted = count == 1 ? Int128(limit) : max(1, min(share, left))
        return RateGrant(
            row: LeaseRow(node: node, granted: Int(clamping: granted), spent: demand, renewed: now))
    }

    /// What a node always has, and goes back to when it cannot renew.
    public static func floor(of limit: Int, nodes: Int) -> Int { max(1, limit / (2 * max(1, nodes))) }
}

/// A node's part of a rate.
public struct RateGrant: Sendable, Equatable {
    /// The node's row, to be written.
    public var row: LeaseRow
}

/// A node's own view of its part of one rate.
struct RateLease: Sendable, Equatable {
    var granted: Int
    /// The limit when it was granted: after a change the part is in proportion.
    var whole: Int

    /// The part of `amount`, a rate or what of it may be used at once. Without a lease: what a node always has, which is all
    /// of it if there is no other.
    static func part(of amount: Int, _ lease: RateLease?, _ members: Int) -> Int {
        guard let lease else { return members <= 1 ? amount : RateDesk.floor(of: amount, nodes: members) }
        guard lease.granted < lease.whole else { return amount }
        return Int(clamping: max(1, Int128(amount) * Int128(lease.granted) / Int128(lease.whole)))
    }
}
