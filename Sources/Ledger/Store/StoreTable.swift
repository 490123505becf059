/// The columns of a table: what stores make tables from, and what exports show.
public struct StoreTable: Sendable {
    /// How a column's values are shown.
    public enum Kind: Sendable {
        /// A whole number.
        case integer
        /// A text.
        case text
        /// 0 or 1; shown as `false` or `true`.
        case flag
        /// A JSON array of texts, as a text.
        case list
    }

    /// One column.
    public struct Column: Sendable {
        /// In SQL, CSV and JSON.
        public var name: String
        /// How its values are shown.
        public var kind: Kind
        /// Whether there may be none.
        public var isOptional: Bool
    }

    /// In SQL, and in the admin API.
    public let name: String
    /// In order.
    public let columns: [Column]
    /// What tells rows apart.
    public let key: [String]
    /// The place of each part of the key in a row.
    public let keyPlaces: [Int]

    init(_ name: String, _ columns: [Column], key: [String]) {
        self.name = name
        self.columns = columns
        self.key = key
        keyPlaces = key.compactMap { part in columns.firstIndex { $0.name == part } }
    }

    /// The place of a column in a row.
    public func place(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// The same table with some of its columns, in this order, for who needs no more; nil: it has not all of them.
    public func only(_ names: [String]) -> StoreTable? {
        let places = names.compactMap(place)
        guard places.count == names.count else { return nil }
        return StoreTable(name, places.map { columns[$0] }, key: key)
    }

    /// The tables that have a row for each entry.
    public static let all = [LedgerTables.requests.table, LedgerTables.attempts.table, LedgerTables.events.table]
}

/// Where a row comes from.
struct RowOrigin {
    var node: String
    var position: JournalPosition
}

/// A table with the way from an entry to its row: one list says both, so that they cannot drift.
struct EntryTable<Entry>: Sendable {
    struct Column: Sendable {
        var column: StoreTable.Column
        var value: @Sendable (Entry, RowOrigin) -> StoreValue
    }

    let table: StoreTable
    let columns: [Column]

    init(_ name: String, key: [String], _ columns: [Column]) {
        table = StoreTable(name, columns.map(\.column), key: key)
        self.columns = columns
    }

    func row(_ entry: Entry, _ origin: RowOrigin) -> [StoreValue] { columns.map { $0.value(entry, origin) } }
}

extension EntryTable.Column {
    static func label(_ name: String, _ value: @escaping @Sendable (Entry) -> String) -> Self {
        Self(column: .init(name: name, kind: .text, isOptional: false)) { entry, _ in
            .text(StoreText.bounded(value(entry), StoreText.shortLimit))
        }
    }

    static func optionalLabel(_ name: String, _ value: @escaping @Sendable (Entry) -> String?) -> Self {
        Self(column: .init(name: name, kind: .text, isOptional: true)) { entry, _ in
            value(entry).map { .text(StoreText.bounded($0, StoreText.shortLimit)) } ?? .null
        }
    }

    static func remark(_ name: String, _ value: @escaping @Sendable (Entry) -> String) -> Self {
        Self(column: .init(name: name, kind: .text, isOptional: false)) { entry, _ in
            .text(StoreText.bounded(value(entry), StoreText.longLimit))
        }
    }

    static func list(_ name: String, _ value: @escaping @Sendable (Entry) -> [String]) -> Self {
        Self(column: .init(name: name, kind: .list, isOptional: false)) { entry, _ in
            .text(StoreText.list(value(entry)))
        }
    }

    static func flag(_ name: String, _ value: @escaping @Sendable (Entry) -> Bool) -> Self {
        Self(column: .init(name: name, kind: .flag, isOptional: false)) { entry, _ in .integer(value(entry) ? 1 : 0) }
    }

    static func number(_ name: String, _ value: @escaping @Sendable (Entry) -> Int64) -> Self {
        Self(column: .init(name: name, kind: .integer, isOptional: false)) { entry, _ in .integer(value(entry)) }
    }

    static func count(_ name: String, _ value: @escaping @Sendable (Entry) -> Int) -> Self {
        number(name) { Int64(value($0)) }
    }

    static func optionalCount(_ name: String, _ value: @escaping @Sendable (Entry) -> Int?) -> Self {
        Self(column: .init(name: name, kind: .integer, isOptional: true)) { entry, _ in
            value(entry).map { .integer(Int64($0)) } ?? .null
        }
    }

    static func node() -> Self {
        Self(column: .init(name: "node", kind: .text, isOptional: false)) { _, origin in
            .text(StoreText.bounded(origin.node, StoreText.shortLimit))
        }
    }
}
