/// How several gateways share one budget: each holds a part of it that is its alone, taken out of the whole beforehand, so that
/// nobody has to be asked for a request, and the parts can never come to more than the whole.
///
/// The design is Doorman's (capacity that is leased, refreshed and bounded when the server is away), with one difference: a
/// lease is money, and what was spent of it is gone for good.
public struct LeaseTerms: Sendable, Equatable {
    /// Every so many seconds a node reports what is in use, and asks.
    public var refresh: Int64
    /// The same for what is not in use.
    public var idleRefresh: Int64
    /// A node that has not been able to renew for so many seconds stops using what it holds; a minute later others may have
    /// it.
    public var term: Int64
    /// The least that is asked for, in nanodollars: a cent.
    public var least: Int

    /// Terms.
    public init(refresh: Int64 = 2, idleRefresh: Int64 = 30, term: Int64 = 3600, least: Int = 10_000_000) {
        self.refresh = max(1, refresh)
        self.idleRefresh = max(self.refresh, idleRefresh)
        self.term = max(60, term)
        self.least = max(1, least)
    }

    /// Clocks of different machines agree to within this, in seconds.
    public static let margin: Int64 = 60
}
