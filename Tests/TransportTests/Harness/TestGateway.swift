import NIOCore
import NIOPosix
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

@testable import PlanBTransport

/// What a test wants its gateway to be. The defaults: demo mode, one event loop, a route `gpt-4.1` over two fake
/// providers.
struct Wishes: Sendable {
    var mode = Snapshot.Mode.demo
    var keys = KeyRing.empty
    var primary = Behaviour.ok
    var backup = Behaviour.ok
    var limits = ListenerSettings.Limits.standard
    var times = TimeLimits.standard
    var timeouts = Timeouts()
    var keepalive: Instant.Span? = .seconds(15)
    var tls: ListenerSettings.TLS?
    var host = "127.0.0.1"
    /// Where the first target is, in place of the first fake provider.
    var origin: Origin?
    /// Where the second target is, in place of the second fake provider.
    var backupOrigin: Origin?
    /// The first target is the only one.
    var isAlone = false
    /// Whose service the targets are; nil: one's own.
    var vendor: String?
    /// The model that targets are asked for; nil: the one that the client names, and targets are not probed.
    var model: String?
    /// What is known of the first target and of the second; nil: nothing.
    var contracts: [Contract?] = [nil, nil]
    /// Further edits of the route.
    var route: @Sendable (inout Route) -> Void = { _ in }
    /// Targets that were given up are probed.
    var isProbing = false
    var corsOrigins: [String] = []
    var hosts: [String] = []
}

/// A gateway on a loopback port with two fake providers behind it.
struct TestGateway: Sendable {
    let port: Int
    let gateway: Gateway
    let listener: Listener
    let ledger: MemoryLedger
    let primary: FakeProvider
    let backup: FakeProvider

    /// Runs `body` with a gateway, and ends everything after it.
    static func run(
        _ wishes: Wishes = Wishes(), _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        let shared = MultiThreadedEventLoopGroup.singleton
        let primary = try await FakeProvider.start(script: FaultScript(wishes.primary), group: shared)
        let backup = try await FakeProvider.start(script: FaultScript(wishes.backup), group: shared)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            let ledger = MemoryLedger()
            let snapshot = snapshot(wishes, primary: primary.port, backup: backup.port)
            let gateway = Gateway(
                snapshot: snapshot, time: SystemTime(), ledger: ledger, ids: RequestIDs(seed: (1, 2)),
                entropy: Entropy(seed: 1))
            let listener = try await Listener.bind(
                snapshot.listener, gateway: gateway, group: group, limits: wishes.times)
            let house = TestGateway(
                port: listener.address.port, gateway: gateway, listener: listener, ledger: ledger, primary: primary,
                backup: backup)
            let prober = wishes.isProbing ? TargetProber(loop: group.next(), gateway: gateway) : nil
            result = await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try? await listener.run() }
                if let prober { tasks.addTask { await prober.run() } }
                defer {
                    tasks.cancelAll()
                    listener.stopAccepting()
                    listener.closeAll()
                }
                do {
                    try await body(house)
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
        }
        await primary.shutdown()
        await backup.shutdown()
        try await group.shutdownGracefully()
        try result.get()
    }

    private static func snapshot(_ wishes: Wishes, primary: Int, backup: Int) -> Snapshot {
        let provider = Catalog.provider(named: "openai-compatible") ?? Catalog.providers[0]
        let origins = [
            wishes.origin ?? Origin(host: "127.0.0.1", port: primary, isTLS: false),
            wishes.backupOrigin ?? Origin(host: "127.0.0.1", port: backup, isTLS: false),
        ].prefix(wishes.isAlone ? 1 : 2)
        let targets = zip(["primary", "backup"], origins).enumerated().map { index, part in
            UpstreamTarget(
                id: TargetID(index), name: part.0, provider: provider, origin: part.1, basePath: "/v1",
                model: wishes.model, contract: wishes.contracts[index], vendor: wishes.vendor)
        }
        var route = Route(
            pattern: ModelPattern("gpt-4.1"), targets: targets.map(\.id), timeouts: wishes.timeouts,
            keepalive: wishes.keepalive)
        wishes.route(&route)
        let local = ListenerSettings.Address(host: wishes.host, port: 0)
        return Snapshot(
            generation: 1, mode: wishes.mode, targets: targets, routes: RouteTable([route]), keys: wishes.keys,
            listener: ListenerSettings(
                listen: local, admin: local, tls: wishes.tls, limits: wishes.limits, corsOrigins: wishes.corsOrigins,
                hosts: wishes.hosts))
    }

    func connect(isReading: Bool = true) async throws -> Client {
        try await Client.connect(to: port, isReading: isReading)
    }

    /// One request on a connection of its own.
    func ask(_ request: [UInt8]) async throws -> Answer? {
        let client = try await connect()
        try await client.send(request)
        let answer = try await client.answer()
        await client.close()
        return answer
    }

    func ask(_ request: Wire) async throws -> Answer? { try await ask(request.bytes) }

    /// Requests that a provider has seen.
    var forwarded: Int { primary.counters.totalRequests + backup.counters.totalRequests }

    /// What `/status` says is not well: part, state and cause, as in `model gpt at host of account: open, overloaded`.
    func ailments() async throws -> [String] {
        let answer = try await ask(Wire.get("/status"))
        let parts = answer?.json("health") as? [[String: Any]] ?? []
        return parts.map { part in
            "\(part["part"] ?? ""): \(part["state"] ?? ""), \(part["cause"] ?? "")"
        }
    }

    /// How requests ended, oldest first.
    var outcomes: [RequestEntry] {
        ledger.entries.compactMap { if case .request(let entry) = $0 { entry } else { nil } }
    }

    /// How tries ended, oldest first.
    var attempts: [AttemptEntry] {
        ledger.entries.compactMap { if case .attempt(let entry) = $0 { entry } else { nil } }
    }

    /// Waits until this holds; for what no event tells. False after a time in which it certainly should.
    func eventually(_ condition: () -> Bool) async -> Bool {
        for _ in 0..<2000 {
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return condition()
    }
}
