import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBSettings
import PlanBTesting
import PlanBVocabulary
import PlanBWire
import Synchronization
import Testing

@testable import PlanBTelemetry

/// From the ledger to the collector, whatever that does.
struct ExporterTests {
    /// Answers with statuses in order, the last one for ever; 0: no answer.
    private final class Collector: Fetcher {
        private let statuses: Mutex<[Int]>
        let requests = Mutex<[(head: String, body: [UInt8], limit: Instant.Span)]>([])

        init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }

        func fetch(_ request: FetchRequest) async throws(AttemptFailure) -> FetchAnswer {
            requests.withLock {
                $0.append(
                    (
                        request.head.reveal { String(decoding: $0, as: UTF8.self) }, request.body.reveal { $0 },
                        request.limit
                    ))
            }
            let status = statuses.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? 0 }
            guard status > 0 else { throw AttemptFailure(.refused) }
            return FetchAnswer(status: status, body: ByteBuffer())
        }

        var count: Int { requests.withLock { $0.count } }
    }

    /// An exporter, and all that it has to do with.
    private final class House: Sendable {
        let feed = LedgerFeed(MemoryLedger())
        let time = ManualTime()
        let counters = TelemetryCounters()
        let said = Mutex<[String]>([])
        let collector: Collector

        init(_ statuses: [Int]) { collector = Collector(statuses) }

        func exporter(
            _ encoding: TraceSettings.Encoding = .json, queue: Int = 100, batch: Int = 10, headers: String = ""
        ) -> TraceExporter {
            TraceExporter(
                TraceSettings(
                    origin: Origin(host: "collector", port: 4318, isTLS: false), path: "/v1/traces",
                    headers: Secret(headers), encoding: encoding,
                    batches: .init(delay: .seconds(5), queue: queue, size: batch)),
                feed: feed, fetcher: collector, time: time, entropy: Entropy(seed: 1), counters: counters,
                addresses: { ["a": ServerAddress(host: "a.example", port: 443, provider: "openai")] },
                say: { [self] line in said.withLock { $0.append(line) } })
        }

        var lines: [String] { said.withLock { $0 } }
    }

    @Test("Spans go when they are due, with the headers of the environment")
    func delivery() async throws {
        let house = House([200])
        let exporter = house.exporter(headers: "authorization: Bearer collector-canary\r\n")
        house.feed.append(.attempt(Sample.attempt()))
        house.feed.append(.request(Sample.request()))
        exporter.gather()
        #expect(await exporter.deliver(before: nil) == .idle)
        house.time.advance(.seconds(5))
        #expect(await exporter.deliver(before: nil) == .done)
        #expect(await exporter.deliver(before: nil) == .idle)
        let (head, body, limit) = try #require(house.collector.requests.withLock { $0.first })
        let lines = [
            "POST /v1/traces HTTP/1.1", "host: collector:4318", "connection: close", "content-type: application/json",
            "content-length: \(body.count)", "user-agent: planb/\(Build.version)",
            "authorization: Bearer collector-canary", "", "",
        ]
        #expect(head == lines.joined(separator: "\r\n"))
        #expect(limit == .seconds(10))
        let spans = try JSONNode(reading: ByteBuffer(bytes: body))["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]
        #expect(spans?.items.map { $0["kind"]?.int } == [2, 3])
        #expect(house.counters.sentSpans == 2 && house.counters.lostSpans == 0 && house.lines.isEmpty)
    }

    @Test(
        "A collector that refuses loses what it refuses; it is said once, and again when it works",
        arguments: [[302, 302, 200], [400, 404, 200], [500, 500, 200]])
    func refusals(_ statuses: [Int]) async {
        let house = House(statuses)
        let exporter = house.exporter(batch: 1)
        for number in 1...3 { house.feed.append(.request(Sample.request("r\(number)"))) }
        exporter.gather()
        for _ in 1...2 {
            guard case .pause(let span) = await exporter.deliver(before: nil) else {
                Issue.record("it goes on at once")
                return
            }
            #expect(span >= .milliseconds(500))
        }
        #expect(house.lines.count == 1 && house.lines[0].contains("http://collector:4318/v1/traces"))
        #expect(house.lines[0].contains("it answered \(statuses[0])"))
        #expect(await exporter.deliver(before: nil) == .done)
        #expect(house.counters.sentSpans == 1 && house.counters.lostSpans == 2)
        #expect(house.lines.count == 2 && house.lines[1].contains("takes them again; 2 spans are lost"))
    }

    @Test("One that does not answer is asked once more when the process ends, and no more than a second")
    func end() async {
        let house = House([0])
        let exporter = house.exporter(batch: 1)
        for number in 1...50 { house.feed.append(.request(Sample.request("r\(number)"))) }
        await exporter.finish(within: .seconds(1))
        // It is refused at once: five tries for the first batch, and none for the others.
        #expect(house.collector.requests.withLock { $0.allSatisfy { $0.limit <= .seconds(1) } })
        #expect(house.collector.count == 1)
        #expect(house.counters.sentSpans == 0 && house.counters.lostSpans == 50)
        // Nobody is told any more.
        house.feed.append(.request(Sample.request("late")))
        await exporter.finish(within: .seconds(1))
        #expect(house.collector.count == 1)
    }

    @Test("What is left goes out at the end, due or not")
    func flush() async {
        let house = House([200])
        let exporter = house.exporter(.protobuf, batch: 10)
        for number in 1...35 { house.feed.append(.request(Sample.request("r\(number)"))) }
        await exporter.finish(within: .seconds(1))
        #expect(house.collector.count == 4 && house.counters.sentSpans == 35 && house.counters.lostSpans == 0)
        #expect(house.collector.requests.withLock { $0[0].head.contains("content-type: application/x-protobuf\r\n") })
    }

    @Test("What is too much is left out and counted, and that is said once")
    func tooMuch() async {
        let house = House([200])
        let exporter = house.exporter(queue: 10)
        for round in 1...3 {
            // The mailbox has room for forty entries, the queue for ten spans.
            for number in 1...50 { house.feed.append(.request(Sample.request("r\(round)-\(number)"))) }
            exporter.gather()
        }
        #expect(house.counters.lostSpans == 140 && house.lines.count == 1)
        #expect(house.lines.allSatisfy { $0.contains("OTEL_BSP_MAX_QUEUE_SIZE") })
    }

    @Test("What is cancelled in the middle of a request to the collector goes out at the end")
    func cancelled() async {
        /// Waits for the end of its task the first time.
        final class Hanging: Fetcher {
            let calls = Atomic<Int>(0)
            func fetch(_ request: FetchRequest) async throws(AttemptFailure) -> FetchAnswer {
                guard calls.add(1, ordering: .relaxed).oldValue == 0 else {
                    return FetchAnswer(status: 200, body: ByteBuffer())
                }
                try? await Task.sleep(for: .seconds(600))
                throw AttemptFailure(.clientGone)
            }
        }
        let house = House([])
        let collector = Hanging()
        let exporter = TraceExporter(
            TraceSettings(
                origin: Origin(host: "collector", port: 4318, isTLS: false), path: "/",
                batches: .init(delay: .zero, queue: 100, size: 10)),
            feed: house.feed, fetcher: collector, time: house.time, entropy: Entropy(seed: 1), counters: house.counters,
            addresses: { [:] }, say: { line in house.said.withLock { $0.append(line) } })
        house.feed.append(.request(Sample.request()))
        await withTaskGroup { tasks in
            tasks.addTask { await exporter.run() }
            while collector.calls.load(ordering: .relaxed) == 0 { await Task.yield() }
            tasks.cancelAll()
        }
        await exporter.finish(within: .seconds(1))
        #expect(house.counters.sentSpans == 1 && house.counters.lostSpans == 0 && house.lines.isEmpty)
    }
}
