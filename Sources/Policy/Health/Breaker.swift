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
    /// Since when it has been open; kept through the ramp.
    private(set) var openedAt = Instant(nanoseconds: 0)
    private(set) var tally = RollingTally()
    /// Failures in a row, in halves.
    private var streak = 0
    private var isConfirmed = false
    private var lastAdmitted = Instant(nanoseconds: .min / 2)

    /// A run of failures that would happen by chance less often than this opens it.
    private static let surprise = 0.001
    /// What is taken for the failure ratio of a good target of which little is known, and how many attempts that
    /// assumption weighs as much as.
    private static let priorRatio = 0.03
    private static let priorWeight = 10.0

    /// A failure that weighs `halves`. Returns whether the breaker opened by it.
    mutating func fail(halves: Int, _ failure: FailureClass, started: Instant, isProbe: Bool, now: Instant) -> Bool {
        if case .ramping(let since) = state, started < since { return false }
        if !isProbe { tally.note(failedHalves: halves, now: now) }
        guard state != .open else { return false }
        streak += halves
        isConfirmed = isConfirmed || isProbe
        guard streak >= 2 * threshold(now) else { return false }
        open(failure, isHard: false, now: now)
        return true
    }

    /// A failure that is enough by itself. Returns whether the breaker opened by it.
    mutating func trip(_ failure: FailureClass, started: Instant, now: Instant) -> Bool {
        if case .ramping(let since) = state, started < since { return false }
        let wasOpen = state == .open
        open(failure, isHard: true, now: now)
        return !wasOpen
    }

    /// A success of a user's request. It does not close an open breaker: what was let through as a last resort may have
    /// been lucky, and the probe comes soon.
    mutating func succeed(now: Instant) {
        tally.note(failedHalves: 0, now: now)
        guard state != .open else { return }
        streak = 0
        isConfirmed = false
    }

    /// A probe succeeded.
    mutating func recover(now: Instant) {
        if state == .open {
            state = .ramping(since: now)
            tally = RollingTally()
            lastAdmitted = Instant(nanoseconds: .min / 2)
        }
        streak = 0
        isConfirmed = false
    }

    /// Closed, and nothing has failed lately.
    var isQuiet: Bool { state == .closed && tally.failureHalves == 0 }

    /// It was opened by what others suffer: that is not certain to last.
    mutating func soften() { isHard = false }

    /// Whether failures have begun that a probe could confirm or dispel.
    var isSuspect: Bool { state != .open && streak > 0 }

    /// Whether a request may go here first, as far as this breaker is concerned. `unit` is a random number in 0..<1.
    func admits(unit: Double, now: Instant) -> Bool {
        switch state {
        case .closed: return tally.failureHalves == 0 || unit >= tally.throttle
        case .open: return false
        case .ramping(let since):
            let share = Ramp.share(after: now - since)
            // A share of little traffic would be nothing at all: one request a second is always let through.
            return unit < share || now - lastAdmitted >= .seconds(1)
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
        }
    }

    private mutating func open(_ failure: FailureClass, isHard: Bool, now: Instant) {
        if state != .open { openedAt = now }
        state = .open
        self.isHard = self.isHard || isHard
        cause = failure
        streak = 0
        isConfirmed = false
    }

    /// How many failures in a row are too many.
    private mutating func threshold(_ now: Instant) -> Int {
        if case .ramping = state { return 2 }
        tally.forget(now)
        let failures = max(0, Double(tally.failureHalves - streak) / 2)
        let attempts = max(failures, Double(tally.attemptHalves - streak) / 2)
        let ratio = (failures + Self.priorRatio * Self.priorWeight) / (attempts + Self.priorWeight)
        var count = 0
        var probability = 1.0
        while probability > Self.surprise, count < 12 {
            probability *= max(ratio, Self.priorRatio)
            count += 1
        }
        return max(count, isConfirmed ? 2 : 3)
    }
}
