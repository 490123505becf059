/// Hands out the parts of one rate, or of one number of requests at once, to the nodes that share it: what the database does
/// in one transaction, as a function of the rows that it holds locked.
///
/// Every node has a quarter of an even part for its first requests; the rest goes to the nodes by what they were asked for.
/// Every node may have one, however small the limit is: together they may use as much as the limit, or as there are nodes.
public struct RateDesk: Sendable {
    /// The whole: units a minute, or requests at once.
    public let limit: Int

    /// A node that was not heard of for so many seconds has no part any more.
    public static let term: Int64 = 30

    /// A desk for one limit.
    public init(limit: Int) { self.limit = max(1, limit) }

    /// A node says what it was asked for since its last report, and gets its part. In a row, `spent` is that demand.
    ///
    /// - Parameter now: seconds since 1970, by the clock of the database.
    public func renew(_ rows: [LeaseRow], node: String, demand: Int, now: Int64) -> RateGrant {
        let others = rows.filter { $0.node != node && Int128(now) - Int128($0.renewed) <= Int128(Self.term) }
        let count = others.count + 1
        let floor = Int128(Self.floor(of: limit, nodes: count))
        let demand = min(max(0, demand), Rate.largest)
        let all = others.reduce(Int128(demand)) { $0 + Int128(max(0, $1.spent)) }
        let rest = max(0, Int128(limit) - floor * Int128(count))
        let share = floor + (all == 0 ? rest / Int128(count) : rest * Int128(demand) / all)
        let left = Int128(limit) - others.reduce(Int128(0)) { $0 + Int128(max(0, $1.granted)) }
        let granted = count == 1 ? Int128(limit) : max(1, min(share, left))
        return RateGrant(
            row: LeaseRow(node: node, granted: Int(clamping: granted), spent: demand, renewed: now), nodes: count)
    }

    /// What a node always has, and goes back to when it cannot renew.
    public static func floor(of limit: Int, nodes: Int) -> Int { max(1, limit / (4 * max(1, nodes))) }
}

/// A node's part of a rate.
public struct RateGrant: Sendable, Equatable {
    /// The node's row, to be written.
    public var row: LeaseRow
    /// How many nodes share the rate.
    public var nodes: Int
}

/// A node's own view of its part of one rate.
struct RateLease: Sendable, Equatable {
    /// Of `limit`; nil: nobody has said anything yet.
    private var granted: Int?
    /// The limit when it was granted: after a change the part is in proportion.
    private var whole = 1
    /// Before anything is known, this many are taken to share it.
    private var nodes = 4

    mutating func take(_ grant: RateGrant, limit: Int) {
        granted = grant.row.granted
        whole = max(1, limit)
        nodes = grant.nodes
    }

    /// It could not renew: back to what it always has.
    mutating func lapse() { granted = nil }

    /// The part of `amount`, which is in proportion to `limit`.
    func part(of amount: Int, limit: Int) -> Int {
        guard let granted else { return RateDesk.floor(of: amount, nodes: nodes) }
        guard granted < whole else { return amount }
        return Int(clamping: max(1, Int128(amount) * Int128(granted) / Int128(whole)))
    }
}
