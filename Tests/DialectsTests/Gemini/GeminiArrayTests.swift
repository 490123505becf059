import NIOCore
import PlanBConversation
import PlanBWire
import Testing

@testable import PlanBDialects

struct GeminiArrayTests {
    private static let pieces: [ReplyEvent] = [
        .start(id: "i", model: "m", created: nil), .text(choice: 0, "a"), .text(choice: 0, "b\u{2028}c"),
        .finish(choice: 0, .stop, stop: nil),
    ]

    @Test func aStreamIsOneArrayOfWhatTheEventsWouldBe() throws {
        let events = try ConversationKit.events(ConversationKit.write(GeminiWriter.self, Self.pieces))
        let array = try ConversationKit.value(ConversationKit.write(GeminiArrayWriter.self, Self.pieces))
        #expect(array.array == (try events.map { try ConversationKit.value($0.data) }))
    }

    @Test func keepAlivesDoNotBreakIt() throws {
        var text = GeminiArrayCodec.beat
        text.writeImmutableBuffer(GeminiArrayCodec.beat)
        text.writeImmutableBuffer(ConversationKit.write(GeminiArrayWriter.self, Self.pieces))
        #expect(try ConversationKit.value(text).array?.count == 3)
    }

    @Test(arguments: [false, true])
    func anErrorIsTheLastElement(hasBegun: Bool) throws {
        var context = ConversationKit.context
        context.hasBegun = hasBegun
        let event = GeminiArrayCodec.errorEvent(
            ClientError(502, code: "stream_interrupted", "It broke."), ErrorStory(requestID: "r"), context)
        var text = ByteBuffer(string: hasBegun ? "[{}" : "")
        text.writeImmutableBuffer(event)
        let array = try ConversationKit.value(text).array
        #expect(array?.count == (hasBegun ? 2 : 1) && array?.last?["error"]?["message"] == "It broke.")
    }
}
