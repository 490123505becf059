/// A batch of entries as rows, each once, ready to be added to a store.
public struct StoreRows: Sendable {
    /// Rows of requests.
    public private(set) var requests: [[StoreValue]] = []
    /// Rows of attempts.
    public private(set) var attempts: [[StoreValue]] = []
    /// Rows of events.
    public private(set) var events: [[StoreValue]] = []

    /// The rows of `batch`. Of rows with the same key the first counts. What was only opened has no row: its attempt has.
    public init(_ batch: [StoredEntry], node: String) {
        var requestKeys: Set<StoreValue> = []
        var attemptKeys: Set<[StoreValue]> = []
        var eventKeys: Set<[StoreValue]> = []
        for stored in batch {
            let origin = RowOrigin(node: node, position: stored.position)
            switch stored.entry {
            case .request(let entry):
                let row = LedgerTables.requests.row(entry, origin)
                if requestKeys.insert(row[0]).inserted { requests.append(row) }
            case .attempt(let entry):
                let row = LedgerTables.attempts.row(entry, origin)
                if attemptKeys.insert([row[0], row[1]]).inserted { attempts.append(row) }
            case .event(let entry):
                let row = LedgerTables.events.row(entry, origin)
                if eventKeys.insert(Array(row[..<4])).inserted { events.append(row) }
            default: break
            }
        }
    }

    /// The tables that the rows are of.
    public static var requestTable: StoreTable { LedgerTables.requests.table }
    /// The tables that the rows are of.
    public static var attemptTable: StoreTable { LedgerTables.attempts.table }
    /// The tables that the rows are of.
    public static var eventTable: StoreTable { LedgerTables.events.table }
}
