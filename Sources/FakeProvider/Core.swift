import NIOCore
import Synchronization

/// What all connections of a fake provider share.
final class Core: Sendable {
    let options: FakeProvider.Options
    let dialect: any Dialect
    let script: FaultScript
    private let started = NIODeadline.now()
    private let state: Mutex<State>

    private struct State {
        var runner: ScriptRunner
        var counters = FakeProvider.Counters()
        var requests: [ReceivedRequest] = []
        var channels: [ObjectIdentifier: any Channel] = [:]
        var waiters: [Int: Waiter] = [:]
        var lastWaiter = 0
        var isClosed = false
    }

    private struct Waiter {
        let condition: @Sendable (FakeProvider.Counters) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    init(_ script: FaultScript, _ behaviours: [Behaviour], _ options: FakeProvider.Options) {
        self.script = script
        self.options = options
        dialect = script.dialect.speaker
        identifiers = Int((script.seed &- 1) % 1000) * 10_000
        var runner = ScriptRunner(script)
        runner.enqueue(behaviours)
        state = Mutex(State(runner: runner))
    }

    /// Where identifiers begin: another seed gives others.
    private let identifiers: Int
    /// Milliseconds since the start.
    private var elapsed: Int { Int((NIODeadline.now() - started).nanoseconds / 1_000_000) }

    var counters: FakeProvider.Counters { state.withLock { $0.counters } }

    var requests: [ReceivedRequest] {
        state.withLock { Array($0.requests.suffix(options.keptRequests)) }
    }

    func steer(_ change: (inout ScriptRunner) -> Void) { state.withLock { change(&$0.runner) } }
}

// What a connection asks and tells.
extension Core {
    /// The number of a new connection; nil when the provider is shutting down.
    func opened(_ channel: any Channel) -> Int? {
        change { state in
            guard !state.isClosed else { return nil }
            state.counters.openConnections += 1
            state.counters.totalConnections += 1
            state.channels[ObjectIdentifier(channel)] = channel
            return state.counters.totalConnections - 1
        }
    }

    func closed(_ channel: any Channel) {
        change { state in
            guard state.channels.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
            state.counters.openConnections -= 1
        }
    }

    /// What is to be done with a connection before the next request on it was read.
    func beforeRequest() -> (cut: Behaviour.Cut.Manner?, delay: Behaviour.Milliseconds) {
        let now = elapsed
        return state.withLock { state in
            guard let behaviour = state.runner.certain(now: now) else { return (nil, 0) }
            guard let cut = behaviour.cut, cut.at == .accept else { return (nil, behaviour.delays.accept) }
            _ = state.runner.choose(path: "", now: now)
            return (cut.how, 0)
        }
    }

    func choose(for request: ReceivedRequest) -> Behaviour {
        if options.remoteControl {
            if isControl(request) { return .ok }
            if let call = request.header("x-fake-behaviour"), let told = try? Behaviour.preset(call) { return told }
        }
        let now = elapsed
        return state.withLock { $0.runner.choose(path: request.path, now: now) }
    }

    /// Records a request and gives it its number.
    func received(_ request: ReceivedRequest) -> ReceivedRequest {
        var request = request
        change { state in
            request.index = state.counters.totalRequests
            state.counters.totalRequests += 1
            guard options.keptRequests > 0 else { return }
            state.requests.append(request)
            // Half at a time, so that it costs nothing per request.
            if state.requests.count / 2 >= options.keptRequests {
                state.requests.removeFirst(state.requests.count - options.keptRequests)
            }
        }
        return request
    }

    func ended(_ request: ReceivedRequest, _ outcome: FakeProvider.Outcome) {
        guard !isControl(request) else { return }
        change { state in
            switch outcome {
            case .answered: state.counters.answeredRequests += 1
            case .cut: state.counters.cutRequests += 1
            // At the end it is the provider that closes.
            case .cancelled: state.counters.cancelledRequests += state.isClosed ? 0 : 1
            }
        }
        options.observer?(.init(request: request, outcome: outcome))
    }

    func playback(_ request: ReceivedRequest, _ behaviour: Behaviour) -> Playback {
        let now = options.now()
        let facts = Facts(
            now: now, number: identifiers + request.index, models: script.models, isStrict: script.isStrict,
            account: script.account)
        guard script.expects.allSatisfy({ request.header($0.key) == $0.value }) else {
            let reply = dialect.refusal(of: request, facts: facts)
            return Playback(behaviour: .ok, reply: reply, request: request, now: now)
        }
        let reply =
            behaviour.error.map { dialect.reply(to: request, with: $0, facts: facts) }
            ?? dialect.reply(to: request, with: behaviour.answer, facts: facts)
        return Playback(behaviour: behaviour, reply: reply, request: request, now: now)
    }
}

// Waiting and closing.
extension Core {
    /// Changes the state and wakes those who wait for what it has become.
    private func change<Value>(_ body: (inout State) -> Value) -> Value {
        let (value, woken) = state.withLock { state in
            let value = body(&state)
            guard !state.waiters.isEmpty else { return (value, [Waiter]()) }
            let counters = state.counters
            let ready = state.waiters.filter { $0.value.condition(counters) }
            for id in ready.keys { state.waiters[id] = nil }
            return (value, Array(ready.values))
        }
        for waiter in woken { waiter.continuation.resume(returning: true) }
        return value
    }

    func wait(until condition: @escaping @Sendable (FakeProvider.Counters) -> Bool) async -> Bool {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now: Bool? = state.withLock { state in
                    if condition(state.counters) { return true }
                    if state.isClosed || Task.isCancelled { return false }
                    state.waiters[id] = Waiter(condition: condition, continuation: continuation)
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: false)
        }
    }

    /// No more connections. Gives those that are open.
    func close() -> [any Channel] {
        let (channels, waiters) = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [:] }
            return (Array(state.channels.values), Array(state.waiters.values))
        }
        for waiter in waiters { waiter.continuation.resume(returning: false) }
        return channels
    }
}
