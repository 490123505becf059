/// Rows that can be asked, derived from the journals of all nodes. The journal is what happened; a store may be late.
///
/// All calls wait for a database: never from an event loop. They may come from several threads.
public protocol LedgerStore: Sendable {
    /// Opens the database and brings its schema up to date. The other calls do the same if they come first.
    func prepare() throws(StoreFailure)

    /// Up to where the journal of `node` has been applied; nil: nothing of it.
    func checkpoint(of node: String) throws(StoreFailure) -> JournalPosition?

    /// Forgets how far the journal of `node` was applied: it was replaced by another one. Rows stay.
    func forgetCheckpoint(of node: String) throws(StoreFailure)

    /// Adds the rows of `batch` and moves the checkpoint, in one transaction. What is there already is not added again, and
    /// not counted again: any batch may be applied any number of times.
    func apply(_ batch: [StoredEntry], through: JournalPosition, node: String) throws(StoreFailure)

    /// Sums by day and whatever else was asked for, in the order of the dimensions.
    func usage(_ query: UsageQuery) throws(StoreFailure) -> [UsageRow]

    /// What accounts have spent, by the rows that are there.
    func spending(_ query: SpendingQuery) throws(StoreFailure) -> Spending

    /// Requests, the newest first, or what came after one that is known.
    func requests(_ query: RequestQuery) throws(StoreFailure) -> [StoreRow]

    /// A request with its attempts in order; nil: there is no such row (yet).
    func request(_ id: String) throws(StoreFailure) -> (request: StoreRow?, attempts: [StoreRow])

    /// Failed attempts, requests that were not answered, or events of health, the newest first. Of attempts and requests it takes as long as there are such rows, however
    /// many others there are.
    func troubles(_ query: TroubleQuery) throws(StoreFailure) -> [StoreRow]

    /// How many attempts targets had, by minute and target.
    func minutes(_ query: MinuteQuery) throws(StoreFailure) -> [MinuteRow]

    /// Some rows of a table for an export, oldest first.
    func page(_ query: PageQuery) throws(StoreFailure) -> StorePage

    /// Removes rows, in small transactions. Sums by day stay; those of an erased key or tag are put together under the name
    /// `erased`.
    func erase(_ what: Erasure) throws(StoreFailure) -> ErasureReport

    /// Ends connections. The store can be used again afterwards.
    func close()
}

extension LedgerStore {
    /// Removes the rows of what began before `time`, in milliseconds since 1970. Sums by day stay.
    public func retain(since time: Int64) throws(StoreFailure) -> ErasureReport { try erase(.before(time)) }
}

/// What is to be erased.
public enum Erasure: Sendable, Equatable {
    /// Everything of one caller, by the id of the key.
    case key(String)
    /// Everything that carries one label.
    case tag(String)
    /// Everything that began earlier, in milliseconds since 1970.
    case before(Int64)
}

/// How many rows were removed.
public struct ErasureReport: Sendable, Equatable {
    /// Rows of requests.
    public var requests = 0
    /// Rows of attempts.
    public var attempts = 0
    /// Rows of events.
    public var events = 0
    /// Sums by day that do not name the key or tag any more.
    public var sums = 0

    /// Nothing.
    public init() {}
}
