import PlanBVocabulary

/// One wait for a moment, which can be ended early. Confined to its event loop.
final class Pause: Waiter {
    private var continuation: UnsafeContinuation<Void, Never>?
    private var isOver = false

    /// Returns at `moment`, or when `end` is called.
    func wait(until moment: Instant, _ deadlines: DeadlineQueue) async {
        guard !isOver else { return }
        await withUnsafeContinuation { continuation in
            self.continuation = continuation
            deadlines.watch(self, until: moment)
        }
        deadlines.remove(self)
    }

    /// Ends the wait now. Has no effect on one that is over.
    func end() {
        isOver = true
        continuation?.resume()
        continuation = nil
    }

    override func expire() { end() }
}
