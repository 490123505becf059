import NIOCore

/// The state all connections of a run share. It belongs to one event loop.
final class LoadRun {
    private let total: Int
    private let done: EventLoopPromise<Void>
    private var issued = 0
    private var answered = 0
    private var isOver = false
    private var started = NIODeadline.now()
    private var ended = NIODeadline.now()
    private(set) var failures = Failures()
    private var latencies: [Int64] = []
    private var firstEvents: [Int64] = []
    private var gaps: [Int64] = []
    private var events = 0
    private var reconnects = 0

    /// - Parameter done: succeeded when `total` requests have been answered or failed, or the run is given up.
    init(total: Int, done: EventLoopPromise<Void>) {
        self.total = total
        self.done = done
        latencies.reserveCapacity(total)
    }

    /// Whether requests are left to be sent.
    var isOpen: Bool { !isOver && issued < total }

    func start() { started = .now() }

    /// Whether there is a request left for the connection that asks.
    func takeRequest() -> Bool {
        guard !isOver, issued < total else { return false }
        issued += 1
        return true
    }

    func addAnswer(latency: TimeAmount, failure: String?) {
        if let failure { failures.add(failure) } else { latencies.append(latency.nanoseconds) }
        answered += 1
        if answered == total { end() }
    }

    func addStream(events count: Int, first: TimeAmount?, gaps: [Int64]) {
        events += count
        if let first { firstEvents.append(first.nanoseconds) }
        self.gaps.append(contentsOf: gaps)
    }

    func addReconnect() { reconnects += 1 }

    /// Ends the run; what has not been answered counts as failed for this reason.
    func giveUp(_ reason: String) {
        guard !isOver else { return }
        failures.add(reason, count: total - answered)
        end()
    }

    private func end() {
        guard !isOver else { return }
        isOver = true
        ended = .now()
        done.succeed()
    }

    /// One line of JSON; times in seconds and microseconds. The members about streams stay empty in a run without them.
    var json: String {
        let seconds = Double((ended - started).nanoseconds) / 1_000_000_000
        let perSecond = seconds > 0 ? Double(latencies.count) / seconds : 0
        let members = [
            #""requests":\#(total)"#, #""answered":\#(latencies.count)"#, #""errors":\#(failures.count)"#,
            #""failures":\#(failures.json)"#, #""reconnects":\#(reconnects)"#, #""seconds":\#(seconds)"#,
            #""per_second":\#(perSecond)"#, #""latency_us":\#(Percentiles(nanoseconds: latencies).json)"#,
            #""events":\#(events)"#, #""first_event_us":\#(Percentiles(nanoseconds: firstEvents).json)"#,
            #""gap_us":\#(Percentiles(nanoseconds: gaps).json)"#,
        ]
        return "{" + members.joined(separator: ",") + "}"
    }
}
