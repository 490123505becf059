import CPlanBSystem
import Foundation
public import PlanBEngine
public import PlanBLedger
public import PlanBSettings
import PlanBVocabulary
import Synchronization

/// Writes a line for each request of a client, on a thread of its own: a disk that is full, slow or gone stops no request.
public final class AccessLog: Sendable {
    private struct Course {
        var isStopping = false
        var isOver = true
    }

    private let feed: LedgerFeed
    private let time: any TimeSource
    private let counters: TelemetryCounters
    /// What the configuration says now.
    private let settings: @Sendable () -> AccessLogSettings?
    private let say: @Sendable (String) -> Void
    private let course = Mutex(Course())
    private let lines = AccessLines(capacity: AccessLog.capacity)

    /// How often lines are written.
    private static let beat = 0.2
    /// The room for lines between two writes, in bytes.
    private static let capacity = 16 << 20

    /// An access log of the requests that `feed` tells of.
    ///
    /// - Parameters:
    ///   - settings: where lines go now; asked for several times a second, on the thread of the log.
    ///   - say: told once when lines cannot be written, and when they can be again.
    public init(
        feed: LedgerFeed, time: any TimeSource, counters: TelemetryCounters,
        settings: @escaping @Sendable () -> AccessLogSettings?, say: @escaping @Sendable (String) -> Void
    ) {
        self.feed = feed
        self.time = time
        self.counters = counters
        self.settings = settings
        self.say = say
        // What is served before the thread runs has a line, too.
        if settings() != nil { feed.add(lines) }
    }

    /// Begins to write.
    public func start() {
        course.withLock { $0.isOver = false }
        let thread = Thread { [self] in
            planb_name_thread("planb-access")
            work()
        }
        thread.start()
    }

    /// Writes what is left, and ends. Returns after `limit` in any case, in milliseconds: a disk may never answer.
    public func finish(within limit: Int) async {
        course.withLock { $0.isStopping = true }
        for _ in 0..<max(1, limit / 10) {
            if course.withLock({ $0.isOver }) { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func work() {
        var scribe = Scribe(feed: feed, lines: lines, counters: counters, say: say)
        while true {
            // Asked first: what came before it was set is written in any case.
            let isLast = course.withLock { $0.isStopping }
            scribe.step(settings(), now: time.epochMilliseconds())
            if isLast { break }
            Thread.sleep(forTimeInterval: Self.beat)
        }
        course.withLock { $0.isOver = true }
    }
}

/// The work of the access log, a step at a time.
struct Scribe: ~Copyable {
    private let feed: LedgerFeed
    private let lines: AccessLines
    private let counters: TelemetryCounters
    private let say: @Sendable (String) -> Void
    private var writer: LogWriter?
    private var trouble: String?
    private var hasSaidLoss = false

    /// - Parameter lines: may watch `feed` already.
    init(
        feed: LedgerFeed, lines: AccessLines, counters: TelemetryCounters, say: @escaping @Sendable (String) -> Void
    ) {
        self.feed = feed
        self.lines = lines
        self.counters = counters
        self.say = say
    }

    deinit { feed.end(lines) }

    /// Writes the lines of all requests since the last step.
    mutating func step(_ settings: AccessLogSettings?, now: Int64) {
        guard let settings else {
            feed.end(lines)
            _ = lines.take()
            writer = nil
            trouble = nil
            return
        }
        feed.add(lines)
        if writer?.settings != settings { writer = LogWriter(settings) }
        let batch = lines.take()
        if batch.missed > 0 { lose(batch.missed) }
        // An empty batch opens the file all the same, so that a mistake shows before the first request.
        write(batch.bytes, batch.count, settings, now: now)
    }

    private mutating func write(_ lines: [UInt8], _ count: Int, _ settings: AccessLogSettings, now: Int64) {
        do throws(LogWriter.Failure) {
            try writer?.add(lines, now: now)
            counters.countWritten(lines: count)
            if trouble != nil {
                trouble = nil
                say(
                    "planb: the access log \(settings.text) can be written again; \(counters.lostLines) lines are lost")
            }
        } catch {
            counters.countLost(lines: count)
            guard trouble == nil else { return }
            trouble = error.reason
            say(
                "planb: the access log \(settings.text) cannot be written: \(error.reason); its lines are lost until it can, "
                    + "requests are not concerned")
        }
    }

    private mutating func lose(_ missed: Int) {
        counters.countLost(lines: missed)
        guard !hasSaidLoss else { return }
        hasSaidLoss = true
        say(
            "planb: there are more requests than the access log can keep up with; what is too much is left out and counted in "
                + "planb_access_log_lines_total")
    }
}
