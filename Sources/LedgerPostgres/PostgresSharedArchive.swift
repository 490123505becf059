#if Postgres
    public import PlanBLedger
    public import PlanBLedgerSQL
    public import PlanBVocabulary

    /// Texts that several gateways keep in the PostgreSQL database of their ledgers, over a connection of its own.
    public final class PostgresSharedArchive: SharedArchive {
        /// The name of a lock, of this program only: any number will do.
        private static let lock = "7526782603"
        /// Texts may be long, so that they are not read all at once.
        private static let mostAtOnce = 100

        private let seat: PostgresSharedSeat

        /// The archive beside the rows of `ledger`, whose schema it has.
        ///
        /// - Parameter url: as for `PostgresDatabase`.
        public init(ledger: PostgresLedgerStore, url: @escaping @Sendable () -> Secret?) {
            seat = PostgresSharedSeat(
                ledger: ledger,
                greeting: [
                    "SET statement_timeout = 15000", "SET lock_timeout = 5000",
                    "SET idle_in_transaction_session_timeout = 15000",
                ], url: url)
        }

        /// Writes papers, under one lock: whoever has read a revision never misses one before it.
        public func write(_ papers: [SharedPaper], by node: String) throws(StoreFailure) -> Bool {
            guard !papers.isEmpty else { return true }
            return try seat.transaction { connection throws(StoreFailure) in
                // Nobody takes over before this is committed.
                let leads = try connection.rows(
                    "SELECT node FROM shared_leaders WHERE role = 'leader' AND node = ? "
                        + "AND until >= EXTRACT(EPOCH FROM clock_timestamp())::bigint FOR SHARE", [.text(node)])
                let allowed = papers.filter { !$0.isOfLeader || !leads.isEmpty }
                _ = try connection.rows("SELECT pg_advisory_xact_lock(\(Self.lock))", [])
                for paper in allowed {
                    _ = try connection.run(
                        "INSERT INTO shared_archive (name, revision, node, leader, changed, text) "
                            + "VALUES (?, nextval('shared_archive_revisions'), ?, ?, "
                            + "EXTRACT(EPOCH FROM clock_timestamp())::bigint, ?) "
                            + "ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, node = excluded.node, "
                            + "leader = excluded.leader, changed = excluded.changed, text = excluded.text",
                        [.text(paper.name), .text(node), .integer(paper.isOfLeader ? 1 : 0), .text(paper.text)])
                }
                return allowed.count == papers.count
            }
        }

        /// What was written after `revision`.
        public func papers(after revision: Int64) throws(StoreFailure) -> [SharedPaper] {
            try seat.transaction { connection throws(StoreFailure) in
                try connection.rows(
                    "SELECT name, text, leader, node, revision FROM shared_archive WHERE revision > ? "
                        + "ORDER BY revision LIMIT \(Self.mostAtOnce)", [.integer(revision)]
                ).map { row in
                    SharedPaper(
                        name: row[0].string ?? "", text: row[1].string ?? "", isOfLeader: row[2].int == 1,
                        node: row[3].string ?? "", revision: row[4].int ?? 0)
                }
            }
        }

        /// Removes what is too old or too much.
        public func tidy(_ prefix: String, most: Int, age: Int64) throws(StoreFailure) {
            try seat.transaction { connection throws(StoreFailure) in
                _ = try connection.run(
                    "DELETE FROM shared_archive WHERE starts_with(name, ?) AND (changed < "
                        + "EXTRACT(EPOCH FROM clock_timestamp())::bigint - ? OR name NOT IN (SELECT name FROM shared_archive "
                        + "WHERE starts_with(name, ?) ORDER BY name DESC LIMIT ?))",
                    [.text(prefix), .integer(age), .text(prefix), .integer(Int64(max(0, most)))])
            }
        }

        /// Ends the connection.
        public func close() { seat.close() }
    }
#endif
