import PlanBCredentials
import PlanBEngine
import PlanBJournal
import PlanBSettings
import PlanBTransport
import PlanBWatch
import Synchronization

/// Takes over a changed configuration as a whole, or not at all: a bad file keeps the running one and says so.
final class Reloader: Sendable {
    private struct State {
        var settings: LoadedSettings
        var watcher: FileWatcher
    }

    /// What is told of a configuration, and who is told.
    struct Telling {
        var webhooks: [Webhook]
        /// Why the last change was not taken over: where to look, and nothing of what stands there; nil: it was.
        var problem: String?
    }

    private let path: String
    private let environment: [String: String]
    private let gateway: Gateway
    private let listener: Listener
    private let credentials: CredentialService
    private let log: EventLog
    private let state: Mutex<State>
    private let tellings: Mutex<Telling>
    private let onReload: @Sendable () -> Void

    init(
        path: String, environment: [String: String], settings: LoadedSettings, gateway: Gateway, listener: Listener,
        credentials: CredentialService, log: EventLog, onReload: @escaping @Sendable () -> Void
    ) {
        self.onReload = onReload
        self.path = path
        self.environment = environment
        self.gateway = gateway
        self.listener = listener
        self.credentials = credentials
        self.log = log
        state = Mutex(State(settings: settings, watcher: FileWatcher(settings)))
        tellings = Mutex(Telling(webhooks: settings.notify))
    }

    /// The configuration in force.
    var settings: LoadedSettings { state.withLock { $0.settings } }

    /// Asked several times a second, by somebody who must not wait until files are read.
    var telling: Telling { tellings.withLock { $0 } }

    /// Looks at the files every second until cancelled.
    func watch() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            // A secret that was rotated counts at once, also while the configuration has a mistake.
            let isRenewed = state.withLock { state in
                state.settings.secrets.reduce(false) { $1.refresh() || $0 }
            }
            if isRenewed { gateway.probeSoon() }
            if state.withLock({ $0.watcher.hasChanged() }) { reload(because: "a file changed") }
        }
    }

    /// Puts the shared keys that this node has by now in force; with all that has changed, if that is valid, else by themselves.
    func adoptSharedKeys() throws(KeyStoreFailure) {
        guard !reload(because: "the shared keys changed") else { return }
        let result = state.withLock { state in
            Result { () throws(KeyStoreFailure) in
                let next = try state.settings.withSharedKeys()
                gateway.replace(with: next.snapshot)
                state.settings = next
            }
        }
        try result.get()
        log.note("reload", subject: path, "the shared keys are in force, the rest is as it was")
    }

    /// Reads everything again; whether it is in force.
    @discardableResult
    func reload(because reason: String) -> Bool {
        state.withLock { state in
            state.settings.secrets.forEach { _ = $0.refresh() }
            do throws(SettingsFailure) {
                let next = try Settings.load(
                    path: path, environment: environment, generation: state.settings.snapshot.generation + 1,
                    reusing: state.settings)
                if let obstacle = state.settings.obstacle(to: next) {
                    tellings.withLock { $0.problem = "it needs a restart" }
                    gateway.metrics.countRejectedReload()
                    log.note("reload", subject: path, "refused (\(reason)): \(obstacle)")
                    Terminal.note(
                        "planb: the changed configuration needs a restart, the running one stays: \(obstacle)")
                    state.watcher = FileWatcher(next)
                    return false
                }
                (next.warnings + next.unresolved).forEach { Terminal.note($0.description) }
                do { try listener.update(next.snapshot.listener) } catch {
                    Terminal.note("planb: the certificate files are not valid, the ones in use stay: \(error)")
                }
                credentials.adopt(next.clouds)
                log.journal.adopt(next.journal)
                gateway.replace(with: next.snapshot)
                tellings.withLock { $0 = Telling(webhooks: next.notify) }
                onReload()
                log.note("reload", subject: path, "configuration \(next.snapshot.generation) is in force (\(reason))")
                state = State(settings: next, watcher: FileWatcher(next))
                Terminal.say("planb: configuration \(next.snapshot.generation) is in force (\(reason))")
                return true
            } catch {
                tellings.withLock {
                    $0.problem = error.errors.first.map { "\($0.place); planb check says what is wrong" }
                }
                gateway.metrics.countRejectedReload()
                log.note("reload", subject: path, "refused (\(reason)): \(error.errors.first?.description ?? "")")
                Terminal.note(error.description)
                Terminal.note("planb: the changed configuration is not valid; the running one stays (\(reason))")
                return false
            }
        }
    }
}
