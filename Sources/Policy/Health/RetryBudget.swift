import PlanBVocabulary

/// How many retries one target gets: a tenth of its requests, and three a minute on top, so that a small target has some
/// too. A retry storm can so add 10 % to a provider's load, never a multiple. Failover is not charged here: it leaves
/// the target alone.
struct RetryBudget: Sendable, Equatable {
    private static let perRequest = 0.1
    private static let perSecond = 3.0 / 60
    private static let most = 30.0

    private var tokens = 3.0
    private var refilledAt: Instant?

    /// A first attempt (not a retry) goes to the target.
    mutating func deposit() { tokens = min(Self.most, tokens + Self.perRequest) }

    /// How many there are.
    func remaining(at now: Instant) -> Double {
        guard let refilledAt else { return tokens }
        let seconds = Double(max(0, (now - refilledAt).nanoseconds)) / 1e9
        return min(Self.most, tokens + seconds * Self.perSecond)
    }

    /// Takes a retry out. Returns whether there was one.
    mutating func withdraw(now: Instant) -> Bool {
        tokens = remaining(at: now)
        refilledAt = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
