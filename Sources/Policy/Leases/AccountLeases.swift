import PlanBVocabulary

/// The parts that this node has of one account.
struct AccountLeases: Sendable {
    /// Of its budget, by period; at most two.
    private(set) var money: [NodeLease] = []
    private var restoredPeriods: [Int64] = []
    private var rates: [LeaseRequest.Rates: RateLease] = [:]
    /// Others are short of its budget, or this node holds too much of it.
    var isWanted = false
    /// The last report of its rates said that something was asked for.
    var isDemandKnown = false

    func lease(_ period: Int64) -> NodeLease? { money.first { $0.period == period } }

    /// Whether what was spent in a period before is in the book: it was put there, or nothing was before its lease.
    func isKnown(_ period: Int64) -> Bool { lease(period) != nil || restoredPeriods.contains(period) }

    mutating func restored(_ period: Int64) {
        if !restoredPeriods.contains(period) { restoredPeriods.append(period) }
    }

    /// Changes the lease of a period, which is made if there is none.
    mutating func edit<Answer>(_ period: Int64, _ terms: LeaseTerms, _ change: (inout NodeLease) -> Answer) -> Answer {
        if let index = money.firstIndex(where: { $0.period == period }) { return change(&money[index]) }
        money.append(NodeLease(period: period, terms: terms))
        return change(&money[money.count - 1])
    }

    /// Forgets all periods but these.
    mutating func keep(_ periods: [Int64]) {
        if money.contains(where: { !periods.contains($0.period) }) {
            money.removeAll { !periods.contains($0.period) }
        }
        if !restoredPeriods.isEmpty { restoredPeriods.removeAll { !periods.contains($0) } }
    }

    mutating func take(_ grant: RateGrant, _ rate: LeaseRequest.Rates, limit: Int) {
        rates[rate] = RateLease(granted: grant.row.granted, whole: max(1, limit))
    }

    /// The rates could not be renewed.
    mutating func lapse() { rates = [:] }

    /// The rate is not renewed any more.
    mutating func lapse(_ rate: LeaseRequest.Rates) { rates[rate] = nil }

    /// What this node may use now, as one of so many.
    func allowance(_ account: MoneyBook.Account, members: Int, now: Instant) -> Allowance {
        let shares = money.filter { $0.renewedAt != nil }.map { lease in
            MoneyShare(
                period: lease.period,
                amount: lease.allowance(spent: account.windows.window(lease.period).spent, now: now),
                alarm: lease.alarm, others: lease.others)
        }
        return Allowance(money: shares.isEmpty ? nil : shares, limits: limits(account.allotment.limits, members))
    }

    private func limits(_ limits: RateLimits, _ members: Int) -> RateLimits {
        guard limits != .none else { return .none }
        let part = { (kind: LeaseRequest.Rates, rate: Rate?) -> Rate? in
            rate.map { rate in
                Rate(
                    perMinute: RateLease.part(of: rate.perMinute, rates[kind], members),
                    burst: RateLease.part(of: rate.burst, rates[kind], members))
            }
        }
        return RateLimits(
            requests: part(.requests, limits.requests), tokens: part(.tokens, limits.tokens),
            concurrent: limits.concurrent.map { RateLease.part(of: $0, rates[.concurrent], members) })
    }
}
