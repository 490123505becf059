import GRDB
public import PlanBLedger
public import PlanBLedgerSQL
import Synchronization

/// A ledger in a file.
public typealias SQLiteLedgerStore = SQLLedgerStore<SQLiteDatabase>

/// An SQLite database in WAL mode: one writes, others read beside it.
public final class SQLiteDatabase: SQLDatabase {
    /// SQLite.
    public static let dialect = SQLDialect.sqlite

    /// The path of the file.
    public let place: String
    private let pool = Mutex<DatabasePool?>(nil)

    /// A database in the file at `path`, which is made if it is not there.
    public init(path: String) { place = path }

    private func opened() throws -> DatabasePool {
        try pool.withLock { pool in
            if let pool { return pool }
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.maximumReaderCount = 2
            configuration.prepareDatabase { database in
                // A killed process loses nothing, and a power cut only what the journal still has.
                try database.execute(sql: "PRAGMA synchronous = NORMAL")
                // What is erased is overwritten.
                try database.execute(sql: "PRAGMA secure_delete = ON")
                try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
                // Ids are in no order: room for the parts of their indices, and few copies of a page on its way to the file.
                try database.execute(sql: "PRAGMA cache_size = -65536")
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
            }
            let new = try DatabasePool(path: place, configuration: configuration)
            pool = new
            return new
        }
    }

    /// Runs `body` in a transaction.
    public func write<Answer>(
        _ body: (any SQLConnection) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer {
        do { return try opened().write { try body(SQLiteConnection(database: $0, place: place)) } } catch {
            throw SQLiteConnection.failure(error, place)
        }
    }

    /// Runs `body` with one state of the database.
    public func read<Answer>(
        _ body: (any SQLConnection) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer {
        do { return try opened().read { try body(SQLiteConnection(database: $0, place: place)) } } catch {
            throw SQLiteConnection.failure(error, place)
        }
    }

    /// Closes the file.
    public func close() {
        pool.withLock { pool in
            try? pool?.close()
            pool = nil
        }
    }
}

private struct SQLiteConnection: SQLConnection {
    let database: Database
    let place: String

    func run(_ sql: String, _ values: [StoreValue]) throws(StoreFailure) -> Int {
        do {
            try bound(sql, values).execute()
            return database.changesCount
        } catch { throw Self.failure(error, place) }
    }

    func rows(_ sql: String, _ values: [StoreValue]) throws(StoreFailure) -> [[StoreValue]] {
        do {
            let statement = try bound(sql, values)
            let count = statement.columnCount
            var rows: [[StoreValue]] = []
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() {
                rows.append((0..<count).map { Self.value(row[$0] as DatabaseValue) })
            }
            return rows
        } catch { throw Self.failure(error, place) }
    }

    func insert(_ rows: [[StoreValue]], with insertion: SQLInsertion) throws(StoreFailure) -> [Bool] {
        do {
            let statement = try database.cachedStatement(sql: insertion.single)
            return try rows.map { row in
                statement.setUncheckedArguments(Self.arguments(row))
                try statement.execute()
                return database.changesCount > 0
            }
        } catch { throw Self.failure(error, place) }
    }

    private func bound(_ sql: String, _ values: [StoreValue]) throws -> Statement {
        let statement = try database.cachedStatement(sql: sql)
        try statement.setArguments(Self.arguments(values))
        return statement
    }

    private static func arguments(_ values: [StoreValue]) -> StatementArguments {
        StatementArguments(
            values.map { value -> DatabaseValue in
                switch value {
                case .null: .null
                case .integer(let number): number.databaseValue
                case .text(let text): text.databaseValue
                }
            })
    }

    private static func value(_ value: DatabaseValue) -> StoreValue {
        switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .double(let number): .integer(Int64(exactly: number.rounded()) ?? .max)
        case .string(let text): .text(text)
        case .blob: .null
        }
    }

    static func failure(_ error: any Error, _ place: String) -> StoreFailure {
        if let failure = error as? StoreFailure { return failure }
        guard let error = error as? DatabaseError else {
            return StoreFailure(.away, "the ledger in \(place): \(error)")
        }
        let text = "the ledger in \(place): \(error.message ?? "error \(error.resultCode.rawValue)")"
        switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE: return StoreFailure(.entry, text)
        default: return StoreFailure(.away, text)
        }
    }
}
