public import PlanBLedger
import Synchronization

/// An archive that nodes share, in memory.
public final class MemorySharedArchive: SharedArchive {
    private struct State {
        var papers: [String: SharedPaper] = [:]
        var revision: Int64 = 0
        var leader = ""
        var isCut = false
    }

    private let state = Mutex(State())

    /// An empty one.
    public init() {}

    /// Who leads.
    public var leader: String {
        get { state.withLock { $0.leader } }
        set { state.withLock { $0.leader = newValue } }
    }

    /// Whether nothing gets through.
    public var isCut: Bool {
        get { state.withLock { $0.isCut } }
        set { state.withLock { $0.isCut = newValue } }
    }

    /// The names of all papers, sorted.
    public var names: [String] { state.withLock { $0.papers.keys.sorted() } }

    private func reached() throws(StoreFailure) {
        if isCut { throw StoreFailure(.away, "the way is cut") }
    }

    /// Writes papers.
    public func write(_ papers: [SharedPaper], by node: String) throws(StoreFailure) -> Bool {
        try reached()
        return state.withLock { state in
            let allowed = papers.filter { !$0.isOfLeader || state.leader == node }
            for var paper in allowed {
                state.revision += 1
                (paper.revision, paper.node) = (state.revision, node)
                state.papers[paper.name] = paper
            }
            return allowed.count == papers.count
        }
    }

    /// What was written after `revision`.
    public func papers(after revision: Int64) throws(StoreFailure) -> [SharedPaper] {
        try reached()
        return state.withLock {
            $0.papers.values.filter { $0.revision > revision }.sorted { $0.revision < $1.revision }
        }
    }

    /// Removes what is too much; time does not pass.
    public func tidy(_ prefix: String, most: Int, age: Int64) throws(StoreFailure) {
        try reached()
        state.withLock { state in
            let meant = state.papers.keys.filter { $0.hasPrefix(prefix) }.sorted()
            for name in meant.dropLast(most) { state.papers[name] = nil }
        }
    }

    /// There is nothing to end.
    public func close() {}
}
