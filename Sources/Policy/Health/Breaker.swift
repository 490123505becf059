import PlanBVocabulary

/// The health of one thing that can fail: an endpoint, an account, a region or a model.
///
/// It opens on one hard failure, or on a run of failures that the usual failure ratio does not explain: three in a row
/// for a target that is normally good, two if a probe confirms it, more for one that fails now and then anyway. Only a
/// probe closes it, by way of a ramp.
struct Breaker: Sendable {
    enum State: Sendable, Equatable {
        case closed
        case open
        case ramping(since: Instant)
    }

    private(set) var state = State.closed
    /// It was opened by a failure that is certain to last until somebody or something changes.
    private(set) var isHard = false
    /// What opened it.
    private(set) var cause: FailureClass?
    /// Since when it has been open.
    private(set) var openedAt = Instant(nanoseconds: 0)
    /// When a failure last opened it, or would have.
    private var trippedAt = Instant(nanoseconds: 0)
    private(set) var tally = RollingTally()
    /// Attempts in a row that failed before any output, in halves. Output ends the run.
    private var streak = 0
    /// Streams in a row that broke after output, in halves. Only a whole answer ends the run: that answers begin says
    /// nothing about whether they end.
    private var breaks = 0
    /// How often it was opened again before it had all of its traffic back.
    private(set) var relapses = 0
    /// Probes that failed in a row, and when the last of them began.
    private var failedProbes = 0
    private var probedAt = Instant(nanoseconds: .min / 2)
    private var lastAdmitted = Instant(nanoseconds: .min / 2)

    /// The failure ratio that is assumed before much is known: what it was before the last outage, at first 3 %.
    private var usual = 0.03
    /// How many attempts that assumption weighs as much as.
    private static let usualWeight = 10.0
    /// A run of failures opens it that chance would make less often than this in two minutes.
    private static let surprise = 0.02

    /// A failure that weighs `halves`. Returns whether the breaker opened by it.
    mutating func fail(halves: Int, _ failure: AttemptFailure, started: Instant, isProbe: Bool, now: Instant) -> Bool {
        if case .ramping(let since) = state, started < since { return false }
        if isProbe {
            guard state != .open else { return false }
            failedProbes += 1
            probedAt = started
        } else if failure.followsOutput {
            tally.amend(failedHalves: halves, now: now)
            guard state != .open else { return false }
            breaks += halves
        } else {
            tally.note(failedHalves: halves, now: now)
            guard state != .open else { return false }
            streak += halves
        }
        guard (streak + breaks) / 2 + failedProbes >= threshold(now) else { return false }
        open(failure.failureClass, isHard: false, now: now)
        return true
    }

    /// A failure that is enough by itself. Returns whether the breaker opened by it.
    mutating func trip(_ failure: FailureClass, started: Instant, now: Instant) -> Bool {
        if case .ramping(let since) = state, started < since { return false }
        let wasOpen = state == .open
        open(failure, isHard: true, now: now)
        return !wasOpen
    }

    /// A user's request that began at `started` has output. It does not close an open breaker: what was let through as
    /// a last resort may have been lucky, and the probe comes soon. Nor does one that was sent before a probe refute what
    /// the probe found.
    mutating func succeed(started: Instant, now: Instant) {
        tally.note(failedHalves: 0, now: now)
        guard state != .open else { return }
        streak = 0
        if started >= probedAt { failedProbes = 0 }
    }

    /// The answer of an attempt that had output is complete.
    mutating func complete() { if state != .open { breaks = 0 } }

    /// A probe that began at `started` succeeded. One that began before the last failure which opened the breaker proves
    /// nothing.
    mutating func recover(started: Instant, now: Instant) {
        if state == .open {
            guard started >= trippedAt else { return }
            state = .ramping(since: now)
            tally = RollingTally()
            breaks = 0
            lastAdmitted = Instant(nanoseconds: .min / 2)
        }
        streak = 0
        failedProbes = 0
    }

    /// Closed, and nothing has failed lately.
    var isQuiet: Bool { state == .closed && tally.failureHalves == 0 }

    /// It was opened by what others suffer: that is not certain to last.
    mutating func soften() { isHard = false }

    /// Whether failures have begun that a probe could confirm or dispel.
    var isSuspect: Bool { state != .open && (streak > 0 || breaks > 0 || failedProbes > 0) }

    /// Whether a request may go here first, as far as this breaker is concerned. `unit` is a random number in 0..<1.
    func admits(unit: Double, now: Instant) -> Bool {
        switch state {
        case .closed: return tally.failureHalves == 0 || unit >= tally.throttle(now)
        case .open: return false
        case .ramping(let since):
            let share = Ramp.share(after: now - since)
            // A share of little traffic would be nothing at all: one request a second is always let through.
            return unit < share || now - lastAdmitted >= .seconds(1)
        }
    }

    /// The share of requests that may go here first, as far as this breaker is concerned.
    func share(now: Instant) -> Double {
        switch state {
        case .closed: tally.failureHalves == 0 ? 1 : 1 - tally.throttle(now)
        case .open: 0
        case .ramping(let since): Ramp.share(after: now - since)
        }
    }

    /// A request goes here.
    mutating func noteAdmission(now: Instant) {
        guard case .ramping(let since) = state else { return }
        lastAdmitted = now
        if Ramp.isOver(after: now - since) {
            state = .closed
            isHard = false
            cause = nil
            relapses = 0
        }
    }

    private mutating func open(_ failure: FailureClass, isHard: Bool, now: Instant) {
        if case .ramping = state { relapses += 1 }
        if state != .open {
            openedAt = now
            usual = min(0.5, max(0.03, ratio(now)))
        }
        state = .open
        trippedAt = now
        self.isHard = self.isHard || isHard
        cause = failure
        streak = 0
        breaks = 0
        failedProbes = 0
    }

    /// How many failures in a row are too many: so many that chance hardly explains them, given how often the target
    /// fails anyway and how often it is asked.
    private mutating func threshold(_ now: Instant) -> Int {
        let ratio = ratio(now)
        let limit = min(0.001, Self.surprise / Double(max(1, tally.attemptHalves / 2)))
        var count = 0
        var probability = 1.0
        while probability > limit, count < 24 {
            probability *= ratio
            count += 1
        }
        if case .ramping = state { return max(count, 2) }
        return max(count, failedProbes > 0 ? 2 : 3)
    }

    /// The share of attempts that failed, the present run of failures left out. A perfect past is not believed.
    private mutating func ratio(_ now: Instant) -> Double {
        tally.forget(now)
        let failures = max(0, Double(tally.failureHalves - streak - breaks) / 2)
        let attempts = max(failures, Double(tally.attemptHalves - streak - breaks) / 2)
        return max(0.002, (failures + usual * Self.usualWeight) / (attempts + Self.usualWeight))
    }
}
