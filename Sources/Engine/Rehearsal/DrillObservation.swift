public import NIOCore
import PlanBDialects
public import PlanBLedger
public import PlanBPolicy
public import PlanBVocabulary
import Synchronization

/// A request that took part in a drill, after its user has the answer.
public final class DrillObservation: Sendable {
    /// The drill.
    public let number: Int
    /// Its order.
    public let order: DrillOrder
    /// What the request was used for.
    public let arm: DrillArm
    /// What was asked.
    public let request: RehearsalRequest
    /// The answer as the client got it, in its dialect; nil: it is too long, or there is none.
    public let answer: ByteBuffer?
    /// The answer was a stream.
    public let isStream: Bool
    /// How it ended.
    public let outcome: RequestEntry.Outcome
    /// The status the client saw.
    public let status: Int
    /// The error code; empty: none.
    public let code: String
    /// The target that answered; nil: none.
    public let target: String?
    /// Targets and what became of them, in order: `backup:503`.
    public let attempts: [String]
    /// A failure was made up.
    public let isInjected: Bool
    /// From arrival to the first output; nil: there was none.
    public let firstOutput: Instant.Span?
    /// From arrival to the end.
    public let duration: Instant.Span
    /// In nanodollars; nil: not known.
    public let cost: Int?
    /// Which conversation it belongs to.
    public let conversation: UInt64
    private let onRelease: Mutex<(@Sendable (Bool) -> Void)?>

    init(
        _ exchange: Exchange, _ ticket: DrillTicket, duration: Instant.Span, firstOutput: Instant.Span?,
        onRelease: (@Sendable (Bool) -> Void)?
    ) {
        number = ticket.number
        order = ticket.order
        arm = ticket.arm
        request = RehearsalRequest(
            exchange.facts, exchange.head, vendors: exchange.caller.key?.vendors ?? [],
            copyOf: exchange.trace?.asLink)
        answer = exchange.outcome == .answered ? ticket.answer : nil
        isStream = exchange.facts.isEventStream
        outcome = exchange.outcome
        status = exchange.status
        code = exchange.code
        target = exchange.target?.name
        attempts = exchange.notes.map { "\($0.target):\($0.outcome)" }
        isInjected = ticket.isInjected
        self.firstOutput = firstOutput
        self.duration = duration
        cost = exchange.cost
        conversation = ticket.conversation
        self.onRelease = Mutex(onRelease)
    }

    /// Its user may have seen a failure that only a look at the whole answer shows: until it is judged, it counts as one
    /// that may fail.
    public var isHeld: Bool { onRelease.withLock { $0 != nil } }

    /// It was judged. `isFailure`: the answer does not follow the form that was asked for.
    public func release(isFailure: Bool) {
        let release = onRelease.withLock { release in
            defer { release = nil }
            return release
        }
        release?(isFailure)
    }

    // Nobody judged it: nothing speaks against it.
    deinit { release(isFailure: false) }
}

extension Gateway {
    /// The request is over: its part in the drill is counted, before its last bytes leave.
    func leaveDrill(_ exchange: Exchange, _ ending: Ending) {
        guard let ticket = exchange.drill else { return }
        noteDetection(exchange, ticket)
        guard !holds(exchange, ticket) else { return }
        let isBrokenOff = if case .abort = ending { true } else { false }
        let outcome = ticket.outcome(exchange.outcome, status: exchange.status, isBrokenOff: isBrokenOff)
        leave(ticket, cost: exchange.charge(atMost: ticket.bound), outcome: outcome)
    }

    /// Tells whoever watches drills, after the last bytes have left.
    func observe(_ exchange: Exchange) {
        guard let ticket = exchange.drill else { return }
        let isHeld = holds(exchange, ticket)
        let cost = exchange.charge(atMost: ticket.bound)
        let release: (@Sendable (Bool) -> Void)?
        if isHeld {
            let confined = ConfinedToLoop(ticket)
            release = { isFailure in
                self.leave(confined.value, cost: cost, outcome: isFailure ? .failure : .fine)
            }
        } else {
            release = nil
        }
        let observation = DrillObservation(
            exchange, ticket, duration: time.now() - exchange.arrival,
            firstOutput: exchange.committedAt.map { $0 - exchange.arrival }, onRelease: release)
        guard let observer = drills.observer else { return observation.release(isFailure: false) }
        observer.observed(observation)
    }

    /// Whether the answer has to be judged before it is known that its user saw no failure.
    private func holds(_ exchange: Exchange, _ ticket: DrillTicket) -> Bool {
        ticket.exposes && ticket.demandsForm && exchange.outcome == .answered
    }

    private func leave(_ ticket: DrillTicket, cost: Int, outcome: DrillOutcome) {
        // What a user's request cost is not the drill's affair where only a copy of it is.
        drills.leave(
            ticket.number, ticket.arm, exposes: ticket.exposes, bound: ticket.bound,
            cost: ticket.arm == .copied ? 0 : cost, outcome: outcome, now: time.now())
    }

    private func noteDetection(_ exchange: Exchange, _ ticket: DrillTicket) {
        guard ticket.arm == .experiment, ticket.order.level == .fault else { return }
        let now = time.now()
        let isWell = ticket.place.snapshot.targets.first { $0.name == ticket.order.primary }
            .map { target in exchange.board.with { $0.isWell(ticket.place.slots[target.id.index]) } }
        let (isInjected, isAnswered) = (ticket.isInjected, exchange.outcome == .answered)
        drills.note(ticket.number) { detection in
            if isInjected {
                detection.answered += isAnswered ? 1 : 0
                detection.failed += isAnswered || exchange.outcome == .abandoned ? 0 : 1
            } else {
                detection.spared += 1
            }
            if isWell == false { detection.openedAt = detection.openedAt ?? now }
        }
    }
}
