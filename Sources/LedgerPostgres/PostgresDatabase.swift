#if Postgres
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
            try writer.transaction(PostgresSeat.begin, body)
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
#endif
