import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct CohereStreamTests {
    @Test func everyStreamIsInOrder() throws {
        for seed in 0..<600 {
            let events = ResponsesStreamTests.spoken(UInt64(seed))
            let transcript = try CohereTranscript(ConversationKit.write(CohereWriter.self, events))
            #expect(transcript.faults == [], "seed \(seed)")
            #expect(transcript.last != nil, "seed \(seed)")
        }
    }

    @Test func everythingSaidArrives() throws {
        for seed in 0..<600 {
            let events = ResponsesStreamTests.spoken(UInt64(seed))
            let transcript = try CohereTranscript(ConversationKit.write(CohereWriter.self, events))
            var texts = ""
            var thoughts = ""
            var arguments: [String] = []
            for event in events {
                switch event {
                case .text(_, let text), .refusal(_, let text): texts += text.text
                case .reasoning(_, let text): thoughts += text.text
                case .callStart: arguments.append("")
                case .callArguments(_, let slot, let text): arguments[slot] += text.text
                default: break
                }
            }
            let said = { (kind: String) in
                transcript.contents.filter { $0.type == kind }.map(\.words).joined()
            }
            // Unicode joins marks to the letters before them, also across pieces: scalars are compared.
            #expect(Array(said("text").unicodeScalars) == Array(texts.unicodeScalars), "seed \(seed)")
            #expect(Array(said("thinking").unicodeScalars) == Array(thoughts.unicodeScalars), "seed \(seed)")
            #expect(transcript.arguments == arguments.map { $0.isEmpty ? "{}" : $0 }, "seed \(seed)")
        }
    }

    @Test func fixturesComeOutAsTheyWentIn() throws {
        for name in ["stream_text", "stream_thinking", "stream_tool"] {
            let events = try ConversationKit.events(ConversationKit.fixture("cohere/\(name).sse"))
            let read = try ConversationKit.read(CohereReader.self, events)
            let written = try ConversationKit.events(ConversationKit.write(CohereWriter.self, read))
            let again = try ConversationKit.read(CohereReader.self, written)
            #expect(ConversationKit.words(again) == ConversationKit.words(read))
        }
    }

    @Test func onlyTheEndTellsTheStory() throws {
        let stream = ConversationKit.write(
            CohereWriter.self, [.text(choice: 0, "a")], story: ByteBuffer(string: #"{"request_id":"r"}"#))
        let transcript = try CohereTranscript(stream)
        #expect(transcript.faults == [])
        #expect(transcript.last?["planb"] == ["request_id": "r"])
        #expect(String(buffer: stream).split(separator: "planb").count == 2)
    }

    @Test func aBrokenStreamEndsWithAnError() throws {
        var writer = CohereWriter(ConversationKit.context)
        var out = ByteBuffer()
        writer.write(.text(choice: 0, "a"), into: &out)
        writer.fail(
            ClientError(502, code: "upstream_cut", "The answer broke."),
            ErrorStory(requestID: "r", attempts: [AttemptNote(target: "t", outcome: "cut", milliseconds: 3)]),
            into: &out)
        let transcript = try CohereTranscript(out)
        #expect(transcript.faults == [])
        #expect(transcript.last?["delta"] == ["finish_reason": "ERROR", "error": "The answer broke."])
        #expect(transcript.last?["planb"]?["attempts"]?[0]?["target"] == "t")
        let events = try ConversationKit.events(out)
        #expect(ConversationKit.failure { _ = try ConversationKit.read(CohereReader.self, events) } == .serverError)
    }

    @Test func aSecondProviderGoesOnWhereTheFirstStopped() throws {
        let transcript = try CohereTranscript(
            ConversationKit.write(
                CohereWriter.self,
                [
                    .start(id: "a", model: nil, created: nil), .text(choice: 0, "half "),
                    .start(id: "b", model: nil, created: nil),
                    .text(choice: 0, "whole"), .text(choice: 1, "another answer"),
                ]))
        #expect(transcript.faults == [])
        #expect(transcript.contents.map(\.words) == ["half whole"])
        #expect(transcript.last?["id"] == "a")
    }

    @Test(arguments: [
        "{", "[]", #"{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"image"}}}}"#,
        #"{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c"}}}}"#,
        #"{"type":"tool-call-delta","index":3,"delta":{"message":{"tool_calls":{"function":{"arguments":"{"}}}}}"#,
        #"{"type":"message-end","delta":{"finish_reason":"BREAK"}}"#,
    ])
    func anEventThatCannotBeGivenOnIsMalformed(payload: String) {
        let event = WireEvent(data: ByteBuffer(string: payload))
        #expect(ConversationKit.failure { _ = try ConversationKit.read(CohereReader.self, [event]) } == .malformed)
    }

    @Test(arguments: [
        #"{"type":"debug","prompt":"x"}"#, #"{"type":"citation-start","index":0}"#, #"{"type":"new"}"#, #"{"a":1}"#,
    ])
    func whatIsNotKnownIsPassedOver(payload: String) throws {
        var reader = CohereReader()
        var events: [ReplyEvent] = []
        try reader.take(WireEvent(data: ByteBuffer(string: payload)), into: &events)
        #expect(events.isEmpty && !reader.isDone)
    }
}
