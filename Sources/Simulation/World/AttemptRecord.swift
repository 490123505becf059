import PlanBVocabulary

/// The truth about one attempt: what the world did, whatever the gateway makes of it.
struct AttemptRecord {
    /// How it ended, seen from the world.
    enum End: Equatable {
        /// It is under way.
        case open
        /// No answer came, or an error answer, or the answer broke.
        case failed
        /// A whole, good answer was given.
        case complete
        /// The gateway waited no longer.
        case late(ClockPhase)
        /// The gateway's client left, or the gateway broke the attempt off.
        case dropped
    }

    /// The request's place in the scenario; nil for a probe.
    var request: Int?
    var target: Int
    var openedAt: Instant
    var endedAt: Instant
    /// What it met.
    var fault: FaultKind?
    var stage = Stage.connect
    /// Seconds that its sender was asked to wait, by the target's quota; nil: it was not in the way.
    var wait: Int?
    var end = End.open
    /// The head of an answer arrived at the gateway.
    var hasHead = false
    /// The text that was given as the answer's beginning, and what the world wrote, both in the arena of the world.
    var given = 0..<0
    var written = 0..<0
    /// How much of `written` the gateway has received.
    var handed = 0
    /// The finish reason was received.
    var isFinished = false
    /// An error event, or something that is no answer, was received.
    var isBroken = false
    /// It is a copy: what becomes of it is kept from the health of users' targets.
    var isCopy = false
    /// The same target was asked for the same request before.
    var isRetry = false
    /// The client already had text when it began.
    var isRecovery = false
}
