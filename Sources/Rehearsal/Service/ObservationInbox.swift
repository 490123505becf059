import NIOCore
import PlanBEngine
import Synchronization

/// What event loops have seen of drills, until somebody has time to look at it. Bounded: what does not fit is not looked at,
/// which costs a sample and nothing else.
final class ObservationInbox: DrillObserver {
    private struct State {
        var waiting: [DrillObservation] = []
        var bytes = 0
    }

    private static let mostWaiting = 1000
    private static let mostBytes = 32 << 20

    private let state = Mutex(State())

    func observed(_ observation: DrillObservation) {
        let size = observation.request.body.readableBytes + (observation.answer?.readableBytes ?? 0)
        let isTaken = state.withLock { state in
            guard state.waiting.count < Self.mostWaiting, state.bytes + size <= Self.mostBytes else { return false }
            state.waiting.append(observation)
            state.bytes += size
            return true
        }
        if !isTaken { observation.release(isFailure: false) }
    }

    /// All that waits.
    func take() -> [DrillObservation] {
        state.withLock { state in
            defer { state = State() }
            return state.waiting
        }
    }
}
