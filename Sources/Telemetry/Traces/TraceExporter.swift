import NIOCore
public import PlanBEngine
public import PlanBLedger
public import PlanBSettings
public import PlanBVocabulary
import Synchronization

/// Sends what the ledger says of requests to a collector, as traces. Requests never wait for it: what is too much for it, or for
/// the collector, is left out and counted.
public final class TraceExporter: Sendable {
    private struct State {
        var join: AttemptJoin
        var queue: SpanQueue
        /// What was counted of each already.
        var told = (forgotten: 0, dropped: 0)
        /// Batches that were not taken, since the last one that was.
        var failures = 0
        /// It was said that the collector does not work.
        var isFailing = false
        /// It was said that there is too much.
        var hasSaidLoss = false
    }

    /// What came of one batch.
    enum Delivery: Equatable {
        /// The collector has it, or will never have it.
        case done
        /// Nothing is to be sent now.
        case idle
        /// Wait so long before the next one.
        case pause(Instant.Span)
    }

    private let settings: TraceSettings
    private let feed: LedgerFeed
    private let watcher: LedgerWatcher
    private let fetcher: any Fetcher
    private let time: any TimeSource
    private let entropy: Entropy
    private let addresses: @Sendable () -> [String: ServerAddress]
    private let counters: TelemetryCounters
    private let say: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// How often the ledger's entries are looked at: that many may come between two looks as there is room for.
    private static let beat = Duration.milliseconds(200)
    /// The room for entries between two looks, for each span that may wait. A request has two entries or more.
    private static let entriesPerSpan = 4

    /// An exporter. It watches `feed` from now on.
    ///
    /// - Parameters:
    ///   - addresses: where targets are, by their names.
    ///   - say: told once when the collector stops to work, when it works again, and when spans are lost.
    public init(
        _ settings: TraceSettings, feed: LedgerFeed, fetcher: any Fetcher, time: any TimeSource, entropy: Entropy,
        counters: TelemetryCounters, addresses: @escaping @Sendable () -> [String: ServerAddress],
        say: @escaping @Sendable (String) -> Void
    ) {
        self.settings = settings
        self.feed = feed
        watcher = feed.watch(capacity: settings.batches.queue * Self.entriesPerSpan, .traced)
        self.fetcher = fetcher
        self.time = time
        self.entropy = entropy
        self.counters = counters
        self.addresses = addresses
        self.say = say
        state = Mutex(
            State(
                join: AttemptJoin(capacity: settings.batches.queue),
                queue: SpanQueue(
                    size: settings.batches.queue, batch: settings.batches.size, delay: settings.batches.delay)))
    }

    /// Exports until the surrounding task is cancelled.
    public func run() async {
        await withTaskGroup { tasks in
            tasks.addTask { [self] in
                while !Task.isCancelled {
                    gather()
                    try? await Task.sleep(for: Self.beat)
                }
            }
            tasks.addTask { [self] in
                while !Task.isCancelled {
                    switch await deliver(before: nil) {
                    case .done: break
                    case .idle: try? await Task.sleep(for: Self.beat)
                    case .pause(let span): try? await Task.sleep(for: .nanoseconds(span.nanoseconds))
                    }
                }
            }
        }
    }

    /// Sends what is left, within `limit`, and watches no more. For the end of the process, after `run`.
    public func finish(within limit: Instant.Span) async {
        let deadline = time.now() + limit
        gather()
        feed.end(watcher)
        gather()
        while time.now() < deadline {
            guard await deliver(before: deadline) == .done else { break }
        }
        state.withLock { state in
            while let batch = state.queue.next(now: time.now()) { state.queue.lose(batch.count) }
            count(&state)
        }
    }

    /// Brings what the ledger has told into the queue.
    func gather() {
        let (entries, missed) = watcher.take()
        guard !entries.isEmpty || missed > 0 else { return }
        let places = addresses()
        let now = time.now()
        let isLosing = state.withLock { state in
            // Entries, of which most would have become a span.
            state.queue.lose(missed)
            var next = entries.startIndex
            while next < entries.endIndex {
                if let (request, attempts) = Self.request(from: &next, of: entries, &state.join) {
                    state.queue.add(RequestSpans.spans(of: request, attempts) { places[$0] }, now: now)
                }
            }
            return count(&state)
        }
        if isLosing {
            say(
                "planb: there are more spans than can wait for the collector of traces (OTEL_BSP_MAX_QUEUE_SIZE); what is too "
                    + "much is left out and counted in planb_trace_spans_total")
        }
    }

    /// Takes the entry at `next`, and the one behind it if they are an attempt and its request; the request with all its attempts,
    /// if it is over.
    private static func request(
        from next: inout Int, of entries: [LedgerEntry], _ join: inout AttemptJoin
    ) -> (request: RequestEntry, attempts: [AttemptEntry])? {
        defer { next += 1 }
        if next + 1 < entries.endIndex, case .attempt(let attempt) = entries[next],
            case .request(let request) = entries[next + 1], attempt.request == request.id
        {
            next += 1
            return (request, join.take(attempt, with: request))
        }
        return join.take(entries[next])
    }

    /// Counts what was lost; whether that is to be said, which it is once.
    @discardableResult
    private func count(_ state: inout State) -> Bool {
        let (forgotten, dropped) = (state.join.forgotten, state.queue.dropped)
        let lost = forgotten - state.told.forgotten + dropped - state.told.dropped
        guard lost > 0 else { return false }
        state.told = (forgotten, dropped)
        counters.countLost(spans: lost)
        guard !state.hasSaidLoss, !state.isFailing else { return false }
        state.hasSaidLoss = true
        return true
    }

    /// Sends the next batch if it is due; before a deadline, whether it is due or not.
    func deliver(before deadline: Instant?) async -> Delivery {
        let now = time.now()
        let next = state.withLock { state in
            deadline == nil ? state.queue.due(now: now) : state.queue.next(now: now)
        }
        guard let batch = next else { return .idle }
        let body =
            settings.encoding == .json
            ? OTLPJSON.body(batch, of: settings.resource) : OTLPProtobuf.body(batch, of: settings.resource)
        tries: for attempt in 1...ExportPause.tries {
            let limit = deadline.map { min(settings.timeout, $0 - time.now()) } ?? settings.timeout
            let (answer, reason) = await send(body, count: batch.count, limit: limit)
            if deadline == nil, Task.isCancelled, answer == .again {
                // The process ends: there is one more try for it.
                state.withLock { $0.queue.putBack(batch, now: time.now()) }
                return .idle
            }
            switch answer {
            case .taken(let rejected):
                counters.countSent(spans: batch.count - rejected)
                counters.countLost(spans: rejected)
                works()
                return .done
            case .refused:
                counters.countLost(spans: batch.count)
                return .pause(fails(reason))
            case .again:
                let pause = fails(reason)
                guard attempt < ExportPause.tries, deadline == nil else { break tries }
                // Ends early with the process, and then the next try does.
                try? await Task.sleep(for: .nanoseconds(pause.nanoseconds))
            }
        }
        counters.countLost(spans: batch.count)
        return .pause(.zero)
    }

    private func send(
        _ body: [UInt8], count: Int, limit: Instant.Span
    ) async -> (CollectorAnswer, reason: String) {
        var head = settings.headers.reveal { headers in
            Array(
                ("POST \(settings.path) HTTP/1.1\r\nhost: \(settings.origin.authority)\r\nconnection: close\r\n"
                    + "content-type: \(settings.encoding.mediaType)\r\ncontent-length: \(body.count)\r\n"
                    + "user-agent: planb/\(Build.version)\r\n").utf8) + headers
        }
        head.append(contentsOf: "\r\n".utf8)
        let request = FetchRequest(origin: settings.origin, head: Secret(head), body: Secret(body), limit: limit)
        do throws(AttemptFailure) {
            let answer = try await fetcher.fetch(request)
            let meaning = CollectorAnswer.read(
                status: answer.status, answer.body, settings.encoding, of: count)
            return (meaning, "it answered \(answer.status)")
        } catch {
            return (.again, "\(error.failureClass.rawValue)")
        }
    }

    private func works() {
        let wasFailing = state.withLock { state in
            defer { (state.failures, state.isFailing) = (0, false) }
            return state.isFailing
        }
        if wasFailing {
            say(
                "planb: the collector of traces at \(settings.place) takes them again; \(counters.lostSpans) spans are lost"
            )
        }
    }

    /// Notes a failure; how long to wait after it.
    private func fails(_ reason: String) -> Instant.Span {
        let (failures, isNew) = state.withLock { state in
            state.failures += 1
            defer { state.isFailing = true }
            return (state.failures, !state.isFailing)
        }
        if isNew {
            say(
                "planb: the collector of traces at \(settings.place) does not take them (\(reason)); it is tried again, and "
                    + "what it has not taken by then is left out. Requests are not concerned")
        }
        return ExportPause.after(failures, chance: entropy.next())
    }
}
