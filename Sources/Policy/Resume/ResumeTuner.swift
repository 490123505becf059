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

    /// How often a way was tried, and how often it completed the answer.
    public struct Record: Sendable, Equatable {
        /// Times it was tried.
        public var tries = 0
        /// Times it worked.
        public var rescues = 0
        /// Misses since it last worked.
        public var missesInARow = 0
    }

    /// So many misses in a row make a way a bad bet.
    public static let patience = 20
    /// The share of cuts a bad bet is still tried for.
    public static let residue = 0.05

    /// Everything that was tried.
    public private(set) var records: [Key: Record] = [:]

    /// Nothing was tried.
    public init() {}

    /// Whether `key` is to be tried now.
    public func allows(_ key: Key, _ chance: inout Chance) -> Bool {
        guard let record = records[key], record.missesInARow >= Self.patience else { return true }
        return chance.unit() < Self.residue
    }

    /// Notes how `key` went.
    public mutating func note(_ key: Key, rescued: Bool) {
        var record = records[key] ?? Record()
        record.tries += 1
        if rescued {
            record.rescues += 1
            record.missesInARow = 0
        } else {
            record.missesInARow += 1
        }
        records[key] = record
    }
}
