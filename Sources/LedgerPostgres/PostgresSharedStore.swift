#if Postgres
    public import PlanBLedger
    public import PlanBLedgerSQL
    public import PlanBVocabulary

    /// What several gateways have in common, in the PostgreSQL database of their ledgers. It has a connection of its own.
    public final class PostgresSharedStore: SharedStore {
        private static let channel = "planb"
        /// Names of locks, of this program only: any number will do.
        private static let leaseLock = "7526782602"
        private static let longestNotice = 4000

        private let seat: PostgresSharedSeat

        /// What is shared beside the rows of `ledger`, whose schema it has.
        ///
        /// - Parameter url: as for `PostgresDatabase`.
        public init(ledger: PostgresLedgerStore, url: @escaping @Sendable () -> Secret?) {
            // A node must notice within a part of a lease's margin that it cannot renew.
            seat = PostgresSharedSeat(
                ledger: ledger,
                greeting: [
                    "SET statement_timeout = 5000", "SET lock_timeout = 3000",
                    "SET idle_in_transaction_session_timeout = 5000", "LISTEN \(Self.channel)",
                ], url: url)
        }

        private static func now(_ connection: any SQLConnection) throws(StoreFailure) -> Int64 {
            try connection.rows("SELECT EXTRACT(EPOCH FROM clock_timestamp())::bigint", []).first?.first?.int ?? 0
        }

        /// Says that this node is there.
        public func beat(_ beat: NodeBeat) throws(StoreFailure) -> Fellowship {
            try seat.transaction { connection throws(StoreFailure) in
                let now = try Self.now(connection)
                _ = try connection.run(
                    "INSERT INTO shared_nodes (node, version, configuration, admin, seen) VALUES (?, ?, ?, ?, ?) "
                        + "ON CONFLICT (node) DO UPDATE SET version = excluded.version, "
                        + "configuration = excluded.configuration, admin = excluded.admin, seen = excluded.seen",
                    [
                        .text(beat.node), .text(beat.version), .text(beat.configuration), .text(beat.admin),
                        .integer(now),
                    ])
                _ = try connection.run(
                    "INSERT INTO shared_leaders (role, node, until) VALUES ('leader', ?, ?) ON CONFLICT (role) DO UPDATE "
                        + "SET node = excluded.node, until = excluded.until "
                        + "WHERE shared_leaders.node = excluded.node OR shared_leaders.until < ?",
                    [.text(beat.node), .integer(now + Fellowship.leaderTerm), .integer(now)])
                let leader = try connection.rows("SELECT node FROM shared_leaders WHERE role = 'leader'", []).first
                let members = try connection.rows(
                    "SELECT node, version, configuration, admin, seen FROM shared_nodes WHERE seen > ? ORDER BY node",
                    [.integer(now - 86_400)])
                let documents = try connection.rows("SELECT name, version FROM shared_documents", [])
                return Fellowship(
                    members: members.map { row in
                        Fellowship.Member(
                            beat: NodeBeat(
                                node: row[0].string ?? "", version: row[1].string ?? "",
                                configuration: row[2].string ?? "", admin: row[3].string ?? ""),
                            age: max(0, now - (row[4].int ?? 0)))
                    },
                    leader: leader?.first?.string ?? "",
                    documents: Dictionary(
                        documents.map { ($0[0].string ?? "", $0[1].int ?? 0) }, uniquingKeysWith: { $1 }))
            }
        }

        /// Has parts decided under one lock: the exchanges of all nodes come one after the other.
        public func leases(
            _ keys: [SharedLease.Key], _ decide: ([SharedLease.Key: [SharedLease]], Int64) -> [SharedLease]
        ) throws(StoreFailure) {
            guard !keys.isEmpty else { return }
            try seat.transaction { connection throws(StoreFailure) in
                _ = try connection.rows("SELECT pg_advisory_xact_lock(\(Self.leaseLock))", [])
                let asked = keys.map { [StoreValue.text($0.account), .text($0.kind), .integer($0.period)] }
                let found = try connection.rows(
                    "SELECT l.account, l.kind, l.period, l.node, l.granted, l.used, l.renewed FROM shared_leases l "
                        + "JOIN unnest(?::text[], ?::text[], ?::bigint[]) AS k(account, kind, period) "
                        + "ON l.account = k.account COLLATE \"C\" AND l.kind = k.kind COLLATE \"C\" AND l.period = k.period",
                    Self.arrays(asked, columns: 3))
                var rows: [SharedLease.Key: [SharedLease]] = [:]
                for row in found.map(Self.lease) { rows[row.key, default: []].append(row) }
                let changed = decide(rows, try Self.now(connection)).map { row in
                    [
                        StoreValue.text(row.key.account), .text(row.key.kind), .integer(row.key.period),
                        .text(row.node), .integer(row.granted), .integer(row.used), .integer(row.renewed),
                    ]
                }
                guard !changed.isEmpty else { return }
                _ = try connection.run(
                    "INSERT INTO shared_leases (account, kind, period, node, granted, used, renewed) "
                        + "SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], "
                        + "?::bigint[]) ON CONFLICT (account, kind, period, node) DO UPDATE SET "
                        + "granted = excluded.granted, used = excluded.used, renewed = excluded.renewed",
                    Self.arrays(changed, columns: 7))
            }
        }

        private static func arrays(_ rows: [[StoreValue]], columns: Int) -> [StoreValue] {
            (0..<columns).map { .text(PostgresArray.text(of: rows, column: $0)) }
        }

        private static func lease(_ row: [StoreValue]) -> SharedLease {
            SharedLease(
                key: SharedLease.Key(account: row[0].string ?? "", kind: row[1].string ?? "", period: row[2].int ?? 0),
                node: row[3].string ?? "", granted: row[4].int ?? 0, used: row[5].int ?? 0, renewed: row[6].int ?? 0)
        }

        /// Tells all nodes.
        public func tell(_ notices: [SharedNotice]) throws(StoreFailure) {
            guard !notices.isEmpty else { return }
            try seat.transaction { connection throws(StoreFailure) in
                for notice in notices { try Self.tell(notice, connection) }
            }
        }

        private static func tell(_ notice: SharedNotice, _ connection: any SQLConnection) throws(StoreFailure) {
            let text = PostgresNotice.text(of: notice)
            guard text.utf8.count <= longestNotice else { return }
            _ = try connection.rows("SELECT pg_notify('\(channel)', ?)", [.text(text)])
        }

        /// The document `name`.
        public func document(_ name: String) throws(StoreFailure) -> SharedDocument? {
            try seat.transaction { connection throws(StoreFailure) in
                try connection.rows("SELECT version, text FROM shared_documents WHERE name = ?", [.text(name)]).first
                    .map { SharedDocument(version: $0[0].int ?? 0, text: $0[1].string ?? "") }
            }
        }

        /// Writes a document if it still has the version that was read.
        public func replace(_ name: String, version: Int64, with text: String) throws(StoreFailure) -> Bool {
            try seat.transaction { connection throws(StoreFailure) in
                let now = try Self.now(connection)
                let count =
                    version == 0
                    ? try connection.run(
                        "INSERT INTO shared_documents (name, version, text, changed) VALUES (?, 1, ?, ?) "
                            + "ON CONFLICT (name) DO NOTHING", [.text(name), .text(text), .integer(now)])
                    : try connection.run(
                        "UPDATE shared_documents SET version = version + 1, text = ?, changed = ? "
                            + "WHERE name = ? AND version = ?",
                        [.text(text), .integer(now), .text(name), .integer(version)])
                guard count == 1 else { return false }
                try Self.tell(.document(name), connection)
                return true
            }
        }

        /// Waits for notices.
        public func wait(atMost span: Instant.Span) throws(StoreFailure) -> [SharedNotice] {
            try seat.notices(atMost: span).compactMap(PostgresNotice.notice)
        }

        /// Removes parts of periods that are long over, and nodes that are long gone.
        public func tidy() throws(StoreFailure) {
            try seat.transaction { connection throws(StoreFailure) in
                let now = try Self.now(connection)
                // No period with an end is longer than a month.
                _ = try connection.run(
                    "DELETE FROM shared_leases WHERE (kind = 'money' AND period > 0 AND period < ?) "
                        + "OR (kind <> 'money' AND renewed < ?)", [.integer(now - 40 * 86_400), .integer(now - 86_400)])
                _ = try connection.run("DELETE FROM shared_nodes WHERE seen < ?", [.integer(now - 7 * 86_400)])
            }
        }

        /// Ends the connection.
        public func close() { seat.close() }
    }

    /// Notices as texts: `document NAME`, `short NODE ACCOUNT`.
    enum PostgresNotice {
        static func text(of notice: SharedNotice) -> String {
            switch notice {
            case .document(let name): "document \(name)"
            case .short(let account, let node): "short \(node) \(account)"
            }
        }

        static func notice(_ text: String) -> SharedNotice? {
            let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            switch (parts.first, parts.count) {
            case ("document", 2...): return .document(parts.dropFirst().joined(separator: " "))
            case ("short", 3): return .short(account: parts[2], node: parts[1])
            default: return nil
            }
        }
    }
#endif
