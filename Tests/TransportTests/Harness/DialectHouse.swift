import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

@testable import PlanBTransport

/// A gateway with fake providers of any dialects behind one route, in the order of the route.
struct DialectHouse: Sendable {
    /// One target, and the fake provider behind it.
    struct Spot: Sendable {
        var name: String
        var provider: String
        var model: String
        var behaviour = Behaviour.ok
        var account: String?

        init(
            _ provider: String, model: String, name: String? = nil, account: String? = nil,
            _ behaviour: Behaviour = .ok
        ) {
            self.name = name ?? provider
            self.provider = provider
            self.model = model
            self.account = account
            self.behaviour = behaviour
        }

        /// What the fake speaks, and the path of its base URL.
        var dialect: FakeProvider.Dialect {
            switch provider {
            case "anthropic": .anthropic
            case "gemini": .gemini
            case "cohere": .cohere
            case "mistral": .mistral
            default: .openAI
            }
        }

        var basePath: String { dialect == .openAI || dialect == .mistral ? "/v1" : "" }
    }

    struct NoSuchProvider: Error { var name: String }

    let port: Int
    let gateway: Gateway
    let ledger: MemoryLedger
    let providers: [FakeProvider]

    /// Runs `body` with a gateway whose one route `model` tries the spots in their order.
    static func run(
        _ spots: [Spot], passthrough: [DialectID: Int] = [:], model: String = "*",
        route edit: @Sendable (inout Route) -> Void = { _ in }, mode: Snapshot.Mode = .demo, keys: KeyRing = .empty,
        _ body: @Sendable (DialectHouse) async throws -> Void
    ) async throws {
        let shared = MultiThreadedEventLoopGroup.singleton
        var providers: [FakeProvider] = []
        for spot in spots {
            var script = FaultScript(spot.dialect, spot.behaviour)
            script.account = spot.account ?? ""
            providers.append(try await FakeProvider.start(script: script, group: shared))
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let snapshot = try snapshot(spots, providers.map(\.port), passthrough, model, edit, mode, keys)
        let ledger = MemoryLedger()
        let gateway = Gateway(
            snapshot: snapshot, time: SystemTime(), ledger: ledger, ids: RequestIDs(seed: (1, 2)),
            entropy: Entropy(seed: 1))
        let listener = try await Listener.bind(snapshot.listener, gateway: gateway, group: group)
        let house = DialectHouse(
            port: listener.address.port, gateway: gateway, ledger: ledger, providers: providers)
        let result: Result<Void, any Error> = await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await listener.run() }
            defer {
                tasks.cancelAll()
                listener.stopAccepting()
                listener.closeAll()
            }
            do {
                try await body(house)
                return .success(())
            } catch { return .failure(error) }
        }
        for provider in providers { await provider.shutdown() }
        try await group.shutdownGracefully()
        try result.get()
    }

    private static func snapshot(
        _ spots: [Spot], _ ports: [Int], _ passthrough: [DialectID: Int], _ model: String,
        _ edit: @Sendable (inout Route) -> Void, _ mode: Snapshot.Mode, _ keys: KeyRing
    ) throws -> Snapshot {
        let targets = try zip(spots, ports).enumerated().map { index, part in
            let (spot, port) = part
            guard let provider = Catalog.provider(named: spot.provider) else {
                throw NoSuchProvider(name: spot.provider)
            }
            return UpstreamTarget(
                id: TargetID(index), name: spot.name, provider: provider,
                origin: Origin(host: "127.0.0.1", port: port, isTLS: false), basePath: spot.basePath,
                model: spot.model, credential: .configured(FixedSecret(Secret("sk-of-\(spot.account ?? spot.name)"))),
                account: spot.account)
        }
        var route = Route(pattern: ModelPattern(model), targets: targets.map(\.id))
        edit(&route)
        let local = ListenerSettings.Address(host: "127.0.0.1", port: 0)
        return Snapshot(
            generation: 1, mode: mode, targets: targets, routes: RouteTable([route]), keys: keys,
            passthrough: passthrough.mapValues { TargetID($0) },
            listener: ListenerSettings(listen: local, admin: local))
    }

    func ask(_ request: Wire) async throws -> Answer? {
        let client = try await Client.connect(to: port)
        try await client.send(request.bytes)
        let answer = try await client.answer()
        await client.close()
        return answer
    }

    /// Sends `body` as JSON.
    func post(_ target: String, _ body: String, fields: [String] = []) async throws -> Answer? {
        try await ask(Wire(body.utf8, fields: fields).with { $0.target = target })
    }

    /// What the provider at `index` was last asked, as JSON.
    func asked(_ index: Int) -> [String: Any]? {
        providers[index].requests.last.flatMap {
            try? JSONSerialization.jsonObject(with: Data($0.body)) as? [String: Any]
        }
    }
}
