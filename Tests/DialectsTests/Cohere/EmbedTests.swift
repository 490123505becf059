import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct EmbedTests {
    private static func ask(_ body: String) throws -> EmbedRequest {
        try EmbedRequest(reading: ByteBuffer(string: body))
    }

    @Test func aRequestIsTranslated() throws {
        var losses = Losses()
        let ask = try Self.ask(
            #"{"model":"m","input":["a","b"],"dimensions":256,"encoding_format":"base64","user":"u","x":1}"#)
        let request = ask.request(model: "embed-v4.0", &losses)
        #expect(request.path == "/v2/embed")
        #expect(
            try ConversationKit.value(request.body) == [
                "model": "embed-v4.0", "input_type": "search_document", "texts": ["a", "b"],
                "embedding_types": ["float"],
                "output_dimension": 256,
            ])
        #expect(ask.isBase64 && ask.model == "m" && losses.dropped == ["x"] && losses.refused.isEmpty)
        let query = try Self.ask(#"{"model":"m","input":"a","input_type":"search_query"}"#)
        #expect(try ConversationKit.value(query.request(model: "m", &losses).body)["input_type"] == "search_query")
        let many = try Self.ask(
            #"{"model":"m","input":[\#(Array(repeating: "\"a\"", count: 97).joined(separator: ","))]}"#)
        _ = many.request(model: "m", &losses)
        #expect(losses.refused.map(\.field) == ["input"])
    }

    @Test(arguments: [
        (#"{"input":"a"}"#, "model"), (#"{"model":"m"}"#, "input"), (#"{"model":"m","input":[]}"#, "input"),
        (#"{"model":"m","input":[1,2]}"#, "input"), (#"{"model":"m","input":[[1]]}"#, "input"),
        (#"{"model":"m","input":"a","dimensions":0}"#, "dimensions"),
        (#"{"model":"m","input":"a","encoding_format":"int8"}"#, "encoding_format"),
    ])
    func aBadBodyIsRefusedWithTheMembersName(body: String, parameter: String) {
        #expect {
            try Self.ask(body)
        } throws: {
            ($0 as? ClientError)?.parameter == parameter
        }
    }

    @Test func anAnswerIsTranslatedAsNumbersAndAsBytes() throws {
        let fixture = try ConversationKit.fixture("cohere/embed.json")
        let plain = try EmbedAnswer.openAI(fixture, model: "m", isBase64: false)
        let body = try ConversationKit.value(plain.body)
        #expect(body["data"]?[1]?["embedding"]?.array?.map(\.number) == ["0.25", "-0.5", "0.0125"])
        #expect(body["usage"] == ["prompt_tokens": 2, "total_tokens": 2] && plain.usage.input == 2)
        let packed = try ConversationKit.value(EmbedAnswer.openAI(fixture, model: "m", isBase64: true).body)
        let data = try #require(Data(base64Encoded: packed["data"]?[0]?["embedding"]?.string ?? "?"))
        let numbers = stride(from: 0, to: data.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[start + $1]) << UInt32(8 * $1) })
        }
        #expect(numbers == [0.0125, -0.5, 0.25])
    }

    @Test func base64IsThatOfFoundation() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) }
            #expect(String(buffer: EmbedAnswer.base64(bytes)) == Data(bytes).base64EncodedString())
        }
    }

    @Test(arguments: [
        ("{}", FailureClass.malformed), (#"{"message":"internal server error"}"#, .serverError),
        (#"{"embeddings":{"float":[]}}"#, .empty), (#"{"embeddings":{"float":[["a"]]}}"#, .malformed),
        (#"{"embeddings":{"float":[1]}}"#, .malformed), (#"{"embeddings":{"float":[[1e99]]}}"#, .malformed),
    ])
    func whatIsNoAnswerFails(body: String, expected: FailureClass) {
        #expect(
            ConversationKit.failure {
                _ = try EmbedAnswer.openAI(ByteBuffer(string: body), model: "m", isBase64: true)
            } == expected)
    }
}
