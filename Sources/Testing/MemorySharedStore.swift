public import PlanBLedger
public import PlanBVocabulary
import Synchronization

/// What nodes share, in memory. `node` sees what `database` has, unless the way there is cut.
public final class MemorySharedStore: SharedStore {
    /// What all nodes see.
    public final class Database: Sendable {
        fileprivate struct State {
            var documents: [String: SharedDocument] = [:]
            var leases: [SharedLease.Key: [SharedLease]] = [:]
            var members: [String: NodeBeat] = [:]
            var leader = ""
            var epoch: Int64 = 0
            var notices: [String: [SharedNotice]] = [:]
        }

        fileprivate let state = Mutex(State())

        /// An empty one.
        public init() {}

        /// The clock, in seconds since 1970.
        public var epoch: Int64 {
            get { state.withLock { $0.epoch } }
            set { state.withLock { $0.epoch = newValue } }
        }

        /// Somebody else leads.
        public func lead(_ node: String) { state.withLock { $0.leader = node } }

        /// All rows.
        public var leases: [SharedLease] { state.withLock { $0.leases.values.flatMap { $0 } } }

        /// What the document `name` says.
        public func text(_ name: String) -> String? { state.withLock { $0.documents[name]?.text } }
    }

    private let database: Database
    private let node: String
    private let cut = Mutex(false)

    /// The way of `node` to `database`.
    public init(_ database: Database, node: String) {
        self.database = database
        self.node = node
        database.state.withLock { $0.notices[node] = [] }
    }

    /// Whether nothing gets through.
    public var isCut: Bool {
        get { cut.withLock { $0 } }
        set { cut.withLock { $0 = newValue } }
    }

    private func reached() throws(StoreFailure) {
        if isCut { throw StoreFailure(.away, "the way is cut") }
    }

    /// Says that this node is there.
    public func beat(_ beat: NodeBeat) throws(StoreFailure) -> Fellowship {
        try reached()
        return database.state.withLock { state in
            state.members[beat.node] = beat
            if state.leader.isEmpty { state.leader = beat.node }
            return Fellowship(
                members: state.members.values.map { Fellowship.Member(beat: $0, age: 0) }, leader: state.leader,
                documents: state.documents.mapValues(\.version))
        }
    }

    /// Has parts decided.
    public func leases(
        _ keys: [SharedLease.Key], _ decide: ([SharedLease.Key: [SharedLease]], Int64) -> [SharedLease]
    ) throws(StoreFailure) {
        try reached()
        database.state.withLock { state in
            for row in decide(state.leases.filter { keys.contains($0.key) }, state.epoch) {
                state.leases[row.key, default: []].removeAll { $0.node == row.node }
                state.leases[row.key, default: []].append(row)
            }
        }
    }

    /// Tells all nodes.
    public func tell(_ notices: [SharedNotice]) throws(StoreFailure) {
        try reached()
        database.state.withLock { state in
            for node in state.notices.keys { state.notices[node]? += notices }
        }
    }

    /// The document `name`.
    public func document(_ name: String) throws(StoreFailure) -> SharedDocument? {
        try reached()
        return database.state.withLock { $0.documents[name] }
    }

    /// Writes a document.
    public func replace(_ name: String, version: Int64, with text: String) throws(StoreFailure) -> Bool {
        try reached()
        return database.state.withLock { state in
            guard state.documents[name]?.version ?? 0 == version else { return false }
            state.documents[name] = SharedDocument(version: version + 1, text: text)
            for node in state.notices.keys { state.notices[node]?.append(.document(name)) }
            return true
        }
    }

    /// Does not wait.
    public func wait(atMost span: Instant.Span) throws(StoreFailure) -> [SharedNotice] {
        try reached()
        return database.state.withLock { state in
            defer { state.notices[node] = [] }
            return state.notices[node] ?? []
        }
    }

    /// Nothing is tidied.
    public func tidy() throws(StoreFailure) { try reached() }

    /// Nothing is open.
    public func close() {}
}
