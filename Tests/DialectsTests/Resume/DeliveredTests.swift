import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

struct DeliveredTests {
    private func delivered(_ payloads: String..., seam: Bool = false) -> Delivered? {
        var stream = Joining()
        stream.carry(payloads.map { "data: \($0)\n\n" }.joined().utf8)
        return stream.delivered
    }

    @Test(arguments: [
        (#"{"delta":{"tool_calls":[{"index":0}]}}"#, "a tool call was begun"),
        (#"{"delta":{"function_call":{"name":"f"}}}"#, "a function call was begun"),
        (#"{"delta":{"audio":{"id":"a"}}}"#, "it has audio"),
        (#"{"delta":{"refusal":"I"}}"#, "it has the text of a refusal"),
        (#"{"delta":{"content":"a"},"logprobs":{"content":[]}}"#, "it has log probabilities"),
        (#"{"index":1,"delta":{"content":"a"}}"#, "it has more than one choice"),
        (#"{"index":-1,"delta":{"content":"a"}}"#, "it has more than one choice"),
        (#"{"delta":{}},{"delta":{}}"#, "it has more than one choice"),
        (#"{"delta":{},"finish_reason":"stop"}"#, "it was finished already"),
        (#"{"delta":{"annotations":[{"url":"u"}]}}"#, "it has output of a kind that is not known here"),
        (#"{"delta":{"reasoning_details":[{"data":"signed"}]}}"#, "it has output of a kind that is not known here"),
        (#"{"delta":{"content":[{"type":"text"}]}}"#, "it has output of a kind that is not known here"),
        (#"{"text":"a"}"#, "it has output of a kind that is not known here"),
        (#"{"delta":{"content":"a","content":"b"}}"#, "a chunk has two members of one name"),
        (#"{"delta":{"content":"a"},"delta":{"content":"b"}}"#, "a chunk has two members of one name"),
    ])
    func someThingsCanNeverBeCompletedByAnotherAnswer(choice: String, obstacle: String) throws {
        let found = delivered(#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#, #"{"choices":[\#(choice)]}"#)
        #expect(found?.obstacle == obstacle)
        #expect(found?.isReasoningOnly == false)
    }

    @Test(arguments: [
        #"{"delta":{"content":"a","tool_calls":[],"function_call":null,"audio":null,"refusal":null},"logprobs":null}"#,
        #"{"delta":{"role":"assistant","content":""},"finish_reason":null}"#, #"{"delta":{},"finish_reason":""}"#,
        #"{"delta":{"content":null,"reasoning":"hm"}}"#, #"{"delta":{"content":"a","token_id":17}}"#,
        #"{"index":null,"delta":{"content":"a"},"content_filter_results":{"hate":{"filtered":false}}}"#,
    ])
    func textAndReasoningCan(choice: String) throws {
        #expect(delivered(#"{"choices":[\#(choice)]}"#)?.obstacle == nil)
    }

    @Test func whatWasDeliveredIsCountedAndDecoded() throws {
        let found = delivered(
            #"{"choices":[],"id":"","prompt_filter_results":[]}"#,
            #"{"id":"i","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#,
            #"{"id":"i","choices":[{"index":0,"delta":{"content":"a\ud83d\ude00\n"}}],"usage":{"prompt_tokens":3}}"#,
            #"{"id":"i","choices":[{"index":0,"delta":{"content":"漢"}}]}"#)
        #expect(found.map { String(buffer: $0.text) } == "a😀\n漢")
        #expect(found?.textChunks == 2)
        #expect(found?.usage == Usage(input: 3, output: 0))
        #expect(found?.hasReasoning == false)
    }

    @Test func halfACharacterIsNotDelivered() throws {
        var stream = Joining()
        let events = [
            #"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"\ud83d"}}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"\ude00"}}]}"#,
        ]
        let bytes = events.map { "data: \($0)\n\n" }.joined().utf8
        stream.carry(bytes, cuts: Array(0..<bytes.count))
        #expect(stream.failure?.failureClass == .malformed)
        #expect(stream.delivered.map { String(buffer: $0.text) } == "a")
        #expect(try ClientView(stream.out).text == "a")
    }

    @Test func whatIsHeldBackIsNotDelivered() throws {
        var relay = OpenAIRelay(operation: .chat, isStream: true, swallowsUsage: true, tracksDelivery: true)
        relay.holdLast()
        var out = ByteBuffer()
        for text in ["a", "b"] {
            let event = #"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n"
            let progress = try relay.feed(ByteBuffer(string: event), into: &out)
            #expect(progress == (text == "a" ? .preamble : .output))
        }
        #expect(try ClientView(out).text == "a")
        #expect(relay.delivered.map { String(buffer: $0.text) } == "a")
    }

    @Test func anAnswerOfMoreThanAMebibyteIsNotCompleted() {
        var delivered = Delivered()
        let piece = ByteBuffer(
            string: SampleAnswer(text: "").event(#"{"content":"\#(String(repeating: "a", count: Delivered.limit))"}"#))
        delivered.note(piece)
        #expect(delivered.obstacle == nil)
        delivered.note(piece)
        #expect(delivered.obstacle == "its text is longer than 1 MiB")
        let length = delivered.text.readableBytes
        delivered.note(piece)
        #expect(delivered.text.readableBytes == length)
    }

    @Test func deliveryIsTrackedOnlyWhenAskedFor() {
        #expect(OpenAIRelay(operation: .chat, isStream: true, swallowsUsage: true).delivered == nil)
        for operation in Operation.allCases where operation != .chat {
            let relay = OpenAIRelay(operation: operation, isStream: true, swallowsUsage: true, tracksDelivery: true)
            #expect(relay.delivered == nil)
        }
    }

    @Test(arguments: [(["abcd"], 1), (["one two three four"], 4), (["a", "b", "c"], 3), ([], 0)])
    func tokensAreEstimatedFromChunksUnlessTheseAreLong(pieces: [String], tokens: Int) {
        var delivered = Delivered()
        for piece in pieces {
            delivered.note(ByteBuffer(string: SampleAnswer(text: "").event(#"{"content":"\#(piece)"}"#)))
        }
        #expect(delivered.estimatedTokens == tokens)
    }
}
