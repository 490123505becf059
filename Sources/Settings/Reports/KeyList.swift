public import PlanBEngine
import PlanBPolicy

/// The answer of `planb keys list`.
public struct KeyList: Sendable {
    /// One key, without its hash.
    public struct Row: Sendable, Encodable {
        /// The public part.
        public let id: String
        /// What people call it.
        public let name: String
        /// The team it belongs to.
        public let team: String?
        /// Labels.
        public let tags: [String]
        /// Routes it may use; empty: all.
        public let routes: [String]
        /// Vendors that may receive its requests; empty: all.
        public let vendors: [String]
        /// Until when the secret before the last rotation is accepted as well; nil: it is not.
        public let formerUntil: String?
        /// When it stops being accepted: `2026-12-31T00:00:00Z`; nil: never.
        public let expires: String?
        /// Whether it has stopped being accepted.
        public let isExpired: Bool
    }

    /// The keys in the order of the file.
    public let keys: [Row]

    /// A list of `keys` as of `now`, seconds since 1970.
    public init(_ keys: [VirtualKey], now: Int64) {
        self.keys = keys.map { key in
            Row(
                id: key.id, name: key.name, team: key.team, tags: key.tags, routes: key.routes.map(\.text),
                vendors: key.vendors,
                formerUntil: key.former.flatMap { now < $0.until ? TimestampText.text($0.until) : nil },
                expires: key.expires.map(TimestampText.text),
                isExpired: key.expires.map { now >= $0 } ?? false)
        }
    }

    /// For people.
    public var text: String {
        guard !keys.isEmpty else { return "there are no keys" }
        let rows = keys.map { key in
            [
                key.id, key.name, key.team ?? "-",
                key.routes.isEmpty ? "all routes" : key.routes.joined(separator: ","),
                key.vendors.isEmpty ? "all vendors" : key.vendors.joined(separator: ","),
                key.expires.map { (key.isExpired ? "expired " : "expires ") + $0 } ?? "",
            ]
        }
        return TextTable.lines(rows).joined(separator: "\n")
    }
}
