import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

@Suite("Converse answers")
struct ConverseAnswerTests {
    private func read(_ body: String) throws(AttemptFailure) -> Reply {
        try ConverseCodec.reply(ByteBuffer(string: body))
    }

    private func failure(_ body: String) -> AttemptFailure? {
        do throws(AttemptFailure) {
            _ = try read(body)
            return nil
        } catch { return error }
    }

    @Test("recorded answers")
    func recorded() throws {
        let text = try ConverseCodec.reply(Converse.fixture("converse_response_text.json"))
        #expect(text.choices.map(\.finish) == [.stop])
        #expect(text.choices[0].blocks.map(\.words) == ["text Olá! The café opens at 9 ☕."])
        #expect(text.usage == Usage(input: 31, output: 12))
        let tool = try ConverseCodec.reply(Converse.fixture("converse_response_tool.json"))
        #expect(tool.choices.map(\.finish) == [.calls])
        #expect(tool.choices[0].blocks.first?.words == "text Let me look.")
        let call = try #require(tool.choices[0].blocks.last?.call)
        #expect(call.id == "tooluse_oslo" && call.name == "get_weather")
        #expect(try Converse.value(try #require(call.arguments.object)) == ["city": "Oslo", "unit": "C"])
        #expect(tool.usage == Usage(input: 5531, output: 12, cachedInput: 4000, writtenInput: 1500))
    }

    static let stopsRows: [(word: String, finish: FinishReason?)] = [
        ("end_turn", .stop), ("stop_sequence", .stop), ("max_tokens", .length),
        ("model_context_window_exceeded", .length), ("guardrail_intervened", .filter), ("content_filtered", .filter),
        ("malformed_model_output", nil), ("malformed_tool_use", nil), ("tool_use", nil), ("something_new", nil),
    ]

    @Test("why it ended", arguments: stopsRows)
    func stops(_ word: String, _ finish: FinishReason?) throws {
        let body = #"{"output":{"message":{"content":[{"text":"a"}]}},"stopReason":"\#(word)"}"#
        if let finish {
            #expect(try read(body).choices.map(\.finish) == [finish])
        } else {
            #expect(failure(body)?.failureClass == .malformed)
        }
        let stream = Converse.read([
            Converse.event("messageStart", #"{"role":"assistant"}"#),
            Converse.event("contentBlockDelta", #"{"contentBlockIndex":0,"delta":{"text":"a"}}"#),
            Converse.event("messageStop", #"{"stopReason":"\#(word)"}"#), Converse.event("metadata", "{}"),
        ])
        #expect(stream.failure?.failureClass == (finish == nil ? .malformed : nil))
        #expect(stream.events.last?.words == finish.map { "0 finish \($0) -" } ?? "0 text a")
    }

    @Test("an answer with calls waits for their results, whatever it says")
    func callsWithoutSayingSo() throws {
        let call = #"{"toolUse":{"toolUseId":"i","name":"n","input":{}}}"#
        let body = #"{"output":{"message":{"content":[\#(call)]}},"stopReason":"end_turn"}"#
        #expect(try read(body).choices.map(\.finish) == [.calls])
    }

    static let badRows: [(body: String, failure: FailureClass)] = [
        ("", .malformed), ("<html>", .malformed), ("[]", .malformed), ("{}", .malformed),
        (#"{"output":{}}"#, .malformed),
        (#"{"output":{"message":{"content":[]}}}"#, .malformed),
        (#"{"output":{"message":{"content":{}}},"stopReason":"end_turn"}"#, .malformed),
        (#"{"output":{"message":{"content":[1]}},"stopReason":"end_turn"}"#, .malformed),
        (#"{"output":{"message":{"content":[{}]}},"stopReason":"end_turn"}"#, .malformed),
        (#"{"output":{"message":{"content":[{"text":1}]}},"stopReason":"end_turn"}"#, .malformed),
        (#"{"output":{"message":{"content":[{"image":{}}]}},"stopReason":"end_turn"}"#, .malformed),
        (#"{"output":{"message":{"content":[{"toolUse":{}}]}},"stopReason":"end_turn"}"#, .malformed),
        (
            #"{"output":{"message":{"content":[{"toolUse":{"name":"a","type":"server_tool_use"}}]}},"stopReason":"tool_use"}"#,
            .malformed
        ),
        (#"{"output":{"message":{"content":[{"reasoningContent":{}}]}},"stopReason":"end_turn"}"#, .malformed),
    ]

    @Test("what is no answer", arguments: badRows)
    func bad(_ body: String, _ expected: FailureClass) {
        #expect(failure(body)?.failureClass == expected)
    }

    @Test("a filter may step in before anything was said")
    func filtered() throws {
        let body = #"{"output":{"message":{"content":[]}},"stopReason":"guardrail_intervened"}"#
        #expect(try read(body).choices.map(\.finish) == [.filter])
    }

    @Test("counts of tokens never overflow")
    func usage() throws {
        func usage(_ text: String) throws -> Usage? {
            try read(#"{"output":{"message":{"content":[]}},"stopReason":"end_turn","usage":\#(text)}"#).usage
        }
        #expect(try usage("null") == nil)
        #expect(try usage("{}") == Usage(input: 0, output: 0))
        let most = "9223372036854775807"
        let large = try usage(
            #"{"inputTokens":\#(most),"outputTokens":\#(most),"cacheReadInputTokens":\#(most),"cacheWriteInputTokens":-5}"#
        )
        #expect((large?.input ?? 0) > 0 && large?.writtenInput == 0)
        for usage in [
            Usage(input: .max, output: .max, cachedInput: .max, writtenInput: .max),
            Usage(input: 1, output: 1, cachedInput: 9),
        ] {
            let body = ConverseCodec.answer(Reply(usage: usage), Converse.context)
            #expect(try Converse.value(body)["usage"]?["inputTokens"]?.int ?? -1 >= 0)
        }
    }

    @Test("an answer that is written can be read back")
    func thereAndBack() throws {
        let blocks: [Block] = [
            Block(.reasoning(Reasoning(text: "t", signature: "s", origin: .bedrock))),
            Block(.reasoning(Reasoning(sealed: "QQ==", origin: .bedrock))),
            .text(JSONString(escaped: ByteBuffer(string: #"a\u00e9\n☕"#))),
            Block(.call(ToolCall(id: "i", name: "n", arguments: .object(ByteBuffer(string: #"{"a":[1]}"#))))),
        ]
        let reply = Reply(
            choices: [Reply.Choice(blocks: blocks, finish: .calls, stop: nil)],
            usage: Usage(input: 100, output: 5, cachedInput: 30, writtenInput: 20))
        let written = ConverseCodec.answer(reply, Converse.context)
        let read = try ConverseCodec.reply(written)
        #expect(read.choices[0].blocks.map(\.words) == blocks.map(\.words))
        #expect(read.choices[0].finish == .calls)
        #expect(read.usage == reply.usage)
        let value = try Converse.value(written)
        #expect(value["usage"]?["inputTokens"] == 50)
        #expect(value["usage"]?["totalTokens"] == 105)
        #expect(value["metrics"]?["latencyMs"] == 0)
    }

    @Test("what another provider said, as a client of this dialect gets it")
    func foreign() throws {
        let blocks: [Block] = [
            Block(.reasoning(Reasoning(text: "t", signature: "s", origin: .anthropic))),
            Block(.reasoning(Reasoning(sealed: "x", origin: .anthropic))), .text(""), Block(.refusal("no")),
            Block(.call(ToolCall(id: "call|1é", name: "n", arguments: .text("{")))),
            Block(.call(ToolCall(id: "", name: "m", arguments: .none))),
        ]
        let reply = Reply(choices: [Reply.Choice(blocks: blocks, finish: .filter), Reply.Choice(finish: .stop)])
        let value = try Converse.value(ConverseCodec.answer(reply, Converse.context))
        let id = ConverseCodec.callIDs.id("call|1é")
        #expect(
            value["output"]?["message"]?["content"] == [
                ["reasoningContent": ["reasoningText": ["text": "t"]]], ["text": "no"],
                ["toolUse": ["toolUseId": .string(id), "name": "n", "input": [:]]],
                ["toolUse": ["toolUseId": "tooluse_req_1_1", "name": "m", "input": [:]]],
            ])
        #expect(value["stopReason"]?.string == "content_filtered")
        #expect(value["usage"] == ["inputTokens": 0, "outputTokens": 0, "totalTokens": 0])
    }

    @Test("reasons have words, and the stop that was met is told")
    func words() throws {
        for (finish, stop, word) in [
            (.stop, nil, "end_turn"), (.stop, "END", "stop_sequence"), (.length, nil, "max_tokens"),
            (.pause, nil, "max_tokens"), (.calls, nil, "tool_use"), (.filter, nil, "content_filtered"),
        ] as [(FinishReason, JSONString?, String)] {
            let choice = Reply.Choice(blocks: [], finish: finish, stop: stop)
            let written = ConverseCodec.answer(Reply(choices: [choice]), Converse.context)
            let value = try Converse.value(written)
            #expect(value["stopReason"]?.string == word)
            #expect(value["additionalModelResponseFields"]?["stop_sequence"]?.string == stop?.text)
            let frames = try #require(Converse.events(Converse.stream([.finish(choice: 0, finish, stop: stop)])))
            let event = try #require(frames.first { $0.name == ByteBuffer(string: "messageStop") })
            #expect(try Converse.value(event.data)["stopReason"]?.string == word)
            if finish == .stop { #expect(try ConverseCodec.reply(written).choices[0].stop == stop) }
        }
    }
}
