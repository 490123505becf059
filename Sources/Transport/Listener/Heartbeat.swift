import NIOCore
import PlanBEngine
import PlanBVocabulary

/// Keeps a waiting client and the proxies before it content: after a while without output the head goes out, then a
/// comment now and then, until there is output.
final class Heartbeat: Waiter {
    private let deadlines: DeadlineQueue
    private let time: SystemTime
    private var every = Instant.Span.zero
    private var beat: (() -> Void)?

    init(_ deadlines: DeadlineQueue, _ time: SystemTime) {
        self.deadlines = deadlines
        self.time = time
    }

    func start(every span: Instant.Span, _ beat: @escaping () -> Void) {
        every = span
        self.beat = beat
        deadlines.watch(self, until: time.now() + span)
    }

    func stop() {
        guard beat != nil else { return }
        stopWaiting()
        beat = nil
    }

    override func expire() {
        guard let beat else { return }
        beat()
        deadlines.watch(self, until: time.now() + every)
    }
}
