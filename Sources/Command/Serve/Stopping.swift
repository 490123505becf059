import PlanBEngine
import PlanBTransport
import PlanBVocabulary
import UnixSignals

/// What signals do: SIGHUP reloads, SIGTERM and SIGINT drain, a second one of these stops at once.
struct Stopping: Sendable {
    let gateway: Gateway
    let listener: Listener
    let log: EventLog

    /// Returns when the process is to end at once; the end of a drain shows in the listener.
    func run(_ signals: UnixSignalsSequence, _ reloader: Reloader) async {
        await withDiscardingTaskGroup { tasks in
            var isDraining = false
            for await signal in signals {
                if signal == .sighup {
                    reloader.reload(because: "SIGHUP")
                } else if isDraining {
                    break
                } else {
                    isDraining = true
                    log.note("drain", "\(signal)")
                    Terminal.say("planb: \(signal): finishing what is under way; a second signal stops at once")
                    tasks.addTask { await drain(withDelay: signal != .sigint) }
                }
            }
            tasks.cancelAll()
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
            listener.closeAll()
        } catch {
            // Cancelled: the last connection has ended, or a second signal came.
        }
    }
}
