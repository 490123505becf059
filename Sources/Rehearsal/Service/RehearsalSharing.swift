import Foundation
public import PlanBLedger
import PlanBVocabulary
import Synchronization

/// What several nodes share of their rehearsals: a thread that brings to an archive what this node has found out, and hears
/// of what others have. Rehearsals never wait for it; what it cannot write now is written later.
public final class RehearsalSharing: Sendable {
    private struct State {
        /// What has to be written, by name: of several versions only the last one.
        var waiting: [String: SharedPaper] = [:]
        /// The last one that was read.
        var known: Int64 = 0
        /// How often somebody has asked for what there is, and how much of that is done.
        var wanted = 1
        var looked = 0
        var lookedAt: ContinuousClock.Instant?
        var tidiedAt: ContinuousClock.Instant?
        var isLost = false
        var isStopping = false
    }

    private static let lookEvery = Duration.seconds(10)
    private static let tidyEvery = Duration.seconds(3600)
    /// More names do not wait: the oldest reports go.
    private static let mostWaiting = 2 * RehearsalFiles.mostReports
    /// How many are written in one transaction.
    private static let mostAtOnce = 50

    /// This node.
    let node: String
    private let archive: any SharedArchive
    private let tell: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - node: what this node is called among those that share `archive`.
    ///   - tell: says something to the operator: one line.
    public init(archive: any SharedArchive, node: String, tell: @escaping @Sendable (String) -> Void) {
        self.archive = archive
        self.node = node
        self.tell = tell
    }

    /// Has `papers` written soon.
    func put(_ papers: [SharedPaper]) {
        state.withLock { state in
            for paper in papers { state.waiting[paper.name] = paper }
            let surplus = state.waiting.count - Self.mostWaiting
            guard surplus > 0 else { return }
            let reports = state.waiting.keys.filter { $0.hasPrefix(RehearsalPaper.report) }
            for name in reports.sorted().prefix(surplus) { state.waiting[name] = nil }
        }
    }

    /// Gives up what waits of these names: others have written something later.
    func drop(_ names: [String]) {
        state.withLock { state in for name in names { state.waiting[name] = nil } }
    }

    /// Whether something later of this name has yet to be written.
    func isWaiting(_ name: String) -> Bool { state.withLock { $0.waiting[name] != nil } }

    /// Asks for everything that the archive has at this moment; `hasLooked` says when it was taken over.
    func look() -> Int {
        state.withLock { state in
            state.wanted += 1
            return state.wanted
        }
    }

    /// Whether the look of this number is done.
    func hasLooked(_ number: Int) -> Bool { state.withLock { $0.looked >= number } }

    /// Works until `stop`.
    ///
    /// - Parameters:
    ///   - leads: whether this node does what is to be done once.
    ///   - take: takes over what others have written. Called on the thread, one at a time.
    func run(leads: @escaping @Sendable () -> Bool, _ take: @escaping @Sendable ([SharedPaper]) -> Void) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let thread = Thread { [self] in
                work(leads, take)
                continuation.resume()
            }
            thread.name = "planb-rehearsal"
            thread.start()
        }
    }

    /// Has the thread end, after a last try to write what waits.
    func stop() { state.withLock { $0.isStopping = true } }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    private func work(_ leads: () -> Bool, _ take: ([SharedPaper]) -> Void) {
        var failures = 0
        while !isStopping {
            failures = step(leads: leads(), take) ? 0 : min(failures + 1, 20)
            // In small pieces, so that the end of the process does not wait for it.
            for _ in 0...failures where !isStopping { Thread.sleep(forTimeInterval: 0.25) }
        }
        _ = try? write()
        archive.close()
    }

    /// Writes what waits, and takes over what others have written if it is time; whether the archive answered.
    func step(leads: Bool, _ take: ([SharedPaper]) -> Void) -> Bool {
        do throws(StoreFailure) {
            // Who leads again after a while must not write what it had to say before over what others have found since.
            try read(take)
            try write()
            if leads { try tidy() }
        } catch {
            let isNew = state.withLock { state in
                defer { state.isLost = true }
                return !state.isLost
            }
            if isNew {
                tell(
                    "planb: proofs and reports of rehearsals are kept here, and not shared with other nodes now: \(error)"
                )
            }
            return false
        }
        let wasLost = state.withLock { state in
            defer { state.isLost = false }
            return state.isLost
        }
        if wasLost { tell("planb: proofs and reports of rehearsals are shared with other nodes again") }
        return true
    }

    private func write() throws(StoreFailure) {
        while true {
            // The proofs come last, after the reports that they rest on.
            let batch = state.withLock { state in
                let names = state.waiting.keys.sorted { $0 > $1 }.prefix(Self.mostAtOnce)
                return names.compactMap { state.waiting.removeValue(forKey: $0) }
            }
            guard !batch.isEmpty else { return }
            do throws(StoreFailure) {
                let isWhole = try archive.write(batch, by: node)
                // Another node leads: what it has counts, and not what this one thinks.
                if !isWhole { state.withLock { ($0.known, $0.lookedAt) = (0, nil) } }
            } catch {
                state.withLock { state in
                    for paper in batch where state.waiting[paper.name] == nil { state.waiting[paper.name] = paper }
                }
                throw error
            }
        }
    }

    private func read(_ take: ([SharedPaper]) -> Void) throws(StoreFailure) {
        let now = ContinuousClock.now
        let (wanted, isDue, first) = state.withLock { state in
            (
                state.wanted, state.wanted > state.looked || state.lookedAt.map { now - $0 >= Self.lookEvery } ?? true,
                state.known
            )
        }
        guard isDue else { return }
        var known = first
        while true {
            let papers = try archive.papers(after: known)
            guard let last = papers.last else { break }
            // What this node wrote itself it knows, but when it reads everything.
            let news = papers.filter { first == 0 || $0.node != node }
            if !news.isEmpty { take(news) }
            known = last.revision
        }
        state.withLock { state in
            if state.known == first { state.known = known }
            state.looked = wanted
            state.lookedAt = now
        }
    }

    private func tidy() throws(StoreFailure) {
        let now = ContinuousClock.now
        guard state.withLock({ $0.tidiedAt.map { now - $0 >= Self.tidyEvery } ?? true }) else { return }
        let day: Int64 = 86_400
        try archive.tidy(RehearsalPaper.report, most: RehearsalFiles.mostReports, age: 10 * 365 * day)
        try archive.tidy(RehearsalPaper.proof, most: .max, age: 40 * day)
        try archive.tidy(RehearsalPaper.traffic, most: .max, age: 8 * day)
        state.withLock { $0.tidiedAt = now }
    }
}
