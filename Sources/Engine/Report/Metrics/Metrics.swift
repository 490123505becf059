import PlanBLedger
public import PlanBPolicy
import PlanBVocabulary
import Synchronization

/// Counters and histograms of one process, behind one lock, which is held for some hundred nanoseconds. Routes, targets and
/// models have places, so that what is counted a second time finds its counter without making anything.
///
/// Labels are bounded: routes, targets and models that the configuration names, outcomes and statuses.
public final class Metrics: Sendable {
    private let state = Mutex(MetricsReading())
    /// Traces and the access log.
    public let telemetry = TelemetryCounters()

    /// Everything is zero.
    public init() {}

    /// Everything as it is now.
    public var reading: MetricsReading { state.withLock { $0 } }

    /// Counts a settled request. `target`: the one that answered it, or began to; `own`: its duration without what it waited
    /// for others.
    func count(_ entry: RequestEntry, target: String?, own: Instant.Span) {
        let mark = Mark(entry.trace, time: entry.time + Int64(entry.duration.wholeMilliseconds))
        state.withLock { state in
            state.own.record(own, mark)
            let target = target.map { state.place(ofTarget: $0) }
            state.withRoute(entry.route) { route in
                route.requests.add(.init(outcome: entry.outcome, status: entry.status))
                route.durations.record(entry.duration, mark)
                if let commit = entry.commitAfter, let target { route.noteFirstOutput(commit, from: target, mark) }
            }
        }
    }

    /// Counts an attempt that ended. Returns whether it is time to look at what the target says of its rate limits, which is
    /// not worth a look each time.
    func count(_ attempt: AttemptFigures, now: Instant) -> Bool {
        state.withLock { $0.count(attempt, now: now) }
    }

    /// Counts what an attempt in a rehearsal cost. Of its kind nothing else is counted here: rehearsals have their own figures.
    func countRehearsal(route: String, target: String, cost: Int) {
        state.withLock { state in
            let target = state.place(ofTarget: target)
            state.withRoute(route) { $0.spend.add(.init(target: target, isRehearsal: true), cost) }
        }
    }

    /// Keeps what a target said of its rate limits.
    func note(_ quota: QuotaReading, of target: String, now: Instant) {
        state.withLock { state in
            let place = state.place(ofTarget: target)
            state.targets[place].quota = .init(reading: quota, at: now)
        }
    }

    /// Counts a failure after which another target was tried.
    func countFailover(
        route: String, from: String, to: String, reason: FailureClass, stage: MetricsReading.FailoverStage
    ) {
        state.withLock { state in
            let (from, to) = (state.place(ofTarget: from), state.place(ofTarget: to))
            state.withRoute(route) { $0.failovers.add(.init(from: from, to: to, reason: reason, stage: stage)) }
        }
    }

    /// Counts an attempt to complete a broken answer.
    func countLeg(method: String, rescued: Bool) {
        state.withLock { $0.legs.add(.init(method: method, rescued: rescued)) }
    }

    /// Counts a probe that ended.
    func countProbe(target: String, outcome: String) {
        state.withLock { state in
            let place = state.place(ofTarget: target)
            state.targets[place].probes.add(outcome)
        }
    }

    /// Counts a stream that was cut `span` after its first output.
    func countCut(after span: Instant.Span) { state.withLock { $0.cutsAfterFirstOutput.record(span) } }

    /// Counts a stream that broke after output was sent, and stayed broken.
    func countInterruption(route: String, stage: MetricsReading.InterruptionStage, policy: String) {
        state.withLock { state in
            state.withRoute(route) { $0.interruptions.add(.init(stage: stage, policy: policy)) }
        }
    }

    /// Counts a request that was not let in, or not sent, so that there is room for others.
    public func countShed(_ priority: Priority) { state.withLock { $0.sheds.add(priority) } }

    /// Counts a request that no target was asked for, as its budgets did not allow for it.
    func countBudgetRefusal(route: String, status: Int) {
        state.withLock { state in state.withRoute(route) { $0.budgetRefusals.add(status) } }
    }

    /// Changed configurations that were not valid. `reading` costs whoever counts next a copy of everything; this does not.
    public var rejectedReloads: Int { state.withLock { $0.rejectedReloads } }

    /// Counts a message about the gateway's state: what became of it at one webhook.
    public func countNotice(webhook: String, outcome: String, by count: Int = 1) {
        state.withLock { $0.notices.add(.init(webhook: webhook, outcome: outcome), count) }
    }

    /// Counts a changed configuration that was not valid.
    public func countRejectedReload() { state.withLock { $0.rejectedReloads += 1 } }

    /// Counts a request that was refused before a route was found.
    func countRefusal(status: Int) { state.withLock { $0.refusals.add(status) } }
}
