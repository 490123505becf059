import NIOCore
import PlanBEngine
import PlanBVocabulary
import Synchronization

/// A recording. What is recorded is redacted before it is kept, kept in memory only, and handed out once.
final class Recording: Sendable {
    private struct State: Sendable {
        var report: RecordingState
        var recorder: GoldenRecorder?
        /// Since when nothing is assigned to it any more.
        var closedAt: Instant?
        /// Nothing that was assigned to it is under way; what came last may be in the inbox.
        var isDrained = false
        var overAt: Instant?
    }

    /// What was assigned when it ended is waited for as long as this.
    private static let drain = Instant.Span.seconds(10)
    /// What nobody fetches is forgotten after this.
    private static let shelf = Instant.Span.minutes(15)

    let id: String
    let route: String
    /// Its number at the gateway's drill desk.
    let number: Int
    private let until: Instant
    private let state: Mutex<State>

    init(_ report: RecordingState, number: Int, until: Instant) {
        id = report.id
        route = report.route
        self.number = number
        self.until = until
        state = Mutex(State(report: report, recorder: GoldenRecorder(limit: report.wanted)))
    }

    /// Looks at a request that was answered.
    func note(_ observation: DrillObservation) {
        let request = observation.request
        guard request.body.readableBytes <= GoldenRecorder.longestPrompt else {
            return note(.unusable("it is longer than 32 KiB"))
        }
        guard let asked = request.askedFor, let body = request.chatBody else {
            return note(.unusable("it has what a chat completion cannot say"))
        }
        let answer = observation.drilled
        state.withLock { state in
            guard state.overAt == nil, let outcome = state.recorder?.note(asked, body: body, answer: answer) else {
                return
            }
            Self.count(outcome, &state)
        }
    }

    private func note(_ outcome: GoldenRecorder.Outcome) {
        state.withLock { state in
            if state.overAt == nil { Self.count(outcome, &state) }
        }
    }

    private static func count(_ outcome: GoldenRecorder.Outcome, _ state: inout State) {
        if outcome == .full, state.report.kept >= state.report.wanted { return }
        state.report.seen += 1
        switch outcome {
        case .kept: state.report.kept += 1
        case .duplicate: state.report.duplicates += 1
        case .unusable(let reason): state.report.unusable[reason, default: 0] += 1
        case .full: state.report.reason = "The proposal has as many bytes as a golden file may."
        }
    }

    /// It is to end, for this reason.
    /// - Returns: whether it went on until now.
    func end(_ reason: String, dropping: Bool = false, at now: Instant) -> Bool {
        state.withLock { state in
            if dropping { state.recorder = nil }
            guard state.closedAt == nil else { return false }
            state.closedAt = now
            state.report.reason = reason
            if dropping {
                state.overAt = now
                state.report.isRunning = false
                state.report.kept = 0
            }
            return true
        }
    }

    /// Why it is to end now; nil: it goes on, or has ended.
    func reasonToEnd(mayRecord: Bool, at now: Instant) -> String? {
        state.withLock { state in
            guard state.closedAt == nil else { return nil }
            if state.report.kept >= state.report.wanted { return "It has as many prompts as were asked for." }
            // What was found full on the way.
            if !state.report.reason.isEmpty { return state.report.reason }
            if !mayRecord { return "The route does not say record: golden any more." }
            return now >= until ? "Its time was up." : nil
        }
    }

    /// Looks whether what was assigned to it has come to its end.
    func settle(underWay: Int, at now: Instant) {
        state.withLock { state in
            guard let closed = state.closedAt, state.overAt == nil else { return }
            guard !state.isDrained, now - closed < Self.drain, state.report.kept < state.report.wanted else {
                state.overAt = now
                state.report.isRunning = false
                return
            }
            state.isDrained = underWay == 0
        }
    }

    /// Nobody has fetched it.
    func isStale(at now: Instant) -> Bool {
        state.withLock { state in state.overAt.map { now - $0 >= Self.shelf } ?? false }
    }

    /// How it stands; with the proposal if it is over.
    func report(refused: Int) -> RecordingState {
        state.withLock { state in
            var report = state.report
            report.refused = refused
            report.yaml = report.isRunning ? nil : state.recorder?.yaml
            return report
        }
    }
}
