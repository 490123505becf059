public import PlanBLedger
public import PlanBVocabulary
import Synchronization

/// Counters and histograms of one process. Labels are bounded: routes, targets, outcomes and statuses, all of which
/// come from the configuration or from a fixed list.
public final class Metrics: Sendable {
    /// One series of requests.
    public struct RequestSeries: Hashable, Sendable {
        /// The route's pattern.
        public var route: String
        /// How they ended.
        public var outcome: RequestEntry.Outcome
        /// The status the client saw.
        public var status: Int
    }

    /// One series of attempts.
    public struct AttemptSeries: Hashable, Sendable {
        /// The target's name.
        public var target: String
        /// Status or failure class.
        public var outcome: String
    }

    /// One series of failovers.
    public struct FailoverSeries: Hashable, Sendable {
        /// The route's pattern.
        public var route: String
        /// The target that failed.
        public var from: String
        /// Why it failed.
        public var reason: FailureClass
    }

    /// One series of attempts to complete a broken answer.
    public struct LegSeries: Hashable, Sendable {
        /// How it was tried: restart or prefill.
        public var method: String
        /// Whether it worked.
        public var rescued: Bool
    }

    /// Everything, as it was at one moment.
    public struct Reading: Sendable {
        /// Requests by series.
        public var requests: [RequestSeries: Int] = [:]
        /// Request durations.
        public var durations = Histogram()
        /// Time to the first output.
        public var firstOutput = Histogram()
        /// Attempts by series.
        public var attempts: [AttemptSeries: Int] = [:]
        /// Failovers by series.
        public var failovers: [FailoverSeries: Int] = [:]
        /// Streams that broke after output was sent, by route.
        public var interruptions: [String: Int] = [:]
        /// Attempts to complete a broken answer.
        public var legs: [LegSeries: Int] = [:]
        /// Probes by series.
        public var probes: [AttemptSeries: Int] = [:]
        /// For streams that were cut: the time from their first output to the cut. Says how many cuts which `hold` would
        /// have hidden.
        public var cutsAfterFirstOutput = Histogram()
        /// Requests that were refused before a route was found, by status.
        public var refusals: [Int: Int] = [:]
        /// Changed configurations that were not valid.
        public var rejectedReloads = 0
    }

    private let state = Mutex(Reading())
    /// Traces and the access log.
    public let telemetry = TelemetryCounters()

    /// Everything is zero.
    public init() {}

    /// Everything as it is now.
    public var reading: Reading { state.withLock { $0 } }

    /// Counts a settled request.
    public func count(_ entry: RequestEntry) {
        state.withLock { state in
            state.requests[
                RequestSeries(route: entry.route, outcome: entry.outcome, status: entry.status), default: 0] += 1
            state.durations.record(entry.duration)
            if let commit = entry.commitAfter { state.firstOutput.record(commit) }
        }
    }

    /// Counts an attempt that ended.
    public func countAttempt(target: String, outcome: String) {
        state.withLock { $0.attempts[AttemptSeries(target: target, outcome: outcome), default: 0] += 1 }
    }

    /// Counts a failure after which another target was tried.
    public func countFailover(route: String, from target: String, reason: FailureClass) {
        state.withLock { $0.failovers[FailoverSeries(route: route, from: target, reason: reason), default: 0] += 1 }
    }

    /// Counts an attempt to complete a broken answer.
    public func countLeg(method: String, rescued: Bool) {
        state.withLock { $0.legs[LegSeries(method: method, rescued: rescued), default: 0] += 1 }
    }

    /// Counts a probe that ended.
    public func countProbe(target: String, outcome: String) {
        state.withLock { $0.probes[AttemptSeries(target: target, outcome: outcome), default: 0] += 1 }
    }

    /// Counts a stream that was cut `span` after its first output.
    public func countCut(after span: Instant.Span) { state.withLock { $0.cutsAfterFirstOutput.record(span) } }

    /// Counts a stream that broke after output was sent.
    public func countInterruption(route: String) {
        state.withLock { $0.interruptions[route, default: 0] += 1 }
    }

    /// Counts a changed configuration that was not valid.
    public func countRejectedReload() { state.withLock { $0.rejectedReloads += 1 } }

    /// Counts a request that was refused before a route was found.
    public func countRefusal(status: Int) {
        state.withLock { $0.refusals[status, default: 0] += 1 }
    }
}
