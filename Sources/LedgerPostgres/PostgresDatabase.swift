#if Postgres
    import Foundation
    public import PlanBLedger
    public import PlanBLedgerSQL
    public import PlanBVocabulary

    /// A ledger in PostgreSQL.
    public typealias PostgresLedgerStore = SQLLedgerStore<PostgresDatabase>

    /// A PostgreSQL database with one connection to write and one to read. A connection that broke is replaced at the next
    /// call; how long to wait until then is for the caller to decide.
    public final class PostgresDatabase: SQLDatabase {
        /// PostgreSQL.
        public static let dialect = SQLDialect.postgres

        /// Host, port and name, without user and password.
        public let place: String
        private let writer: PostgresSeat
        private let reader: PostgresSeat

        /// A database.
        ///
        /// - Parameter url: `postgres://USER:PASSWORD@HOST:PORT/NAME?…`, asked for whenever a connection is made; nil: it
        ///   cannot be resolved now.
        public init(place: String, url: @escaping @Sendable () -> Secret?) {
            self.place = place
            writer = PostgresSeat(place: place, url: url)
            reader = PostgresSeat(place: place, url: url)
        }

        /// Runs `body` in a transaction.
        public func write<Answer>(
            _ body: (any SQLConnection) throws(StoreFailure) -> Answer
        ) throws(StoreFailure) -> Answer {
            try writer.transaction("BEGIN", body)
        }

        /// Runs `body` with one state of the database.
        public func read<Answer>(
            _ body: (any SQLConnection) throws(StoreFailure) -> Answer
        ) throws(StoreFailure) -> Answer {
            try reader.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
        }

        /// Ends both connections.
        public func close() {
            writer.close()
            reader.close()
        }
    }

    /// Where one connection sits, and those who want it wait.
    private final class PostgresSeat: @unchecked Sendable {
        private let place: String
        private let url: @Sendable () -> Secret?
        // The lock guards the connection, which is used by one thread at a time.
        private let lock = NSLock()
        private var connection: PostgresConnection?

        init(place: String, url: @escaping @Sendable () -> Secret?) {
            self.place = place
            self.url = url
        }

        func transaction<Answer>(
            _ begin: String, _ body: (any SQLConnection) throws(StoreFailure) -> Answer
        ) throws(StoreFailure) -> Answer {
            lock.lock()
            defer { lock.unlock() }
            let connection = try connected()
            do throws(StoreFailure) {
                try connection.command(begin)
                let answer = try body(connection)
                try connection.command("COMMIT")
                return answer
            } catch {
                // What cannot be taken back ends with its connection.
                if (try? connection.command("ROLLBACK")) == nil { self.connection = nil }
                throw error
            }
        }

        private func connected() throws(StoreFailure) -> PostgresConnection {
            if let connection, connection.isAlive { return connection }
            connection = nil
            guard let url = url() else {
                throw StoreFailure(.away, "the ledger in \(place): the reference to its URL cannot be resolved")
            }
            let new = try PostgresConnection(url, place: place)
            connection = new
            return new
        }

        func close() {
            lock.lock()
            defer { lock.unlock() }
            connection = nil
        }
    }
#endif
