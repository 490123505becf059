public import PlanBVocabulary

/// A node's own view of its part of one account: how much to ask for, and what it may use now. Amounts are in nanodollars.
public struct NodeLease: Sendable, Equatable {
    /// The first second of the period, since 1970.
    public let period: Int64
    /// What this node may spend in all in this period. Never more than the database has for it.
    public private(set) var granted = 0
    private let terms: LeaseTerms
    private var renewedAt: Instant?
    private var lastUsed = 0
    /// About the most that is used between two reports, forgetting slowly.
    private var pace = 0
    /// What was fair to keep unused, by the last answer.
    private var fair = Int.max

    /// Nothing was granted yet.
    public init(period: Int64, terms: LeaseTerms = LeaseTerms()) {
        self.period = period
        self.terms = terms
    }

    /// What to report and to ask for: twice what is used between two reports, so that one that is lost does no harm, and
    /// a sixteenth of `limit` while there is plenty, so that the first request need not wait.
    ///
    /// What it held beyond that is given up here and now, before the report is sent: from then on it counts as others'.
    public mutating func report(node: String, spent: Int, held: Int, limit: Int) -> LeaseReport {
        let used = Int(clamping: Int128(max(0, spent)) + Int128(max(0, held)))
        pace = max(max(0, used - lastUsed), pace - pace / 8)
        lastUsed = used
        let plenty = min(limit / 16, fair)
        let spare = max(terms.least, min(max(plenty, Int(clamping: Int128(pace) * 2)), max(fair, terms.least)))
        let wanted = Int(clamping: Int128(used) + Int128(spare))
        granted = min(granted, wanted)
        return LeaseReport(node: node, spent: max(0, spent), ceiling: granted, wanted: wanted)
    }

    /// The answer to the report that was sent at `sentAt`. A late answer to an earlier one must not be given here.
    public mutating func take(_ grant: LeaseGrant, sentAt: Instant) {
        granted = grant.row.granted
        fair = grant.fair
        renewedAt = sentAt
    }

    /// What may be spent and set aside in all at `now`, if `spent` is. Once the term is over without a renewal: nothing more.
    public func allowance(spent: Int, now: Instant) -> Int {
        guard let renewedAt, now - renewedAt <= .seconds(Int(clamping: terms.term)) else { return max(0, spent) }
        return granted
    }
}
