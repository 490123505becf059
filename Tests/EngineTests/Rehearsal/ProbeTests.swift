import NIOCore
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import Testing

@testable import PlanBEngine

/// What probes ask for.
struct ProbeTests {
    static func target(_ provider: String, _ contract: Contract) throws -> UpstreamTarget {
        UpstreamTarget(
            id: TargetID(0), name: "t", provider: try #require(Catalog.provider(named: provider)),
            origin: Origin(host: "t", port: 80, isTLS: false), basePath: "", model: "some-model",
            credential: .configured(FixedSecret(Secret("sk"))), contract: contract)
    }

    private static func body(_ target: UpstreamTarget, _ purpose: ProbeRequest.Purpose) throws -> String {
        guard case .bytes(let bytes) = try ProbeRequest.request(to: target, like: .chat, for: purpose, epoch: 0).body
        else { return "" }
        return String(buffer: bytes)
    }

    private static let thinker = Contract(capabilities: [.reasoning: true])
    private static let quietable = Contract(capabilities: [.reasoning: true, .reasoningOff: true])
    private static let restless = Contract(capabilities: [.reasoning: true, .reasoningOff: false])

    @Test(
        "A rehearsal leaves room for 64 tokens, and has a model reason as little as it can",
        arguments: [
            ("openai", Contract(), #""max_completion_tokens":64"#, nil),
            ("openai", thinker, #""max_completion_tokens":64"#, #""reasoning_effort":"low""#),
            ("openai", quietable, #""max_completion_tokens":64"#, #""reasoning_effort":"none""#),
            ("openai", Contract(capabilities: [.reasoning: false]), #""max_completion_tokens":64"#, nil),
            ("openai-compatible", Contract(), #"tokens":64"#, nil),
            ("anthropic", Contract(), #""max_tokens":64"#, nil),
            ("anthropic", quietable, #""max_tokens":64"#, #""thinking":{"type":"disabled"}"#),
            ("anthropic", restless, #""max_tokens":64"#, #""effort":"low""#),
            ("gemini", Contract(), #""maxOutputTokens":64"#, nil),
            ("cohere", Contract(), #""max_tokens":64"#, nil),
            ("cohere", quietable, #""max_tokens":64"#, #""thinking":{"type":"disabled"}"#),
        ] as [(String, Contract, String, String?)])
    func rehearsals(provider: String, contract: Contract, limit: String, effort: String?) throws {
        let body = try Self.body(try Self.target(provider, contract), .rehearsal)
        #expect(body.contains(limit))
        if let effort {
            #expect(body.contains(effort))
        } else {
            for word in ["reasoning", "thinking", "effort"] { #expect(!body.contains(word)) }
        }
    }

    @Test(
        "A recovery asks for the least that there is, and says nothing of reasoning",
        arguments: ["openai", "anthropic"])
    func recoveries(provider: String) throws {
        let target = try Self.target(provider, Self.restless)
        let body = try Self.body(target, .recovery)
        #expect(body.contains(#"tokens":\#(target.provider.outputLimit.least)"#))
        #expect(!body.contains("effort") && !body.contains("thinking"))
    }

    /// A model that has used up its tokens before it said anything is there, and says what its limits are.
    @Test(arguments: [
        (
            "openai",
            #"{"model":"m","choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":""}}],"#
                + #""usage":{"prompt_tokens":9,"completion_tokens":64}}"#
        ),
        (
            "anthropic",
            #"{"id":"x","type":"message","role":"assistant","model":"m","content":[],"stop_reason":"max_tokens","#
                + #""usage":{"input_tokens":9,"output_tokens":64}}"#
        ),
    ])
    func anAnswerThatIsCutShortPasses(provider: String, body: String) async throws {
        let world = World(providers: [provider, provider])
        let quota =
            provider == "openai"
            ? "x-ratelimit-limit-requests: 20" : "anthropic-ratelimit-requests-limit: 20"
        let upstream = world.upstream([
            "a": [.answer(status: 200, contentType: "application/json\r\n\(quota)", pieces: [.text(body)])]
        ])
        let answer = try #require(
            await world.gateway.probe("a", asksForAnswer: true, freshness: .zero, upstream))
        #expect(answer.outcome == .answered && answer.quota?.requests == 20)
        #expect(upstream.requests.first?.body.contains("64") == true)
    }
}
