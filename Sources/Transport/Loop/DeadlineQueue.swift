import NIOCore
import PlanBVocabulary

/// Something that waits until a moment. Confined to its event loop.
class Waiter {
    /// When to wake up; `distantFuture` while nothing is awaited. Set through `DeadlineQueue.watch`.
    fileprivate(set) var deadline = Instant.distantFuture
    /// Where it stands in the queue; -1 if it does not.
    fileprivate var place = -1

    /// The deadline has passed. It was reset before this call.
    func expire() {}

    /// Nothing is awaited any more. The queue forgets it at its own pace.
    final func stopWaiting() { deadline = .distantFuture }
}

/// All deadlines of one event loop behind one timer.
///
/// A wait per event with a timer each would cost several allocations and often a system call. Here a wait is an
/// assignment and a comparison: the timer is set to the earliest deadline seen, and when it fires the rest are looked
/// through. Deadlines are exact; only the timer may fire once for nothing.
final class DeadlineQueue {
    private let loop: any EventLoop
    private let clock: SystemTime
    private var waiters: [Waiter] = []
    private var armed = Instant.distantFuture
    private var timer: Scheduled<Void>?

    init(loop: any EventLoop, clock: SystemTime) {
        self.loop = loop
        self.clock = clock
    }

    /// Wakes `waiter` at `deadline` unless it stops waiting before.
    func watch(_ waiter: Waiter, until deadline: Instant) {
        waiter.deadline = deadline
        if waiter.place < 0 {
            waiter.place = waiters.count
            waiters.append(waiter)
        }
        if deadline < armed { arm(deadline) }
    }

    /// Forgets `waiter`, which is about to go away.
    func remove(_ waiter: Waiter) {
        guard waiter.place >= 0 else { return }
        let last = waiters.removeLast()
        if last !== waiter {
            waiters[waiter.place] = last
            last.place = waiter.place
        }
        waiter.place = -1
        waiter.deadline = .distantFuture
    }

    private func arm(_ deadline: Instant) {
        timer?.cancel()
        armed = deadline
        let confined = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(deadline: clock.deadline(deadline)) { confined.value.fire() }
    }

    private func fire() {
        let now = clock.now()
        armed = .distantFuture
        var expired: [Waiter] = []
        var next = Instant.distantFuture
        for waiter in waiters {
            if waiter.deadline <= now { expired.append(waiter) } else { next = min(next, waiter.deadline) }
        }
        if next < armed { arm(next) }
        for waiter in expired where waiter.deadline <= now {
            waiter.stopWaiting()
            waiter.expire()
        }
    }
}
