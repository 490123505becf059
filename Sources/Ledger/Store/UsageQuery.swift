/// What usage can be told apart by.
public enum UsageDimension: String, Sendable, CaseIterable {
    /// The day, UTC, as days since 1970.
    case day
    /// The caller's key id.
    case key
    /// The team of the key.
    case team
    /// The route that matched.
    case route
    /// The target; of a request, the one that answered. Empty: none did.
    case target
    /// Whose service it is.
    case vendor
    /// The model name that was sent.
    case model
    /// What was asked for.
    case operation
    /// A label; what has several counts for each of them.
    case tag
}

/// Which sums to show.
public struct UsageQuery: Sendable, Equatable {
    /// The first day, as days since 1970.
    public var firstDay: Int64
    /// The last day, inclusive.
    public var lastDay: Int64
    /// What rows are told apart by; none: one row for all.
    public var dimensions: [UsageDimension]
    /// At most so many rows.
    public var limit: Int

    /// A question.
    public init(
        firstDay: Int64 = 0, lastDay: Int64 = .max, by dimensions: [UsageDimension], limit: Int = 100_000
    ) {
        self.firstDay = firstDay
        self.lastDay = lastDay
        self.dimensions = dimensions
        self.limit = limit
    }

    /// The table that has the answer.
    ///
    /// - Throws: `question` if none has, because sums by label are not kept for each target.
    public func rollup() throws(StoreFailure) -> RollupTable {
        guard dimensions.contains(.tag) else { return .daily }
        if let other = dimensions.first(where: { !RollupTable.byTag.dimensions.contains($0) }) {
            let possible = RollupTable.byTag.dimensions.filter { $0 != .tag }.map(\.rawValue).joined(separator: ", ")
            throw StoreFailure(
                .question, "tag cannot be combined with \(other.rawValue); with tag there are: \(possible)")
        }
        return .byTag
    }
}

/// The sums of one combination of dimensions.
public struct UsageRow: Sendable, Equatable {
    /// The values of the dimensions that were asked for, in that order. Days are numbers.
    public var dimensions: [StoreValue]
    /// What was used.
    public var sums: UsageSums

    /// A row.
    public init(dimensions: [StoreValue], sums: UsageSums) {
        self.dimensions = dimensions
        self.sums = sums
    }
}

/// A table of sums, kept up to date with the rows they are sums of.
public struct RollupTable: Sendable {
    /// In SQL.
    public let name: String
    /// What its rows are told apart by: its key.
    public let dimensions: [UsageDimension]

    /// By everything but labels.
    public static let daily = RollupTable(
        name: "usage_daily", dimensions: [.day, .key, .team, .route, .target, .vendor, .model, .operation])
    /// By labels: what has several of them is in several rows.
    public static let byTag = RollupTable(name: "usage_tags", dimensions: [.day, .tag, .key, .team, .route])
}
