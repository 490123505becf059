import NIOCore
import PlanBConversation
import PlanBVocabulary
import Testing

@testable import PlanBDialects

/// What is held before anybody gets it is bounded.
struct HeldAnswerTests {
    /// A provider that says on and on what is looked at as a whole must not fill the memory.
    @Test func anAnswerThatIsHeldIsBounded() throws {
        let request = ProviderRequest(
            to: ProviderPath("/chat/completions"), body: ByteBuffer(), emulation: .words(.json))
        let context = ReplyContext(requestID: "r", model: "m", created: 0)
        var stream = TranslatedStream(Translation(from: ChatCodec.self, to: MessagesCodec.self, request, context))
        let text = String(repeating: "x", count: 4 << 20)
        let piece = ByteBuffer(
            string: #"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n")
        var out = ByteBuffer()
        for _ in 0..<7 { _ = try stream.feed(piece, into: &out) }
        let failure = #expect(throws: AttemptFailure.self) { try stream.feed(piece, into: &out) }
        #expect(failure?.failureClass == .oversized && out.readableBytes == 0)
    }

    @Test func namesThatGoIntoAHeaderAreBounded() throws {
        func form(_ count: Int) throws -> MessagesCloudForm {
            let names = (0..<count).map { #""beta-\#(10_000 + $0)""# }.joined(separator: ",")
            return try MessagesCloudForm(
                ByteBuffer(string: #"{"anthropic_beta":[\#(names)]}"#), model: "m", isStream: false)
        }
        #expect(try form(300).betas?.isEmpty == false)
        #expect(throws: ClientError.self) { try form(500) }
    }

    /// Absurd counts that seem to add up, because their sum is past the largest number.
    @Test func countsThatOverflowEndNothing() throws {
        let body = ByteBuffer(
            string: """
                {"model":"m","choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}],"usage":\
                {"prompt_tokens":5,"completion_tokens":5,"total_tokens":-9223372036854775799,\
                "completion_tokens_details":{"reasoning_tokens":9223372036854775807}}}
                """)
        let reply = try ChatCodec.reply(body)
        #expect(reply.usage?.output == 5)
        for codec in [MessagesCodec.self, GeminiCodec.self, ConverseCodec.self, CohereCodec.self, ResponsesCodec.self]
            as [any ConversationCodec.Type]
        {
            for count in [0, 1, Int.max] {
                var absurd = reply
                absurd.usage = Usage(
                    input: Int.max, output: Int.max, cachedInput: count, reasoning: count, writtenInput: count)
                let context = ReplyContext(requestID: "r", model: "m", created: 0, wantsUsage: true)
                #expect(codec.answer(absurd, context).readableBytes > 0)
                var out = ByteBuffer()
                var writer = codec.writer(context)
                for event in absurd.events { writer.write(event, into: &out) }
                writer.finish(story: nil, into: &out)
                #expect(out.readableBytes > 0)
            }
        }
    }
}
