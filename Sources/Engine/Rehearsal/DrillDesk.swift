public import PlanBPolicy
public import PlanBVocabulary
import Synchronization

/// The drills that users' requests take part in, shared by all event loops. Who is assigned to what is `DrillBook`'s, which
/// is pure; here is the lock.
public final class DrillDesk: Sendable {
    private struct State {
        var book: DrillBook
        /// A fault drill has a health of its own: what is made up must not keep users away from the primary, and the
        /// detector has to work on something.
        var boards: [Int: HealthBoard] = [:]
        var places: [Int: Installation] = [:]
        var detections: [Int: FaultDetection] = [:]
    }

    private let state: Mutex<State>
    private let isIdle = Atomic<Bool>(true)
    private let watcher = Mutex<(any DrillObserver)?>(nil)
    private let rules: Rules

    init(rules: Rules) {
        self.rules = rules
        state = Mutex(State(book: DrillBook(rules: rules)))
    }

    /// Whoever is told of each request that took part in a drill, after its user has the answer.
    public var observer: (any DrillObserver)? {
        get { watcher.withLock { $0 } }
        set { watcher.withLock { $0 = newValue } }
    }

    /// No drill runs: the usual case.
    var isQuiet: Bool { isIdle.load(ordering: .relaxed) }

    /// Begins a drill; returns its number, or nil if another of the route is in its way. Whether the route is well is asked
    /// before: `Gateway.obstacle(to:)`.
    public func begin(_ order: DrillOrder) -> Int? {
        state.withLock { state in
            guard let number = state.book.begin(order) else { return nil }
            if order.level == .fault {
                state.boards[number] = HealthBoard(rules: rules)
                state.detections[number] = FaultDetection()
            }
            isIdle.store(false, ordering: .relaxed)
            return number
        }
    }

    /// Ends a drill: from now on nothing is assigned to it.
    public func end(_ number: Int, _ reason: DrillTally.End, now: Instant) {
        state.withLock { state in
            state.book.end(number, reason, now: now)
            isIdle.store(state.book.isIdle, ordering: .relaxed)
        }
    }

    /// How a drill stands; nil: it was forgotten.
    public func tally(of number: Int) -> DrillTally? { state.withLock { $0.book.tally(of: number) } }

    /// What a fault drill has found out about the detector; nil: it is none, or was forgotten.
    public func detection(of number: Int) -> FaultDetection? { state.withLock { $0.detections[number] } }

    /// Drops a drill that is over and reported.
    public func forget(_ number: Int) {
        state.withLock { state in
            state.book.forget(number)
            guard state.book.tally(of: number) == nil else { return }
            state.boards[number] = nil
            state.places[number] = nil
            state.detections[number] = nil
        }
    }

    /// The numbers of all drills that go on.
    public var running: [Int] { state.withLock { $0.book.running } }

    /// Whether a drill runs on `route`: of others nothing has to be found out about a request.
    func runs(on route: String) -> Bool { !isQuiet && state.withLock { $0.book.runs(on: route) } }

    func draw(
        route: String, conversation: UInt64, consent: RehearsalConsent, now: Instant
    ) -> (number: Int, order: DrillOrder, arm: DrillArm)? {
        state.withLock { $0.book.draw(route: route, conversation: conversation, consent: consent, now: now) }
    }

    func enter(_ number: Int, _ arm: DrillArm, exposes: Bool, bound: Int, now: Instant) -> Bool {
        state.withLock { $0.book.enter(number, arm, exposes: exposes, bound: bound, now: now) }
    }

    func passOver(_ number: Int) { state.withLock { $0.book.passOver(number) } }

    func withdraw(_ number: Int, _ arm: DrillArm, exposes: Bool, bound: Int) {
        state.withLock { $0.book.withdraw(number, arm, exposes: exposes, bound: bound) }
    }

    func leave(
        _ number: Int, _ arm: DrillArm, exposes: Bool, bound: Int, cost: Int, outcome: DrillOutcome, now: Instant
    ) {
        state.withLock { state in
            state.book.leave(
                number, arm, exposes: exposes, bound: bound, cost: cost, outcome: outcome, now: now)
            isIdle.store(state.book.isIdle, ordering: .relaxed)
        }
    }

    /// The targets of `installation` in the drill's own health.
    func place(of number: Int, in installation: Installation) -> Installation {
        state.withLock { state in
            guard let board = state.boards[number] else { return installation }
            if let known = state.places[number], known.snapshot === installation.snapshot { return known }
            let place = Installation(installation, on: board)
            state.places[number] = place
            return place
        }
    }

    /// Notes what became of a made up failure.
    func note(_ number: Int, _ change: (inout FaultDetection) -> Void) {
        state.withLock { state in
            guard state.detections[number] != nil else { return }
            change(&state.detections[number, default: FaultDetection()])
        }
    }
}

/// How the detector does in a fault drill.
public struct FaultDetection: Sendable, Equatable {
    /// Failures made up.
    public internal(set) var injected = 0
    /// The first of them.
    public internal(set) var firstAt: Instant?
    /// When the target was given up; nil: it was not.
    public internal(set) var openedAt: Instant?
    /// Requests that met a made up failure, and were answered.
    public internal(set) var answered = 0
    /// Requests that met one, and were not.
    public internal(set) var failed = 0
    /// Requests of the experiment that met none, because the target was given up.
    public internal(set) var spared = 0

    /// From the first made up failure to the target being given up; nil: it was not.
    public var timeToOpen: Instant.Span? {
        guard let firstAt, let openedAt else { return nil }
        return openedAt - firstAt
    }

    /// Nothing has happened.
    public init() {}
}

/// Whoever is told of the requests that took part in drills. Called on event loops, after the user has the answer: must only
/// take note.
public protocol DrillObserver: Sendable {
    /// A request is over. If it `isHeld`, `DrillObservation.release` has to be called when it was judged.
    func observed(_ observation: DrillObservation)
}
