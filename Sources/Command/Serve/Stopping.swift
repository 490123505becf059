import PlanBEngine
import PlanBTransport
import PlanBVocabulary
import UnixSignals

/// What signals do: SIGHUP reloads, SIGTERM and SIGINT drain, a second one of these stops at once.
struct Stopping: Sendable {
    let gateway: Gateway
    let listener: Listener

    /// Returns when the process is to end.
    func run(_ signals: UnixSignalsSequence, _ reloader: Reloader) async {
        var stops = signals.makeAsyncIterator()
        while let signal = await stops.next() {
            if signal == .sighup {
                reloader.reload(because: "SIGHUP")
                continue
            }
            Terminal.say("planb: \(signal): finishing what is under way; a second signal stops at once")
            let isInteractive = signal == .sigint
            await withTaskGroup { tasks in
                tasks.addTask { await drain(withDelay: !isInteractive) }
                tasks.addTask { for await next in signals where next != .sighup { return } }
                await tasks.next()
                tasks.cancelAll()
            }
            return
        }
    }

    /// `/readyz` says no at once; then new connections are refused; then answers may finish; then they are broken off.
    private func drain(withDelay: Bool) async {
        let settings = gateway.snapshot.listener.drain
        gateway.startDraining()
        do {
            if withDelay { try await Task.sleep(for: .nanoseconds(settings.delay.nanoseconds)) }
            listener.stopAccepting()
            try await Task.sleep(for: .nanoseconds(settings.timeout.nanoseconds))
            listener.interrupt()
            try await Task.sleep(for: .seconds(3))
        } catch {
            // Cancelled: the last connection has ended, or a second signal came.
        }
    }
}
