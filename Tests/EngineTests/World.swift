import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import PlanBWire

/// A gateway between a client and two providers, all in virtual time.
struct World {
    let time = ManualTime()
    let ledger = MemoryLedger()
    let gateway: Gateway
    let snapshot: Snapshot

    /// A route `gpt-4.1` over targets on the hosts `a` and `b`, of these providers. Twins have the same model and continue
    /// a prefill.
    init(
        mode: Snapshot.Mode = .demo, timeouts: Timeouts = Timeouts(), keys: KeyRing = .empty,
        secret: String = "sk-canary-secret", rules: Rules = .standard, areTwins: Bool = false,
        providers: [String] = ["openai-compatible", "openai-compatible"], takesAnyName: Bool = false,
        headers: [(name: String, value: String)] = [], quota: RateLimits = .none,
        sampler: TraceSampler? = nil, forwardsTrace: Bool = false,
        change: (inout Route) -> Void = { _ in }
    ) {
        let targets = ["a", "b"].enumerated().map { index, host in
            let provider = Catalog.provider(named: providers[index]) ?? Catalog.providers[0]
            return UpstreamTarget(
                id: TargetID(index), name: host, provider: provider, origin: Origin(host: host, port: 80, isTLS: false),
                basePath: "/v1", model: takesAnyName ? nil : areTwins ? "model" : "model-\(host)",
                credential: .configured(FixedSecret(Secret(secret))), headers: headers,
                contract: areTwins ? Contract(capabilities: [.prefill: true]) : nil, quota: quota,
                forwardsTrace: forwardsTrace)
        }
        var route = Route(
            pattern: ModelPattern(takesAnyName ? "*" : "gpt-4.1"), targets: targets.map(\.id), timeouts: timeouts)
        change(&route)
        snapshot = Snapshot(
            generation: 1, mode: mode, targets: targets, routes: RouteTable([route]), keys: keys,
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)))
        gateway = Gateway(
            snapshot: snapshot, time: time, ledger: ledger, ids: RequestIDs(seed: (1, 2)), entropy: Entropy(seed: 1),
            rules: rules, sampler: sampler)
    }

    static let chat = #"{"model":"gpt-4.1","messages":[{"role":"user","content":"prompt-canary"}]}"#
    static let streamed = #"{"model":"gpt-4.1","stream":true,"messages":[{"role":"user","content":"prompt-canary"}]}"#

    /// Sends one request and gives what the client received.
    func send(
        _ body: String = World.chat, path: String = "/v1/chat/completions", method: String = "POST",
        headers: [String] = [], beatsAtOnce: Bool = false, to upstream: some Upstream
    ) async throws -> Received {
        var text = ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\nhost: localhost\r\n")
        for header in headers { text.writeString(header + "\r\n") }
        text.writeString("content-length: \(body.utf8.count)\r\n\r\n")
        var parser = HTTPRequestParser()
        guard let head = try parser.parseHead(&text) else { throw AttemptFailure(.malformed) }
        let received = Received()
        let request = ClientRequest(
            head: head, arrival: time.now(), isLoopback: true, body: BufferedBody(body), memory: ConnectionMemory())
        await gateway.handle(
            request, upstream: upstream, sink: CollectingSink(received, beatsAtOnce: beatsAtOnce))
        return received
    }

    func upstream(_ acts: [String: [ScriptedUpstream.Act]]) -> ScriptedUpstream { ScriptedUpstream(time, acts) }

    /// The request rows of the ledger, and the attempt rows.
    var rows: (requests: [RequestEntry], attempts: [AttemptEntry]) {
        var requests: [RequestEntry] = []
        var attempts: [AttemptEntry] = []
        for entry in ledger.entries {
            switch entry {
            case .request(let row): requests.append(row)
            case .attempt(let row): attempts.append(row)
            case .open, .event: break
            }
        }
        return (requests, attempts)
    }
}

extension ScriptedUpstream.Act {
    static let good = ScriptedUpstream.Act.answer(
        status: 200, contentType: "application/json",
        pieces: [
            .text(
                #"{"model":"model-b","choices":[{"index":0,"message":{"content":"hi"}}],"usage":{"prompt_tokens":3}}"#)
        ])

    static func status(_ status: Int, _ type: String = "application/json", _ body: String = #"{"error":{}}"#) -> Self {
        .answer(status: status, contentType: type, pieces: [.text(body)])
    }

    static func stream(_ pieces: [ScriptedUpstream.Piece]) -> Self {
        .answer(status: 200, contentType: "text/event-stream", pieces: pieces)
    }

    static let goodStream = stream([.text(role), .text(content), .text(stop), .text("data: [DONE]\n\n")])
    static let role = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
    static let content = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n"
    static let stop = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
}
