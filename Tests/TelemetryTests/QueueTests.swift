import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBTelemetry

/// What waits on its way to the collector.
struct QueueTests {
    private static func spans(_ count: Int) -> [TraceSpan] {
        (0..<count).map {
            TraceSpan(
                trace: TraceID(high: 1, low: 1), span: UInt64($0 + 1), name: "n", kind: .client, start: 0, end: 0)
        }
    }

    private static func at(_ milliseconds: Int) -> Instant { Instant(nanoseconds: 0) + .milliseconds(milliseconds) }

    /// The numbers of the attempts of a request that ends now.
    private static func attempts(of id: String, in join: inout AttemptJoin) -> [Int]? {
        join.take(.request(Sample.request(id)))?.attempts.map(\.number)
    }

    @Test("Attempts come with their request, whatever lies between, and only once")
    func join() {
        var join = AttemptJoin(capacity: 10)
        let entries: [LedgerEntry] = [
            .attempt(Sample.attempt(1, of: "x")), .attempt(Sample.attempt(1, of: "y")),
            .event(EventEntry(time: 0, kind: "k", detail: "")), .attempt(Sample.attempt(2, of: "x")),
        ]
        for entry in entries {
            let isWhole = join.take(entry) != nil
            #expect(!isWhole)
        }
        let taken = ["x", "x", "z", "y"].map { Self.attempts(of: $0, in: &join) }
        #expect(taken == [[1, 2], [], [], [1]])
        #expect(join.size == 0 && join.forgotten == 0)
    }

    @Test("An attempt that comes together with its request is the last of those that came before it")
    func together() {
        var join = AttemptJoin(capacity: 10)
        func numbers(_ number: Int, of id: String) -> [Int] {
            join.take(Sample.attempt(number, of: id), with: Sample.request(id)).map(\.number)
        }
        #expect(numbers(1, of: "x") == [1])
        for entry in [Sample.attempt(1, of: "y"), Sample.attempt(1, of: "z")] { _ = join.take(.attempt(entry)) }
        #expect(numbers(1, of: "x") == [1] && numbers(2, of: "y") == [1, 2])
        #expect(join.size == 1 && numbers(2, of: "z") == [1, 2] && join.size == 0)
    }

    @Test("Of attempts whose request never comes, the oldest are forgotten")
    func forgetting() {
        var join = AttemptJoin(capacity: 3)
        for number in 1...1000 {
            _ = join.take(.attempt(Sample.attempt(1, of: "r\(number)")))
            #expect(join.size <= 3)
        }
        #expect(join.forgotten == 997)
        let left = ["r997", "r998"].map { Self.attempts(of: $0, in: &join) }
        #expect(left == [[], [1]])
        // Requests that come to their end leave nothing behind.
        for number in 1...1000 {
            _ = join.take(.attempt(Sample.attempt(1, of: "s\(number)")))
            let found = Self.attempts(of: "s\(number)", in: &join)
            #expect(found == [1])
        }
        #expect(join.size == 2 && join.forgotten == 997)
    }

    @Test("A batch goes when it is full, or when its oldest span has waited for long enough")
    func due() {
        var queue = SpanQueue(size: 100, batch: 4, delay: .seconds(5))
        let early = queue.due(now: Self.at(0))
        queue.add(Self.spans(3), now: Self.at(1000))
        let batches = [5999, 6000, 60_000].map { queue.due(now: Self.at($0))?.count }
        #expect(early == nil && batches == [nil, 3, nil])
        queue.add(Self.spans(9), now: Self.at(61_000))
        let more = (1...3).map { _ in queue.due(now: Self.at(61_000))?.map(\.span) }
        #expect(more == [[1, 2, 3, 4], [5, 6, 7, 8], nil] && queue.count == 1)
        let rest = queue.next(now: Self.at(61_000))?.map(\.span)
        #expect(rest == [9] && queue.dropped == 0)
    }

    @Test("What there is no room for is left out, by whole requests, and counted")
    func full() {
        var queue = SpanQueue(size: 5, batch: 5, delay: .seconds(5))
        queue.add(Self.spans(3), now: Self.at(0))
        queue.add(Self.spans(3), now: Self.at(0))
        queue.add(Self.spans(2), now: Self.at(0))
        #expect(queue.count == 5 && queue.dropped == 3)
        let batch = queue.next(now: Self.at(0)) ?? []
        queue.add(Self.spans(4), now: Self.at(0))
        queue.putBack(batch, now: Self.at(0))
        #expect(batch.count == 5 && queue.count == 5 && queue.dropped == 7)
        let counts = (1...2).map { _ in queue.next(now: Self.at(0))?.count }
        #expect(counts == [5, nil])
    }

    @Test("After failures it waits longer, within bounds, and not all gateways alike")
    func pauses() {
        var last = 0
        for failures in 1...40 {
            let (least, most) = (
                ExportPause.after(failures, chance: 0).wholeMilliseconds,
                (0..<4000).map { ExportPause.after(failures, chance: UInt64($0) &* 7919).wholeMilliseconds }.max() ?? 0
            )
            #expect(least >= 500 && most <= 30_000 && least >= last && most > least)
            last = least
        }
        #expect(last == 15_000)
        #expect(ExportPause.after(.max, chance: .max).wholeMilliseconds <= 30_000)
    }
}
