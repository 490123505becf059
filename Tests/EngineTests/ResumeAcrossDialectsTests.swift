import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

/// A chat client's answer that breaks at a provider of one dialect, and is completed by a provider of another.
struct ResumeAcrossDialectsTests {
    /// How a provider of a dialect says an answer, piece by piece.
    enum Tongue: String, CaseIterable {
        case chat = "openai-compatible"
        case anthropic
        case gemini
        case cohere

        func act(_ pieces: [String], isCut: Bool = false) -> ScriptedUpstream.Act {
            var all = [start] + pieces.map(say)
            if isCut { return .stream(all.map { .text($0) } + [.fail(AttemptFailure(.cut))]) }
            all.append(end)
            return .stream(all.map { .text($0) })
        }

        private var start: String {
            switch self {
            case .chat:
                #"data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
            case .anthropic:
                Self.event(
                    "message_start",
                    #""message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"#
                        + #""stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}"#)
                    + Self.event("content_block_start", #""index":0,"content_block":{"type":"text","text":""}"#)
            case .gemini: ""
            case .cohere:
                Self.event("message-start", #""id":"c","delta":{"message":{"role":"assistant","content":[]}}"#)
                    + Self.event(
                        "content-start", #""index":0,"delta":{"message":{"content":{"type":"text","text":""}}}"#)
            }
        }

        private func say(_ text: String) -> String {
            switch self {
            case .chat: return #"data: {"id":"x","choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n"
            case .anthropic:
                return Self.event(
                    "content_block_delta", #""index":0,"delta":{"type":"text_delta","text":"\#(text)"}"#)
            case .gemini:
                return #"data: {"candidates":[{"content":{"parts":[{"text":"\#(text)"}],"role":"model"},"index":0}]}"#
                    + "\n\n"
            case .cohere:
                return Self.event("content-delta", #""index":0,"delta":{"message":{"content":{"text":"\#(text)"}}}"#)
            }
        }

        private var end: String {
            switch self {
            case .chat: return ScriptedUpstream.Act.stop + "data: [DONE]\n\n"
            case .anthropic:
                return Self.event("content_block_stop", #""index":0"#)
                    + Self.event(
                        "message_delta",
                        #""delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9}"#)
                    + Self.event("message_stop", "")
            case .gemini:
                return #"data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","#
                    + #""index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":9}}"# + "\n\n"
            case .cohere:
                return Self.event("content-end", #""index":0"#)
                    + Self.event("message-end", #""delta":{"finish_reason":"COMPLETE"}"#)
            }
        }

        private static func event(_ type: String, _ members: String) -> String {
            "event: \(type)\ndata: {\"type\":\"\(type)\"\(members.isEmpty ? "" : ",")\(members)}\n\n"
        }
    }

    private func world(_ methods: [ResumeRule.Method], _ first: Tongue, _ second: Tongue) -> World {
        World(areTwins: true, providers: [first.rawValue, second.rawValue]) { route in
            route.onCut = .resume(ResumeRule(methods: methods, maximumRepeatedTokens: 400))
        }
    }

    @Test(arguments: Tongue.allCases, Tongue.allCases)
    func aRepeatedAnswerCompletesABrokenOne(first: Tongue, second: Tongue) async throws {
        let world = world([.restart], first, second)
        let upstream = world.upstream([
            "a": [first.act(["Hello ", "wor"], isCut: true)], "b": [second.act(["Hello wo", "rld", "!"])],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished && !received.isAborted)
        #expect(contents(received.body) == "Hello world!")
        #expect(received.body.split(separator: "\"role\"").count == 2, "one role")
        #expect(received.body.hasSuffix("data: [DONE]\n\n"))
        #expect(received.body.contains(#""resumed":{"offset":9,"from":"a","to":"b","method":"restart"}"#))
        #expect(identities(received.body).count == 1)
    }

    @Test(arguments: Tongue.allCases, Tongue.allCases)
    func anAnswerThatDiffersIsNeverSeen(first: Tongue, second: Tongue) async throws {
        let world = world([.restart], first, second)
        let other = second.act(["Good day"])
        let upstream = world.upstream([
            "a": [first.act(["Hello ", "wor"], isCut: true), first.act(["Good day"])], "b": [other],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isAborted)
        #expect(contents(received.body) == "Hello wor")
        #expect(received.body.contains("stream_interrupted") && !received.body.contains("[DONE]"))
    }

    @Test(arguments: Tongue.allCases, [Tongue.chat, .anthropic])
    func aPrefillGoesOnWhereTheAnswerBroke(first: Tongue, second: Tongue) async throws {
        let world = world([.prefill], first, second)
        let upstream = world.upstream([
            "a": [first.act(["Hello ", "wor"], isCut: true), .fail(AttemptFailure(.refused))],
            "b": [second.act(["ld", "!"])],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished)
        #expect(contents(received.body) == "Hello world!")
        #expect(received.body.contains(#""method":"prefill""#))
        let asked = try #require(upstream.requests.last { $0.host == "b" })
        #expect(asked.body.contains("Hello wor") && asked.body.contains("assistant"))
    }

    /// A provider that sends two events and then something broken in one read: what the client has is accounted for.
    @Test(arguments: Tongue.allCases)
    func aLegThatBreaksTogetherWithItsOutputLosesNothing(second: Tongue) async throws {
        let world = world([.restart], .anthropic, second)
        guard case .answer(_, _, let pieces) = second.act(["Hello wor", "ld", "!"], isCut: true) else { return }
        let all = pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }.joined() + "data: {\n\n"
        let upstream = world.upstream([
            "a": [Tongue.anthropic.act(["Hello ", "wor"], isCut: true), Tongue.anthropic.act(["Hello world!"])],
            "b": [.stream([.text(all)])],
        ])
        let received = try await world.send(World.streamed, to: upstream)
        #expect(received.isFinished)
        #expect(contents(received.body) == "Hello world!")
    }

    /// The text of all chunks; the texts of these tests have no escapes.
    private func contents(_ body: String) -> String {
        body.split(separator: #""content":""#).dropFirst().map { $0.prefix { $0 != "\"" } }.joined()
    }

    private func identities(_ body: String) -> Set<Substring> {
        Set(body.split(separator: #"{"id":""#).dropFirst().map { $0.prefix { $0 != "\"" } })
    }
}
