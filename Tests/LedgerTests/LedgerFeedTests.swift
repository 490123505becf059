import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

/// The ledger that others watch.
struct LedgerFeedTests {
    private static func event(_ number: Int) -> LedgerEntry {
        .event(EventEntry(time: Int64(number), kind: "reload", detail: ""))
    }

    @Test("Everybody gets every entry in order, whichever way it was written, and the ledger has them all")
    func order() {
        var random = RandomEntries(seed: 7)
        let base = MemoryLedger(capacity: 1000)
        let feed = LedgerFeed(base)
        let (one, other) = (feed.watch(capacity: 1000), feed.watch(capacity: 1000))
        var seen: [LedgerEntry] = []
        var expected: [LedgerEntry] = []
        for round in 0..<200 {
            switch round % 4 {
            case 0:
                let open = random.open()
                expected.append(.open(open))
                feed.append(open)
            case 1:
                let (attempt, request) = (random.attempt(), random.request())
                expected += [.attempt(attempt), .request(request)]
                feed.append(attempt, request)
            case 2:
                let entries = [random.entry(), random.entry()]
                expected += entries
                feed.append(entries)
            default:
                let entry = random.entry()
                expected.append(entry)
                feed.append(entry)
            }
            if round % 7 == 0 { seen += one.take().entries }
        }
        seen += one.take().entries
        #expect(seen == expected && base.entries == expected)
        let (entries, missed) = other.take()
        #expect(entries == expected && missed == 0)
        #expect(one.take().entries.isEmpty)
    }

    @Test("What there is no room for is counted, never waited for, and what belongs together is left out together")
    func capacity() {
        var random = RandomEntries(seed: 8)
        let feed = LedgerFeed(MemoryLedger())
        let watcher = feed.watch(capacity: 3)
        feed.append([Self.event(1), Self.event(2)])
        feed.append(random.attempt(), random.request())
        feed.append(Self.event(3))
        feed.append(Self.event(4))
        let (entries, missed) = watcher.take()
        #expect(entries == [Self.event(1), Self.event(2), Self.event(3)] && missed == 3)
        feed.append(Self.event(5))
        let (rest, missedSince) = watcher.take()
        #expect(rest == [Self.event(5)] && missedSince == 0)
    }

    @Test("Who wants only what is traced gets that, whichever way it was written")
    func traced() {
        func trace(_ isSampled: Bool) -> TraceContext {
            TraceContext(trace: TraceID(high: 1, low: 2), span: 3, parent: nil, isSampled: isSampled)
        }
        var random = RandomEntries(seed: 9)
        let feed = LedgerFeed(MemoryLedger())
        let watcher = feed.watch(capacity: 1000, .traced)
        var expected: [LedgerEntry] = []
        for round in 0..<60 {
            var (attempt, request) = (random.attempt(), random.request())
            request.trace = [nil, trace(false), trace(true)][round % 3]
            attempt.isTraced = round % 3 == 2
            feed.append(random.open())
            if round % 2 == 0 {
                feed.append(attempt, request)
            } else {
                feed.append([.attempt(attempt), Self.event(round), .request(request)])
            }
            if round % 3 == 2 { expected += [.attempt(attempt), .request(request)] }
        }
        let (entries, missed) = watcher.take()
        #expect(entries == expected && expected.count == 40 && missed == 0)
    }

    @Test("Who is away gets nothing more, and does not disturb the others")
    func leaving() {
        let base = MemoryLedger()
        let feed = LedgerFeed(base)
        feed.append(Self.event(1))
        let (first, second) = (feed.watch(capacity: 10), feed.watch(capacity: 10))
        feed.append(Self.event(2))
        feed.end(first)
        feed.end(first)
        feed.append(Self.event(3))
        feed.end(second)
        feed.append(Self.event(4))
        #expect(first.take().entries == [Self.event(2)])
        #expect(second.take().entries == [Self.event(2), Self.event(3)])
        #expect(base.entries == (1...4).map(Self.event))
    }

    @Test("What the ledger says of itself is what the feed says")
    func passedOn() async {
        final class Full: LedgerSink {
            let isSettled = Atomic<Bool>(false)
            func append(_ entries: [LedgerEntry]) {}
            var refusal: String? { "full" }
            var needsSettling: Bool { true }
            func settled() async { isSettled.store(true, ordering: .relaxed) }
            var figures: LedgerFigures? { nil }
        }
        let base = Full()
        let feed = LedgerFeed(base)
        #expect(feed.refusal == "full" && feed.needsSettling && feed.figures == nil)
        await feed.settled()
        let isSettled = base.isSettled.load(ordering: .relaxed)
        #expect(isSettled)
    }

    @Test("Several threads write and one reads: nothing is lost or told twice")
    func threads() async {
        let feed = LedgerFeed(MemoryLedger(capacity: 1))
        let watcher = feed.watch(capacity: 100_000)
        let counted = await withTaskGroup(of: [Int64].self) { tasks in
            for writer in 0..<4 {
                tasks.addTask {
                    for number in 0..<2000 { feed.append(Self.event(writer * 2000 + number)) }
                    return []
                }
            }
            tasks.addTask {
                var times: [Int64] = []
                for _ in 0..<50 {
                    times += watcher.take().entries.map(\.time)
                    await Task.yield()
                }
                return times
            }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
        let all = counted + watcher.take().entries.map(\.time)
        #expect(all.count == 8000 && Set(all) == Set(0..<8000))
    }
}
