public import PlanBLedger
import Synchronization

/// A ledger in a database. All that it does is the same for every database; see `SQLDatabase` for what is not.
public final class SQLLedgerStore<Database: SQLDatabase>: LedgerStore {
    /// Where the rows are.
    public let database: Database
    private let isPrepared = Atomic(false)

    /// A ledger in `database`, which is opened at the first call.
    public init(_ database: Database) { self.database = database }

    /// Opens the database and brings its schema up to date.
    public func prepare() throws(StoreFailure) {
        guard !isPrepared.load(ordering: .acquiring) else { return }
        let place = database.place
        try database.write { connection throws(StoreFailure) in
            try SQLSchema.migrate(connection, Database.dialect, place: place)
        }
        isPrepared.store(true, ordering: .releasing)
    }

    /// Ends connections. The schema is looked at again when they are made anew.
    public func close() {
        isPrepared.store(false, ordering: .releasing)
        database.close()
    }

    func write<Answer>(
        _ body: (any SQLConnection) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer {
        try prepare()
        return try database.write(body)
    }

    func read<Answer>(
        _ body: (any SQLConnection) throws(StoreFailure) -> Answer
    ) throws(StoreFailure) -> Answer {
        try prepare()
        return try database.read(body)
    }

    /// Up to where the journal of `node` has been applied.
    public func checkpoint(of node: String) throws(StoreFailure) -> JournalPosition? {
        try read { connection throws(StoreFailure) in try Self.checkpoint(of: node, connection) }
    }

    static func checkpoint(
        of node: String, _ connection: any SQLConnection
    ) throws(StoreFailure) -> JournalPosition? {
        guard
            let row = try connection.rows("SELECT segment, place FROM checkpoints WHERE node = ?", [.text(node)]).first,
            let segment = row.first?.int, let offset = row.last?.int
        else { return nil }
        return JournalPosition(segment: Int(segment), offset: Int(offset))
    }

    /// Forgets how far the journal of `node` was applied.
    public func forgetCheckpoint(of node: String) throws(StoreFailure) {
        try write { connection throws(StoreFailure) in
            _ = try connection.run("DELETE FROM checkpoints WHERE node = ?", [.text(node)])
        }
    }

    /// Adds rows, what they add to the sums, and the checkpoint.
    public func apply(_ batch: [StoredEntry], through: JournalPosition, node: String) throws(StoreFailure) {
        let rows = StoreRows(batch, node: node)
        try write { connection throws(StoreFailure) in
            let rollup = try SQLApplication(connection: connection, dialect: Database.dialect).add(rows)
            for (insertion, sums) in [(SQLInsertion.dailySums, rollup.daily), (.tagSums, rollup.byTag)]
            where !sums.isEmpty {
                // In one order, so that two nodes that add to the same sums wait for each other instead of forever.
                let ordered = sums.sorted { Self.precedes($0.key, $1.key) }
                _ = try connection.insert(
                    ordered.map { $0.key + $0.value.values.map { .integer($0) } }, with: insertion)
            }
            if !rollup.spending.isEmpty {
                let ordered = rollup.spending.sorted { Self.precedes($0.key, $1.key) }
                _ = try connection.insert(
                    ordered.map { [StoreValue.text(StoreText.name(of: node))] + $0.key + [.integer($0.value)] },
                    with: .spending)
            }
            _ = try connection.run(
                "INSERT INTO checkpoints (node, segment, place) VALUES (?, ?, ?) ON CONFLICT (node) DO UPDATE SET "
                    + "segment = excluded.segment, place = excluded.place WHERE "
                    + "(checkpoints.segment, checkpoints.place) < (excluded.segment, excluded.place)",
                [.text(node), .integer(Int64(through.segment)), .integer(Int64(through.offset))])
        }
    }

    private static func precedes(_ left: [StoreValue], _ right: [StoreValue]) -> Bool {
        for (one, other) in zip(left, right) where one != other {
            switch (one, other) {
            case (.integer(let one), .integer(let other)): return one < other
            case (.text(let one), .text(let other)): return one < other
            default: return one == .null
            }
        }
        return false
    }
}
