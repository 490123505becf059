/// One node's part of one account in one period, as the shared database has it. Amounts are in nanodollars.
public struct LeaseRow: Sendable, Equatable {
    /// The node.
    public var node: String
    /// What the node may spend in all in this period.
    public var granted: Int
    /// What it has reported as spent. Never more than `granted` plus what an answer cost beyond its estimate.
    public var spent: Int
    /// When it last renewed, in seconds since 1970 by the clock of the database.
    public var renewed: Int64

    /// A row.
    public init(node: String, granted: Int, spent: Int, renewed: Int64) {
        self.node = node
        self.granted = granted
        self.spent = spent
        self.renewed = renewed
    }

    /// What it takes out of the whole.
    var taken: Int { max(granted, spent) }
}

/// Hands out the parts of one account: what the database does in one transaction, as a function of the rows that it holds
/// locked.
public struct LeaseDesk: Sendable {
    /// The whole, in nanodollars.
    public let limit: Int
    /// Nothing may ever be spent beyond it.
    public let isStrict: Bool
    /// The terms.
    public let terms: LeaseTerms

    /// A desk for one account.
    public init(limit: Int, isStrict: Bool, terms: LeaseTerms = LeaseTerms()) {
        self.limit = max(0, limit)
        self.isStrict = isStrict
        self.terms = terms
    }

    /// A node reports and asks.
    ///
    /// - Parameters:
    ///   - rows: all rows of the account and period, among them that of the node, if it has one.
    ///   - report: what the node has spent, what it may go on to use until it hears from here, and what it would like.
    ///   - now: seconds since 1970, by the clock of the database.
    public func renew(_ rows: [LeaseRow], _ report: LeaseReport, now: Int64) -> LeaseGrant {
        var expired = rows.filter { $0.node != report.node && hasRunOut($0, now) && $0.granted > $0.spent }
        for index in expired.indices { expired[index].granted = expired[index].spent }
        let others = rows.filter { $0.node != report.node }.reduce(Int128(0)) { sum, row in
            sum + Int128(expired.first { $0.node == row.node }?.taken ?? row.taken)
        }
        let mine = rows.first { $0.node == report.node }
        let spent = max(report.spent, mine?.spent ?? 0, 0)
        let used = max(report.used, spent)
        // It may be using this much while the answer is on its way, so that less cannot be written down.
        let floor = max(spent, min(mine?.granted ?? 0, max(0, report.ceiling)))
        let left = max(0, Int128(limit) - others)
        let free = max(0, left - Int128(used))
        // Alone a node may have everything. Else half of what is free is kept for whoever turns out to need it, and the
        // pieces go down with it, to the smallest for whoever asks first.
        let nodes = Int128(1 + rows.filter { $0.node != report.node && isThere($0, now) }.count)
        let least = min(free, Int128(terms.least))
        let fair = nodes == 1 ? free : max(free / (2 * nodes), least)
        // Less than it needs for anything would be of no use to it, and may be to others; with just as much it would be
        // back after one request, which costs less than was set aside for it.
        let needed = Int128(max(0, report.needed))
        let more = free < needed ? 0 : max(free / nodes, least, min(free, 4 * needed))
        let granted = max(Int128(floor), min(Int128(max(0, report.wanted)), Int128(used) + more, left))
        let row = LeaseRow(node: report.node, granted: Int(clamping: granted), spent: spent, renewed: now)
        let kept = rows.filter { $0.node != report.node && $0.granted > $0.spent }.count > expired.count
        return LeaseGrant(
            row: row, expired: expired, fair: Int(clamping: fair),
            others: Int(
                clamping: rows.filter { $0.node != report.node }.reduce(Int128(0)) { sum, row in
                    // What a node that is not there holds nobody can have.
                    sum + Int128(max(0, isThere(row, now) || hasRunOut(row, now) ? row.spent : row.taken))
                }),
            isShort: report.isHungry && granted < Int128(report.wanted) && kept)
    }

    /// Whether others may have what the node holds. What it spent without reporting it would be spent twice, so that
    /// strict budgets wait for the node, or for the end of the period.
    private func hasRunOut(_ row: LeaseRow, _ now: Int64) -> Bool {
        !isStrict && Int128(now) - Int128(row.renewed) > Int128(terms.term + LeaseTerms.margin)
    }

    /// Whether the node has reported lately. One that has not takes its part out of the whole, but has no part in what is
    /// left.
    private func isThere(_ row: LeaseRow, _ now: Int64) -> Bool {
        Int128(now) - Int128(row.renewed) <= Int128(terms.idleRefresh * 4)
    }
}

/// What a node says of one account. Amounts are in nanodollars.
public struct LeaseReport: Sendable, Equatable {
    /// The node.
    public var node: String
    /// What it has spent in the period.
    public var spent: Int
    /// That, and what it holds for attempts under way.
    public var used: Int
    /// What it will not go beyond until it hears otherwise, whatever it was granted before.
    public var ceiling: Int
    /// What it would like to be granted in all.
    public var wanted: Int
    /// What it has is used up, or nearly.
    public var isHungry: Bool
    /// The least that it had to refuse since its last report; 0: nothing.
    public var needed: Int

    /// A report.
    public init(node: String, spent: Int, used: Int, ceiling: Int, wanted: Int, isHungry: Bool = false, needed: Int = 0)
    {
        self.node = node
        self.spent = spent
        self.used = used
        self.ceiling = ceiling
        self.wanted = wanted
        self.isHungry = isHungry
        self.needed = needed
    }
}

/// The answer to a report.
public struct LeaseGrant: Sendable, Equatable {
    /// The node's row, to be written.
    public var row: LeaseRow
    /// Rows of others that have run out, to be written.
    public var expired: [LeaseRow]
    /// The part of what is left that would be fair for a node to keep unused.
    public var fair: Int
    /// What all other nodes have spent, as far as they have reported it, and what those hold that are not there.
    public var others: Int
    /// It is less than was wanted, and others hold some that they do not use: they should be asked to report.
    public var isShort: Bool
}
