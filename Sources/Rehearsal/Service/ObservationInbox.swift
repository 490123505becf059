import NIOCore
import PlanBEngine
import Synchronization

/// What event loops have seen of drills, until somebody has time to look at it. Bounded: what does not fit is not looked at,
/// which costs a sample and nothing else. What has to be judged always fits: its drill's allowance bounds it.
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
        state.withLock { state in
            let isRoom = state.waiting.count < Self.mostWaiting && state.bytes + size <= Self.mostBytes
            guard isRoom || observation.isHeld else { return }
            state.waiting.append(observation)
            state.bytes += size
        }
    }

    /// All that waits.
    func take() -> [DrillObservation] {
        state.withLock { state in
            defer { state = State() }
            return state.waiting
        }
    }
}
