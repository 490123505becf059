import Foundation
import PlanBLedger
import PlanBLedgerWriter
import PlanBVocabulary
import Synchronization
import Testing

/// What stands in the journal gets into the store, whatever happens in between.
struct WriterTests {
    @Test("Everything arrives, once", arguments: StoreKind.available)
    func everything(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 11)
        let entries = traffic.requests(900)
        let source = MemorySource(entries)
        var writer = LedgerWriter(source: source, store: test.store, node: "n")
        var steps: [LedgerWriter.Step] = []
        repeat { steps.append(writer.step(now: Instant(nanoseconds: 0))) } while steps.last != .idle
        #expect(steps.count > 2 && !steps.contains { if case .failed = $0 { true } else { false } })
        #expect(try test.store.usage(UsageQuery(by: [])).first?.sums[.requests] == 900)
        #expect(writer.status.lag == 0 && writer.status.isWorking && writer.status.applied == entries.count)
        #expect(source.released > .start)
        // Another process goes on where this one was.
        source.append(traffic.requests(5))
        var next = LedgerWriter(source: source, store: test.another(), node: "n")
        guard case .applied(let count) = next.step(now: Instant(nanoseconds: 0)) else {
            Issue.record("nothing was applied")
            return
        }
        #expect(count == source.extent.end.offset / 10 - entries.count)
    }

    @Test("A store that is away delays rows and loses none")
    func outage() throws {
        let test = try TestStore(.sqlite)
        let store = FailingStore(test.store)
        var traffic = Traffic(seed: 12)
        let source = MemorySource(traffic.requests(10))
        var writer = LedgerWriter(source: source, store: store, node: "n")
        store.failure = StoreFailure(.away, "no route to the ledger")
        var pauses: [Int] = []
        for second in 0..<8 {
            guard case .failed(let pause) = writer.step(now: Instant(nanoseconds: Int64(second))) else { break }
            pauses.append(pause.wholeMilliseconds)
        }
        #expect(pauses == [250, 500, 1000, 2000, 4000, 8000, 15000, 15000])
        #expect(writer.status.failingSince == Instant(nanoseconds: 0) && writer.status.lag > 0)
        #expect(writer.status.lastError == "no route to the ledger")
        store.failure = nil
        while writer.step(now: Instant(nanoseconds: 9)) != .idle {}
        #expect(writer.status.isWorking && writer.status.caughtUp == Instant(nanoseconds: 9))
        #expect(try test.store.usage(UsageQuery(by: [])).first?.sums[.requests] == 10)
    }

    @Test("An entry that no store takes is reported, and keeps no other back")
    func poison() throws {
        let test = try TestStore(.sqlite)
        let store = FailingStore(test.store)
        store.poison = 7
        var traffic = Traffic(seed: 13)
        let entries = traffic.requests(30)
        var writer = LedgerWriter(source: MemorySource(entries), store: store, node: "n")
        while writer.step(now: Instant(nanoseconds: 0)) != .idle {}
        #expect(writer.status.skipped == 1 && writer.status.lastError?.contains("byte 70") == true)
        let rows =
            try test.store.page(PageQuery(table: StoreTable.all[0])).rows.count
            + test.store.page(PageQuery(table: StoreTable.all[1])).rows.count
        #expect(rows == entries.count - 1)
        #expect(try test.store.checkpoint(of: "n") == MemorySource.place(entries.count))
    }

    @Test("A journal that was begun anew is applied from its beginning")
    func replacedJournal() throws {
        let test = try TestStore(.sqlite)
        var traffic = Traffic(seed: 14)
        var writer = LedgerWriter(source: MemorySource(traffic.requests(50)), store: test.store, node: "n")
        while writer.step(now: Instant(nanoseconds: 0)) != .idle {}
        var second = LedgerWriter(source: MemorySource(traffic.requests(3)), store: test.store, node: "n")
        while second.step(now: Instant(nanoseconds: 0)) != .idle {}
        #expect(try test.store.usage(UsageQuery(by: [])).first?.sums[.requests] == 53)
    }

    @Test("A graceful stop brings everything over first", .timeLimit(.minutes(1)))
    func stop() async throws {
        let test = try TestStore(.sqlite)
        var traffic = Traffic(seed: 15)
        let source = MemorySource(traffic.requests(2500))
        let service = LedgerService(source: source, store: test.store, node: "n")
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await service.run() }
            tasks.cancelAll()
        }
        #expect(try test.store.usage(UsageQuery(by: [])).first?.sums[.requests] == 2500)
        #expect(service.status.lag == 0 && service.delay == .zero)
    }

    @Test("A stop does not wait for a store that is away longer than its patience", .timeLimit(.minutes(1)))
    func impatientStop() async throws {
        let store = FailingStore(try TestStore(.sqlite).store)
        store.failure = StoreFailure(.away, "gone")
        var traffic = Traffic(seed: 16)
        let service = LedgerService(
            source: MemorySource(traffic.requests(5)), store: store, node: "n",
            rules: LedgerService.Rules(patience: .milliseconds(50)))
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await service.run() }
            tasks.cancelAll()
        }
        #expect(!service.status.isWorking && service.status.lag > 0)
    }
}

/// A store that does not do its work, or refuses one entry.
private final class FailingStore: LedgerStore {
    private struct Mood {
        var failure: StoreFailure?
        var poison: Int?
    }

    private let store: any LedgerStore
    private let mood = Mutex(Mood())

    init(_ store: any LedgerStore) { self.store = store }

    var failure: StoreFailure? {
        get { mood.withLock { $0.failure } }
        set { mood.withLock { $0.failure = newValue } }
    }

    /// The place of an entry in the journal.
    var poison: Int? {
        get { mood.withLock { $0.poison } }
        set { mood.withLock { $0.poison = newValue } }
    }

    private func check() throws(StoreFailure) { if let failure { throw failure } }

    func apply(_ batch: [StoredEntry], through: JournalPosition, node: String) throws(StoreFailure) {
        try check()
        if let poison, batch.contains(where: { $0.position == MemorySource.place(poison) }) {
            throw StoreFailure(.entry, "not this one")
        }
        try store.apply(batch, through: through, node: node)
    }

    func checkpoint(of node: String) throws(StoreFailure) -> JournalPosition? {
        try check()
        return try store.checkpoint(of: node)
    }

    func prepare() throws(StoreFailure) { try store.prepare() }
    func forgetCheckpoint(of node: String) throws(StoreFailure) { try store.forgetCheckpoint(of: node) }
    func usage(_ query: UsageQuery) throws(StoreFailure) -> [UsageRow] { try store.usage(query) }
    func spending(_ query: SpendingQuery) throws(StoreFailure) -> Spending { try store.spending(query) }
    func requests(_ query: RequestQuery) throws(StoreFailure) -> [StoreRow] { try store.requests(query) }
    func request(_ id: String) throws(StoreFailure) -> (request: StoreRow?, attempts: [StoreRow]) {
        try store.request(id)
    }
    func troubles(_ query: TroubleQuery) throws(StoreFailure) -> [StoreRow] { try store.troubles(query) }
    func minutes(_ query: MinuteQuery) throws(StoreFailure) -> [MinuteRow] { try store.minutes(query) }
    func page(_ query: PageQuery) throws(StoreFailure) -> StorePage { try store.page(query) }
    func erase(_ what: Erasure) throws(StoreFailure) -> ErasureReport { try store.erase(what) }
    func close() { store.close() }
}
