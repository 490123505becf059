import PlanBLedger

/// The schema and how it came to be. Changes only add, so that the version before can go on working beside this one.
enum SQLSchema {
    /// The version of this build.
    static let version = 4
    /// The oldest version of a build that can work with a database of this version.
    static let oldest = 1

    /// Brings the database up to date, or refuses it. Inside a transaction.
    static func migrate(_ connection: any SQLConnection, _ dialect: SQLDialect, place: String) throws(StoreFailure) {
        // Several nodes start at once: one of them migrates, the others wait and find it done. SQLite's transaction is
        // such a lock.
        if dialect == .postgres { _ = try connection.rows("SELECT pg_advisory_xact_lock(7526782601)", []) }
        _ = try connection.run(
            "CREATE TABLE IF NOT EXISTS planb_schema (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, "
                + "oldest INTEGER NOT NULL)", [])
        let known = try connection.rows("SELECT version, oldest FROM planb_schema WHERE id = 1", []).first
        let found = known?.first?.int ?? 0
        let needed = known?.last?.int ?? 0
        guard needed <= Int64(version) else {
            throw StoreFailure(
                .newerSchema,
                "the ledger in \(place) has schema \(found), which needs a build of schema \(needed) or later, and this "
                    + "build has \(version): use the newer build, or name another database")
        }
        guard found < Int64(version) else { return }
        for (number, statements) in migrations(dialect).enumerated() where Int64(number) >= found {
            for statement in statements { _ = try connection.run(statement, []) }
        }
        _ = try connection.run(
            "INSERT INTO planb_schema (id, version, oldest) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                + "version = excluded.version, oldest = excluded.oldest",
            [.integer(Int64(version)), .integer(Int64(oldest))])
    }

    /// The statements that lead to each version from the one before. Those of a released version are never changed: what
    /// is made from lists today has to be written out when the lists change.
    private static func migrations(_ dialect: SQLDialect) -> [[String]] {
        [
            StoreTable.all.flatMap { table in entries(table, dialect) } + [
                sums(.daily, dialect), sums(.byTag, dialect),
                "CREATE TABLE checkpoints (\(text("node", dialect)) PRIMARY KEY, segment \(integer(dialect)), "
                    + "place \(integer(dialect)))",
            ],
            spending(dialect) + shared(dialect), archive(dialect), troubles(dialect),
        ]
    }

    /// What accounts spent, for budgets.
    private static func spending(_ dialect: SQLDialect) -> [String] {
        let fills = [("key:", "key"), ("team:", "team"), ("route:", "route")].map { kind, name in
            let column = SQLText.name(name)
            // More than a million dollars for an attempt are taken to be that.
            return "INSERT INTO spending (node, account, day, cost) SELECT node, '\(kind)' || \(column), "
                + "CASE WHEN time < 0 THEN 0 ELSE time / 86400000 END, CAST(SUM(CASE WHEN cost_nanodollars > "
                + "1000000000000000 THEN 1000000000000000 ELSE cost_nanodollars END) AS BIGINT) FROM attempts "
                + "WHERE cost_nanodollars > 0 AND \(column) <> '' GROUP BY 1, 2, 3"
        }
        return [
            "CREATE TABLE spending (\(text("node", dialect)) NOT NULL, \(text("account", dialect)) NOT NULL, "
                + "day \(integer(dialect)), cost \(integer(dialect)), PRIMARY KEY (node, account, day))"
                + (dialect == .sqlite ? " WITHOUT ROWID" : "")
        ] + fills
    }

    /// What several nodes have in common. SQLite is for one node.
    private static func shared(_ dialect: SQLDialect) -> [String] {
        guard dialect == .postgres else { return [] }
        let name = { (column: String) in text(column, dialect) + " NOT NULL" }
        let number = { (column: String) in "\(column) \(integer(dialect))" }
        return [
            "CREATE TABLE shared_nodes (\(text("node", dialect)) PRIMARY KEY, \(name("version")), "
                + "\(name("configuration")), \(number("seen")))",
            "CREATE TABLE shared_leaders (\(text("role", dialect)) PRIMARY KEY, \(name("node")), \(number("until")))",
            "CREATE TABLE shared_documents (\(text("name", dialect)) PRIMARY KEY, \(number("version")), "
                + "\(name("text")), \(number("changed")))",
            "CREATE TABLE shared_leases (\(name("account")), \(name("kind")), \(number("period")), \(name("node")), "
                + "\(number("granted")), \(number("used")), \(number("renewed")), "
                + "PRIMARY KEY (account, kind, period, node))",
        ]
    }

    /// What rehearsals have shown, for all nodes; and where each node is asked.
    private static func archive(_ dialect: SQLDialect) -> [String] {
        guard dialect == .postgres else { return [] }
        return [
            "CREATE TABLE shared_archive (\(text("name", dialect)) PRIMARY KEY, revision \(integer(dialect)) UNIQUE, "
                + "\(text("node", dialect)) NOT NULL, leader \(integer(dialect)), changed \(integer(dialect)), "
                + "\(text("text", dialect)) NOT NULL)",
            "CREATE SEQUENCE shared_archive_revisions OWNED BY shared_archive.revision",
            "ALTER TABLE shared_nodes ADD COLUMN \(text("admin", dialect)) NOT NULL DEFAULT ''",
        ]
    }

    /// What went wrong, found among whatever went well.
    private static func troubles(_ dialect: SQLDialect) -> [String] {
        let sequence = dialect == .sqlite ? "" : ", seq"
        return [
            "CREATE INDEX attempts_failed ON attempts (time\(sequence)) WHERE \(failed)",
            "CREATE INDEX requests_unanswered ON requests (time\(sequence)) WHERE \(unanswered)",
        ]
    }

    /// An attempt that failed.
    static let failed = "failure IS NOT NULL"
    /// A request that did not get a complete answer.
    static let unanswered = "outcome <> 'answered'"

    private static func entries(_ table: StoreTable, _ dialect: SQLDialect) -> [String] {
        let columns = table.columns.map { column in
            let type = isText(column) ? text(column.name, dialect) : "\(SQLText.name(column.name)) \(number(dialect))"
            return column.isOptional ? type : type + " NOT NULL"
        }
        let sequence =
            dialect == .sqlite
            ? "seq INTEGER PRIMARY KEY AUTOINCREMENT" : "seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        return [
            "CREATE TABLE \(table.name) (\(sequence), \(columns.joined(separator: ", ")), "
                + "UNIQUE (\(SQLText.names(table.key))))",
            // SQLite's indices end with the sequence number anyway.
            "CREATE INDEX \(table.name)_by_time ON \(table.name) (time\(dialect == .sqlite ? "" : ", seq"))",
        ]
    }

    private static func sums(_ table: RollupTable, _ dialect: SQLDialect) -> String {
        let key = table.dimensions.map { dimension in
            dimension == .day ? "day \(integer(dialect))" : "\(text(dimension.rawValue, dialect)) NOT NULL"
        }
        let sums = UsageSums.names.map { "\(SQLText.name($0)) \(integer(dialect))" }
        return "CREATE TABLE \(table.name) (\((key + sums).joined(separator: ", ")), "
            + "PRIMARY KEY (\(SQLText.names(table.dimensions.map(\.rawValue)))))\(dialect == .sqlite ? " WITHOUT ROWID" : "")"
    }

    static func isText(_ column: StoreTable.Column) -> Bool { column.kind == .text || column.kind == .list }

    /// Texts are compared byte by byte, in the same order everywhere.
    private static func text(_ name: String, _ dialect: SQLDialect) -> String {
        "\(SQLText.name(name)) TEXT\(dialect == .postgres ? " COLLATE \"C\"" : "")"
    }

    private static func number(_ dialect: SQLDialect) -> String { dialect == .sqlite ? "INTEGER" : "BIGINT" }

    private static func integer(_ dialect: SQLDialect) -> String { number(dialect) + " NOT NULL" }
}
