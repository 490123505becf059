// How long answers are.
extension MoneyBook {
    /// A key on a route, by their accounts.
    struct HistoryKey: Hashable, Sendable {
        var key: Int32
        var route: Int32
    }

    /// What an answer is expected to have before anything is known.
    public static let usualOutput = OutputHistory.usual

    private static let mostHistories = 10_000

    /// How many tokens an answer is expected to have: what 95 % of the answers of this key on this route did not exceed,
    /// else, before ten are known, 500; never more than `cap`, which is what the client allows.
    public func expectedOutput(_ scopes: Scopes, cap: Int?) -> Int {
        let known = histories[HistoryKey(key: scopes.key, route: scopes.route)]?.p95
        return min(known ?? OutputHistory.usual, cap ?? .max)
    }

    /// An answer to this key on this route had `tokens` tokens.
    public mutating func note(output tokens: Int, of scopes: Scopes) {
        let key = HistoryKey(key: scopes.key, route: scopes.route)
        guard histories[key] != nil || histories.count < Self.mostHistories else { return }
        histories[key, default: OutputHistory()].note(tokens)
    }
}
