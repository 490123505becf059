import PlanBSettings
import Synchronization

/// The reloader, for those that are made before it is.
final class Reloading: Sendable {
    private let state: Mutex<(reloader: Reloader?, isDue: Bool)> = Mutex((nil, false))
    private let first: LoadedSettings

    /// Until there is a reloader, `settings` are in force.
    init(_ settings: LoadedSettings) { first = settings }

    /// The configuration in force.
    var settings: LoadedSettings { state.withLock { $0.reloader }?.settings ?? first }

    /// Reads everything again; as soon as somebody can.
    func reload(because reason: String) {
        let reloader = state.withLock { state in
            if state.reloader == nil { state.isDue = true }
            return state.reloader
        }
        reloader?.reload(because: reason)
    }

    /// Puts the shared keys that this node has by now in force.
    func adoptSharedKeys() throws {
        let reloader = state.withLock { state in
            if state.reloader == nil { state.isDue = true }
            return state.reloader
        }
        try reloader?.adoptSharedKeys()
    }

    /// From now on there is a reloader.
    func begin(_ reloader: Reloader) {
        let isDue = state.withLock { state in
            state.reloader = reloader
            return state.isDue
        }
        if isDue { reloader.reload(because: "something changed during the start") }
    }
}
