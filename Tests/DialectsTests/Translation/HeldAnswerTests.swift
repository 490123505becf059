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

    @Test func aStreamOfAProbeIsBounded() throws {
        var stream = CollectedStream(ChatCodec.self)
        let piece = ByteBuffer(string: ": " + String(repeating: "x", count: 1 << 20) + "\n\n")
        for _ in 0..<31 { _ = try stream.feed(piece) }
        let failure = #expect(throws: AttemptFailure.self) { try stream.feed(piece) }
        #expect(failure?.failureClass == .oversized)
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
}
