import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct EmbeddingCohereTests {
    private static func wish(_ body: String) throws -> EmbeddingWish {
        try EmbeddingCohere.wish(ByteBuffer(string: body), PathFacts())
    }

    private static func openAI(_ body: String) throws -> EmbeddingWish {
        try EmbeddingOpenAI.wish(ByteBuffer(string: body))
    }

    @Test func aRequestOfOpenAIsIsTranslated() throws {
        var losses = Losses()
        let wish = try Self.openAI(
            #"{"model":"m","input":["a","b"],"dimensions":256,"encoding_format":"base64","user":"u","x":1}"#)
        let request = EmbeddingCohere.request(wish, to: TargetTraits(model: "embed-v4.0"), &losses)
        #expect(request.path == "/v2/embed")
        #expect(
            try ConversationKit.value(request.body) == [
                "model": "embed-v4.0", "input_type": "search_document", "texts": ["a", "b"],
                "embedding_types": ["float"], "output_dimension": 256,
            ])
        #expect(wish.isBase64 && wish.model == "m" && wish.extras == ["x"] && losses == Losses())
        let query = try Self.openAI(#"{"model":"m","input":"a","input_type":"search_query"}"#)
        let asked = EmbeddingCohere.request(query, to: TargetTraits(model: "m"), &losses)
        #expect(try ConversationKit.value(asked.body)["input_type"] == "search_query" && losses == Losses())
        let many = try Self.openAI(
            #"{"model":"m","input":[\#(Array(repeating: "\"a\"", count: 97).joined(separator: ","))]}"#)
        _ = EmbeddingCohere.request(many, to: TargetTraits(model: "m"), &losses)
        #expect(losses.refused.map(\.field) == ["input"])
    }

    @Test(arguments: [
        ("search_document", EmbeddingTask.document, "RETRIEVAL_DOCUMENT"),
        ("search_query", .query, "RETRIEVAL_QUERY"), ("classification", .classification, "CLASSIFICATION"),
        ("clustering", .clustering, "CLUSTERING"),
    ])
    func whatVectorsAreForIsToldWhereItCanBe(word: String, task: EmbeddingTask, google: String) throws {
        let wish = try Self.wish(#"{"model":"m","texts":["a"],"input_type":"\#(word)","embedding_types":["float"]}"#)
        #expect(wish.task?.kind == task)
        var losses = Losses()
        let request = EmbeddingGemini.request(wish, to: TargetTraits(model: "g"), &losses)
        let first = try ConversationKit.value(request.body)["requests"]?[0]
        #expect(first?["taskType"]?.string == google && losses == Losses())
        let back = try EmbeddingGemini.wish(request.body, PathFacts(model: "g", variant: .batch))
        let again = EmbeddingCohere.request(back, to: TargetTraits(model: "m"), &losses)
        #expect(try ConversationKit.value(again.body)["input_type"]?.string == word && losses == Losses())
        _ = EmbeddingOpenAI.request(wish, to: TargetTraits(model: "o"), &losses)
        #expect(losses.dropped == ["input_type"])
    }

    @Test(arguments: [
        ("SEMANTIC_SIMILARITY", "search_document"), ("QUESTION_ANSWERING", "search_query"),
        ("FACT_VERIFICATION", "search_query"), ("CODE_RETRIEVAL_QUERY", "search_query"),
    ])
    func aTaskThatOnlyGoogleHasIsDroppedWithANotice(google: String, word: String) throws {
        let body = #"{"content":{"parts":[{"text":"a"}]},"taskType":"\#(google)"}"#
        let wish = try EmbeddingGemini.wish(ByteBuffer(string: body), PathFacts(model: "g"))
        var losses = Losses()
        let request = EmbeddingCohere.request(wish, to: TargetTraits(model: "m"), &losses)
        #expect(try ConversationKit.value(request.body)["input_type"]?.string == word)
        #expect(losses.dropped == ["taskType"] && losses.refused.isEmpty)
    }

    @Test func tasksThatDifferAreOneRequestOnlyAtGoogle() throws {
        let one = #"{"content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY"}"#
        let other = #"{"content":{"parts":[{"text":"b"}]},"taskType":"CLUSTERING"}"#
        let body = ByteBuffer(string: #"{"requests":[\#(one),\#(other)]}"#)
        let wish = try EmbeddingGemini.wish(body, PathFacts(model: "g", variant: .batch))
        var losses = Losses()
        _ = EmbeddingCohere.request(wish, to: TargetTraits(model: "m"), &losses)
        #expect(losses.refused.map(\.field) == ["requests"])
    }

    @Test(arguments: [
        (#"{"model":"m","images":["data:,"],"input_type":"image"}"#, ["images", "input_type"]),
        (#"{"model":"m","texts":["a"],"embedding_types":["int8"]}"#, ["embedding_types"]),
        (
            #"{"model":"m","inputs":[{"content":[{"type":"image_url","image_url":{"url":"x"}}]}]}"#,
            ["inputs[0].content"]
        ),
    ])
    func whatOthersCannotDoIsNamed(body: String, fields: [String]) throws {
        #expect(try Self.wish(body).unportable.map(\.field) == fields)
    }

    @Test(arguments: [
        (#"{"texts":["a"]}"#, "model"), (#"{"model":"m"}"#, "texts"), (#"{"model":"m","texts":[1]}"#, "texts[0]"),
        (#"{"model":"m","texts":["a"],"output_dimension":0}"#, "output_dimension"),
        (#"{"model":"m","texts":["a"],"embedding_types":"float"}"#, "embedding_types"),
    ])
    func aBadBodyIsRefusedWithTheMembersName(body: String, parameter: String) {
        #expect {
            try Self.wish(body)
        } throws: {
            ($0 as? ClientError)?.parameter == parameter
        }
    }

    @Test func anAnswerIsTranslatedAsNumbersAndAsBytes() throws {
        let reply = try EmbeddingCohere.reply(try ConversationKit.fixture("cohere/embed.json"), count: 2)
        #expect(reply.usage == Usage(input: 2, output: 0))
        var wish = EmbeddingWish(model: "m", inputs: ["a", "b"])
        let body = try ConversationKit.value(EmbeddingOpenAI.answer(reply, to: wish, model: "m", id: "1"))
        #expect(body["data"]?[1]?["embedding"]?.array?.map(\.number) == ["0.25", "-0.5", "0.0125"])
        #expect(body["usage"] == ["prompt_tokens": 2, "total_tokens": 2])
        wish.forms = [.base64]
        let packed = try ConversationKit.value(EmbeddingOpenAI.answer(reply, to: wish, model: "m", id: "1"))
        let data = try #require(Data(base64Encoded: packed["data"]?[0]?["embedding"]?.string ?? "?"))
        let numbers = stride(from: 0, to: data.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[start + $1]) << UInt32(8 * $1) })
        }
        #expect(numbers == [0.0125, -0.5, 0.25])
        wish.forms = [.base64, .numbers]
        let own = try ConversationKit.value(EmbeddingCohere.answer(reply, to: wish, model: "m", id: "1"))
        #expect(own["embeddings"]?["float"]?[1]?.array?.count == 3)
        #expect(own["embeddings"]?["base64"]?[0]?.string == packed["data"]?[0]?["embedding"]?.string)
        #expect(own["texts"] == ["a", "b"] && own["meta"]?["billed_units"]?["input_tokens"]?.int == 2)
        #expect(
            try EmbeddingCohere.reply(EmbeddingCohere.answer(reply, to: wish, model: "m", id: "1"), count: 2).tokens
                == 2)
    }

    @Test func base64IsThatOfFoundation() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 11) }
            #expect(String(buffer: VectorBytes.base64(bytes)) == Data(bytes).base64EncodedString())
        }
    }

    @Test(arguments: [
        ("{}", FailureClass.malformed), (#"{"message":"internal server error"}"#, .serverError),
        (#"{"embeddings":{"float":[]}}"#, .empty), (#"{"embeddings":{"float":[["a"]]}}"#, .malformed),
        (#"{"embeddings":{"float":[1]}}"#, .malformed), (#"{"embeddings":{"float":[[1e99]]}}"#, .malformed),
        (#"{"embeddings":{"float":[[]]}}"#, .malformed), (#"{"embeddings":{"float":[[1],[1]]}}"#, .malformed),
    ])
    func whatIsNoAnswerFails(body: String, expected: FailureClass) {
        #expect(
            ConversationKit.failure { _ = try EmbeddingCohere.reply(ByteBuffer(string: body), count: 1) } == expected)
    }

    @Test(arguments: [
        (DialectID.openAI, #"{"data":[{"index":0,"embedding":"AACAPw=="}],"usage":{"prompt_tokens":3}}"#, "[]"),
        (.gemini, #"{"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":3}}"#, "{}"),
        (.cohere, #"{"embeddings":{"int8":[[1]]},"meta":{"billed_units":{"input_tokens":3}}}"#, "{}"),
    ])
    func whatIsHandedOnIsLookedAt(dialect: DialectID, good: String, bad: String) throws {
        let codec = try #require(EmbeddingCodecs.codec(of: dialect))
        #expect(try codec.inspect(ByteBuffer(string: good))?.input == 3)
        #expect(ConversationKit.failure { _ = try codec.inspect(ByteBuffer(string: bad)) } == .malformed)
    }
}
