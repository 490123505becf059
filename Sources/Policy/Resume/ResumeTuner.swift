/// Which ways of completing a broken answer are worth trying: one that has missed twenty times in a row is tried for 5 %
/// of the cuts only, until it hits.
public struct ResumeTuner: Sendable {
    /// One way: a method at a target for a route.
    public struct Key: Hashable, Sendable {
        /// The route's pattern.
        public var route: String
        /// The target's name.
        public var target: String
        /// The method.
        public var method: ResumeRule.Method

        /// A way.
        public init(route: String, target: String, method: ResumeRule.Method) {
            self.route = route
            self.target = target
            self.method = method
        }
    }

    /// So many misses in a row make a way a bad bet.
    public static let patience = 20
    /// The share of cuts a bad bet is still tried for.
    public static let residue = 0.05

    /// Misses since a way last worked, for those that have missed.
    private var misses: [Key: Int] = [:]

    /// Nothing was tried.
    public init() {}

    /// Whether `key` is to be tried now.
    public func allows(_ key: Key, _ chance: inout Chance) -> Bool {
        guard misses[key, default: 0] >= Self.patience else { return true }
        return chance.unit() < Self.residue
    }

    /// Notes how `key` went.
    public mutating func note(_ key: Key, rescued: Bool) {
        misses[key] = rescued ? nil : misses[key, default: 0] + 1
    }
}
