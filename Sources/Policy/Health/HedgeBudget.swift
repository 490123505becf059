/// How many second attempts there may be: one for every fifty streams, so that hedging adds 2 % of load at most, and five
/// saved up.
public struct HedgeBudget: Sendable {
    private static let perRequest = 0.02
    private static let most = 5.0

    private var tokens = 1.0

    /// A stream begins.
    mutating func deposit() { tokens = min(Self.most, tokens + Self.perRequest) }

    /// Takes one out. Returns whether there was one.
    public mutating func withdraw() -> Bool {
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
