import PlanBEngine
import PlanBVocabulary

/// One thread that runs tasks in virtual time: what can run runs, first come first served; when nothing can, the clock
/// jumps to the next timer. The same tasks always run in the same order.
///
/// Confined to the thread that calls `run`: everything it runs resumes there, which is what makes it `Sendable`.
final class VirtualLoop: TaskExecutor, TimeSource, @unchecked Sendable {
    /// A timer that was set. It can be ended early, once.
    struct Timer {
        fileprivate let slot: Int
        fileprivate let generation: UInt32
    }

    private enum Action {
        case none
        case resume(UnsafeContinuation<Bool, Never>)
        case call(() -> Void)
    }

    private struct Slot {
        var generation: UInt32 = 0
        var action = Action.none
    }

    /// Where each scenario starts.
    static let start = Instant(nanoseconds: 1_000_000_000)
    /// Seconds since 1970 at the start. Both clocks begin a minute at the same time.
    private static let epoch: Int64 = 1_795_000_021

    private var clock = VirtualLoop.start
    /// How far the calendar clock has jumped, in seconds.
    var calendarShift: Int64 = 0
    private var ready = JobQueue()
    private var timers = TimerHeap()
    private var slots: [Slot] = []
    private var free: [Int] = []

    func now() -> Instant { clock }

    func epochSeconds() -> Int64 {
        Self.epoch + (clock - Self.start).nanoseconds / 1_000_000_000 + calendarShift
    }

    func epochMilliseconds() -> Int64 { Self.milliseconds(at: clock) + calendarShift * 1000 }

    /// What the calendar says at `moment` if it did not jump, in milliseconds since 1970.
    static func milliseconds(at moment: Instant) -> Int64 { epoch * 1000 + (moment - start).nanoseconds / 1_000_000 }

    func enqueue(_ job: consuming ExecutorJob) { ready.append(UnownedJob(job)) }

    /// Runs until `isOver`, or until nothing can ever happen again. Returns whether it is over.
    func run(until isOver: () -> Bool) -> Bool {
        let executor = asUnownedTaskExecutor()
        while !isOver() {
            if let job = ready.popFirst() {
                job.runSynchronously(on: executor)
            } else if let next = timers.popFirst() {
                fire(next)
            } else {
                return false
            }
        }
        return true
    }

    /// Starts again at the beginning of time. Nothing may be under way.
    func rewind() {
        clock = Self.start
        calendarShift = 0
        timers.removeAll()
        free.removeAll(keepingCapacity: true)
        for index in slots.indices {
            slots[index].generation &+= 1
            slots[index].action = .none
            free.append(index)
        }
    }

    /// Calls `action` at `moment`.
    @discardableResult
    func at(_ moment: Instant, _ action: @escaping () -> Void) -> Timer { arm(moment, .call(action)) }

    /// Waits until `moment`. Returns false if it was ended early, by the departure of `presence`.
    func wait(until moment: Instant, _ presence: ClientPresence? = nil) async -> Bool {
        let isDue = await withUnsafeContinuation { continuation in
            let timer = arm(moment, .resume(continuation))
            presence?.onDeparture = { [unowned self] in self.end(timer) }
        }
        presence?.settle()
        return isDue
    }

    /// Waits until `moment`, or until the timer that is handed to `note` is ended. Returns whether it became due.
    func wait(until moment: Instant, note: (Timer) -> Void) async -> Bool {
        await withUnsafeContinuation { continuation in note(arm(moment, .resume(continuation))) }
    }

    /// Ends a timer before it is due: whoever waits goes on now; what was to be called is not.
    func end(_ timer: Timer) {
        guard slots[timer.slot].generation == timer.generation else { return }
        if case .resume(let continuation) = take(timer.slot) { continuation.resume(returning: false) }
    }

    private func arm(_ moment: Instant, _ action: Action) -> Timer {
        let slot: Int
        if let known = free.popLast() {
            slot = known
        } else {
            slot = slots.count
            slots.append(Slot())
        }
        slots[slot].action = action
        let generation = slots[slot].generation
        timers.insert(max(moment, clock), slot: slot, generation: generation)
        return Timer(slot: slot, generation: generation)
    }

    private func take(_ slot: Int) -> Action {
        let action = slots[slot].action
        slots[slot].action = .none
        slots[slot].generation &+= 1
        free.append(slot)
        return action
    }

    private func fire(_ entry: TimerHeap.Entry) {
        guard slots[entry.slot].generation == entry.generation else { return }
        clock = entry.due
        switch take(entry.slot) {
        case .none: break
        case .resume(let continuation): continuation.resume(returning: true)
        case .call(let action): action()
        }
    }
}
