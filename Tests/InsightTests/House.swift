import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

@testable import PlanBInsight

/// Configurations for replays.
enum House {
    /// A target: its vendor, what it can do, and its price in picodollars a token of prompt and of answer.
    struct Room {
        var name: String
        var vendor: String
        var price = (input: 1_000_000, output: 2_000_000)
        var hasTools = true
        var quota = RateLimits.none
        /// Picodollars a token that was read from a cache; nil: as the others.
        var cached: Int?
    }

    /// One snapshot with `rooms` as targets, and routes that try some of them in order.
    static func snapshot(_ rooms: [Room], routes: [(String, [Int])]) -> Snapshot {
        snapshot(
            rooms,
            routes: routes.map { name, places in
                Route(pattern: ModelPattern(name), targets: places.map { TargetID($0) })
            })
    }

    static func snapshot(_ rooms: [Room], routes: [Route]) -> Snapshot {
        let provider = Catalog.provider(named: "openai-compatible") ?? Catalog.providers[0]
        let targets = rooms.enumerated().map { index, room in
            var contract = provider.contract
            contract.capabilities[.tools] = room.hasTools
            return UpstreamTarget(
                id: TargetID(index), name: room.name, provider: provider,
                origin: Origin(host: "\(room.name).example", port: 443, isTLS: true), basePath: "/v1",
                model: "model-\(room.name)", credential: .none, contract: contract, vendor: room.vendor,
                account: "account-\(room.name)",
                price: Price(
                    Price.Rates(input: room.price.input, cached: room.cached, output: room.price.output)),
                quota: room.quota)
        }
        return Snapshot(
            generation: 1, mode: .production, targets: targets,
            routes: RouteTable(routes), keys: .empty,
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)))
    }

    /// `count` requests for `model`, one every `interval` milliseconds from `start` on: 1,000 tokens of prompt, 500 of answer.
    static func requests(
        _ count: Int, for model: String, every interval: Int64 = 1000, from start: Int64 = 0, needs: Capabilities = [],
        isStream: Bool = true
    ) -> [RecordedRequest] {
        (0..<count).map { index in
            RecordedRequest(
                time: start + Int64(index) * interval, model: model, isStream: isStream, needs: needs,
                promptTokens: 1000,
                usage: Usage(input: 1000, output: 500), firstOutput: .milliseconds(300), duration: .seconds(2),
                cost: 2000)
        }
    }
}
