public import PlanBLedger

/// Which SQL is spoken.
public enum SQLDialect: Sendable {
    /// SQLite 3.35 or later.
    case sqlite
    /// PostgreSQL 12 or later.
    case postgres
}

/// A database that a ledger is kept in. Statements have `?` for their values, and are prepared once.
public protocol SQLDatabase: Sendable {
    /// Which SQL it speaks.
    static var dialect: SQLDialect { get }

    /// For messages: a path, or a host and a name. Never a password.
    var place: String { get }

    /// Runs `body` in a transaction, which is taken back if it throws. Opens or connects if that is not done yet.
    func write<Answer>(
        _ body: (any SQLConnection) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer

    /// Runs `body` with one state of the database, beside a `write`.
    func read<Answer>(
        _ body: (any SQLConnection) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer

    /// Ends all connections; the next call makes them anew.
    func close()
}

/// A connection inside a transaction.
public protocol SQLConnection {
    /// Runs a statement; how many rows it changed.
    func run(_ sql: String, _ values: [StoreValue]) throws(StoreFailure) -> Int

    /// All rows that a statement returns.
    func rows(_ sql: String, _ values: [StoreValue]) throws(StoreFailure) -> [[StoreValue]]

    /// Adds the rows whose keys are not there yet; which ones those were. The keys of `rows` are different from each other.
    func insert(_ rows: [[StoreValue]], with insertion: SQLInsertion) throws(StoreFailure) -> [Bool]
}

/// How rows get into a table, in both dialects.
public struct SQLInsertion: Sendable {
    /// Whether each column holds texts; numbers otherwise.
    public let isText: [Bool]
    /// The place of each part of the key in a row.
    public let keyPlaces: [Int]
    /// For one row: a value for each column.
    public let single: String
    /// For any number of rows: an array for each column. Returns the keys of those that were added.
    public let bulk: String

    /// - Parameters:
    ///   - columns: their names, and whether they hold texts.
    ///   - key: the columns of the key.
    ///   - onConflict: what to do with a row whose key is there: `DO …`.
    init(table: String, columns: [(name: String, isText: Bool)], key: [String], onConflict: String) {
        let names = columns.map { SQLText.name($0.name) }.joined(separator: ", ")
        let conflict = "ON CONFLICT (\(key.map(SQLText.name).joined(separator: ", "))) \(onConflict)"
        isText = columns.map(\.isText)
        keyPlaces = key.compactMap { part in columns.firstIndex { $0.name == part } }
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        single = "INSERT INTO \(table) (\(names)) VALUES (\(marks)) \(conflict)"
        let arrays = columns.map { $0.isText ? "?::text[]" : "?::bigint[]" }.joined(separator: ", ")
        bulk =
            "INSERT INTO \(table) (\(names)) SELECT * FROM unnest(\(arrays)) \(conflict) "
            + "RETURNING \(key.map(SQLText.name).joined(separator: ", "))"
    }
}
