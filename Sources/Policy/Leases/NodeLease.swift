public import PlanBVocabulary

/// A node's own view of its part of one account: how much to ask for, and what it may use now. Amounts are in nanodollars.
public struct NodeLease: Sendable, Equatable {
    /// The first second of the period, since 1970.
    public let period: Int64
    /// What this node may spend in all in this period. Never more than the database has for it.
    public private(set) var granted = 0
    /// What the others have spent, by the last answer.
    public private(set) var others = 0
    /// When the report was sent to which the last answer came.
    public private(set) var renewedAt: Instant?
    /// What was spent and held at the last report.
    public private(set) var lastUsed = 0
    private let terms: LeaseTerms
    /// About the most that is used between two reports, forgetting slowly.
    private var pace = 0
    /// About what one attempt sets aside, where it was more than there was, forgetting slowly.
    private var appetite = 0
    /// What was fair to keep unused, by the last answer.
    private var fair = Int.max

    /// Nothing was granted yet.
    public init(period: Int64, terms: LeaseTerms = LeaseTerms()) {
        self.period = period
        self.terms = terms
    }

    /// What to report and to ask for: a fair part of what is left, or, if that is more, twice what is used between two
    /// reports, so that one that is lost does no harm.
    ///
    /// What it held beyond that is given up here and now, before the report is sent: from then on it counts as others'.
    ///
    /// - Parameters:
    ///   - isWanted: another node is short of this budget: half of the fair part has to do, in the end nothing.
    ///   - isHungry: this node is.
    ///   - needed: the least that it had to refuse; 0: nothing. What it holds beyond what is used is then of no use to it.
    public mutating func report(
        node: String, spent: Int, held: Int, limit: Int, isWanted: Bool = false, isHungry: Bool = false,
        needed: Int = 0
    ) -> LeaseReport {
        let used = Int(clamping: Int128(max(0, spent)) + Int128(max(0, held)))
        pace = max(max(0, used - lastUsed), pace - pace / 8)
        lastUsed = used
        let fair = min(self.fair, max(0, limit))
        let usual =
            isHungry ? max(0, limit) : isWanted ? (fair > terms.least ? fair / 2 : 0) : max(terms.least, fair)
        appetite = max(needed, appetite - appetite / 8)
        let spare = max(usual, Int(clamping: Int128(max(pace, isWanted ? 0 : appetite)) * 2))
        let wanted = Int(clamping: Int128(used) + Int128(spare))
        granted = min(granted, needed > 0 ? used : wanted)
        return LeaseReport(
            node: node, spent: max(0, spent), used: used, ceiling: granted, wanted: wanted, isHungry: isHungry,
            needed: needed)
    }

    /// The last report: what is spent and held, and nothing beyond.
    public mutating func farewell(node: String, spent: Int, held: Int) -> LeaseReport {
        let used = Int(clamping: Int128(max(0, spent)) + Int128(max(0, held)))
        granted = min(granted, used)
        return LeaseReport(node: node, spent: max(0, spent), used: used, ceiling: granted, wanted: used)
    }

    /// The answer to the report that was sent at `sentAt`. A late answer to an earlier one must not be given here.
    public mutating func take(_ grant: LeaseGrant, sentAt: Instant) {
        granted = grant.row.granted
        fair = grant.fair
        others = grant.others
        renewedAt = sentAt
    }

    /// Whether it holds much more than it would be fair to keep, so that it should report again at once.
    public var holdsTooMuch: Bool {
        let needed = Int128(max(pace, appetite)) * 2
        return Int128(granted) - Int128(lastUsed) > 2 * max(Int128(max(fair, terms.least)), needed)
    }

    /// When it is time to ask for more: three quarters of what was free at the last report are used.
    public var alarm: Int { lastUsed + max(0, granted - lastUsed) / 4 * 3 }

    /// What may be spent and set aside in all at `now`, if `spent` is. Once the term is over without a renewal: nothing more.
    public func allowance(spent: Int, now: Instant) -> Int {
        guard let renewedAt, now - renewedAt <= .seconds(Int(clamping: terms.term)) else { return max(0, spent) }
        return granted
    }
}
