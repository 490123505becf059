import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import PlanBWire
import Synchronization
import Testing

/// A gateway whose one key has limits and budgets, between clients and two providers. A prompt token costs a millionth of
/// a dollar, a generated one ten.
struct MoneyHouse {
    static let dollar = 1_000_000_000
    static let price = Price(input: 1_000_000, output: 10_000_000)

    let time = ManualTime()
    let ledger = MemoryLedger(capacity: 50_000)
    let gateway: Gateway
    let key: String
    let keyID: String

    init(
        key allotment: Allotment = .unlimited, team: Allotment = .unlimited, route: Allotment = .unlimited,
        prices: [Price?] = [price, price], contract: Contract? = nil, ceiling: Int? = Snapshot.usualCeiling,
        outage: Int = 0, provider: String = "openai-compatible", change: (inout Route) -> Void = { _ in }
    ) {
        let made = KeyText.make(entropy: (0..<5).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }) ?? ("", "")
        (keyID, key) = made
        let pepper = Secret(Array("pepper".utf8))
        let ring = KeyRing(
            pepper: pepper,
            keys: [
                VirtualKey(
                    id: made.0, mac: KeyRing.mac(of: Array(made.1.utf8), pepper: pepper), name: "web", team: "shop",
                    tags: ["env=test"], allotment: allotment)
            ])
        let targets = ["a", "b"].enumerated().map { index, host in
            UpstreamTarget(
                id: TargetID(index), name: host, provider: Catalog.provider(named: provider) ?? Catalog.providers[0],
                origin: Origin(host: host, port: 80, isTLS: false), basePath: "/v1", model: "model-\(host)",
                credential: .configured(FixedSecret(Secret("sk-secret"))), contract: contract, price: prices[index],
                priceVersion: prices[index] == nil ? "" : "test")
        }
        var path = Route(pattern: ModelPattern("gpt-4.1"), targets: targets.map(\.id))
        path.allotment = route
        change(&path)
        gateway = Gateway(
            snapshot: Snapshot(
                generation: 1, mode: .production, targets: targets, routes: RouteTable([path]), keys: ring,
                passthrough: [.openAI: TargetID(0)],
                listener: ListenerSettings(
                    listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)),
                teams: ["shop": team], unpricedCeiling: ceiling, outageShare: outage), time: time, ledger: ledger,
            ids: RequestIDs(seed: (1, 2)), entropy: Entropy(seed: 1))
    }

    /// Sends one request with the key, and gives what the client received.
    func send(
        _ body: String = chat(), path: String = "/v1/chat/completions", method: String = "POST",
        headers: [String] = [], to upstream: some Upstream
    ) async throws -> Received {
        var text = ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\nhost: localhost\r\n")
        for header in headers + ["authorization: Bearer \(key)"] { text.writeString(header + "\r\n") }
        text.writeString("content-length: \(body.utf8.count)\r\n\r\n")
        var parser = HTTPRequestParser()
        guard let head = try parser.parseHead(&text) else { throw AttemptFailure(.malformed) }
        let received = Received()
        let request = ClientRequest(
            head: head, arrival: time.now(), isLoopback: true, body: BufferedBody(body), memory: ConnectionMemory())
        await gateway.handle(request, upstream: upstream, sink: CollectingSink(received))
        return received
    }

    static func chat(_ members: String = "", text: String = "hello") -> String {
        #"{"model":"gpt-4.1",\#(members)"messages":[{"role":"user","content":"\#(text)"}]}"#
    }

    func upstream(_ acts: [String: [ScriptedUpstream.Act]]) -> ScriptedUpstream { ScriptedUpstream(time, acts) }

    // MARK: - What is in the books

    func standing(_ account: String) -> BudgetStanding? { gateway.budgets.first { $0.account == account } }

    var keyStanding: BudgetStanding? { standing("key:\(keyID)") }

    var opens: [OpenEntry] {
        ledger.entries.compactMap { if case .open(let entry) = $0 { entry } else { nil } }
    }

    var attempts: [AttemptEntry] {
        ledger.entries.compactMap { if case .attempt(let entry) = $0 { entry } else { nil } }
    }

    var requests: [RequestEntry] {
        ledger.entries.compactMap { if case .request(let entry) = $0 { entry } else { nil } }
    }

    /// What all attempts cost by their rows.
    var cost: Int { attempts.reduce(0) { $0 + ($1.cost ?? 0) } }

    /// What attempts cost beyond what was held for them, by their rows.
    var overrun: Int {
        let costs = Dictionary(attempts.map { ("\($0.request) \($0.number)", $0.cost ?? 0) }, uniquingKeysWith: +)
        return opens.reduce(0) { sum, entry in
            sum + max(0, (costs["\(entry.request) \(entry.number)"] ?? 0) - (entry.holds.first?.amount ?? 0))
        }
    }
}

extension Allotment {
    /// A budget for a day.
    static func budget(_ nanodollars: Int, _ mode: Budget.Mode = .expected) -> Allotment {
        Allotment(budget: Budget(limit: nanodollars, period: .day, mode: mode))
    }
}

extension ScriptedUpstream.Act {
    /// A whole answer that used so many tokens.
    static func used(_ input: Int, _ output: Int) -> Self {
        .answer(
            status: 200, contentType: "application/json",
            pieces: [
                .text(
                    #"{"model":"m","choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}],"#
                        + #""usage":{"prompt_tokens":\#(input),"completion_tokens":\#(output)}}"#)
            ])
    }
}

/// Makes requests wait for each other: nobody goes on before all have come, or have turned back.
final class Crowd: Sendable {
    private struct State {
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let total: Int
    private let state = Mutex(State())

    init(_ total: Int) { self.total = total }

    private func arrive(_ continuation: CheckedContinuation<Void, Never>?) {
        let released = state.withLock { state in
            state.arrived += 1
            if let continuation { state.waiting.append(continuation) }
            guard state.arrived >= total else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in released { continuation.resume() }
    }

    func wait() async { await withCheckedContinuation { arrive($0) } }

    func turnBack() { arrive(nil) }
}

/// A provider that answers when the whole crowd is there.
final class CrowdedUpstream: Upstream {
    private let crowd: Crowd
    private let inner: ScriptedUpstream
    private(set) var hasArrived = false

    init(_ crowd: Crowd, _ inner: ScriptedUpstream) {
        self.crowd = crowd
        self.inner = inner
    }

    func pause(until moment: Instant, presence: ClientPresence) async {}

    func open(
        _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
    ) async throws(AttemptFailure) -> ScriptedReply {
        if !hasArrived {
            hasArrived = true
            await crowd.wait()
        }
        return try await inner.open(request, clocks: clocks, presence: presence)
    }
}

extension MoneyHouse {
    /// Sends `count` requests at once, none of which is answered before all were sent or refused. Gives their statuses.
    func sendAll(
        _ count: Int, body: String, usage: @escaping @Sendable (Int) -> (input: Int, output: Int)
    ) async throws -> [Int] {
        let crowd = Crowd(count)
        let house = self
        return try await withThrowingTaskGroup(of: Int.self) { tasks in
            for number in 0..<count {
                tasks.addTask {
                    let (input, output) = usage(number)
                    let act = ScriptedUpstream.Act.used(input, output)
                    let upstream = CrowdedUpstream(crowd, house.upstream(["a": [act], "b": [act]]))
                    let received = try await house.send(body, to: upstream)
                    if !upstream.hasArrived { crowd.turnBack() }
                    return received.status
                }
            }
            var statuses: [Int] = []
            for try await status in tasks { statuses.append(status) }
            return statuses
        }
    }
}
