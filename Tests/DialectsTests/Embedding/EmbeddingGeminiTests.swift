import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let path = PathFacts(model: "gemini-embedding-2")
private let batch = PathFacts(model: "gemini-embedding-2", variant: .batch)
private let target = TargetTraits(model: "gemini-embedding-2")

private func buffer(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }
private func json(_ text: ByteBuffer) throws -> JSONValue { try JSONValue.parse(text.readableBytesUInt8Span) }

private func openAI(_ reply: EmbeddingReply, _ form: EmbeddingForm = .numbers) -> ByteBuffer {
    var wish = EmbeddingWish(model: "m", inputs: [])
    wish.forms = [form]
    return EmbeddingOpenAI.answer(reply, to: wish, model: "m", id: "req")
}

private func gemini(_ reply: EmbeddingReply, isBatch: Bool) -> ByteBuffer {
    var wish = EmbeddingWish(model: "m", inputs: [])
    wish.isBatch = isBatch
    return EmbeddingGemini.answer(reply, to: wish, model: "m", id: "req")
}

struct EmbeddingGeminiTests {
    @Test(arguments: [(#""a\"☕""#, ["a\"☕"]), (#"["a","b"]"#, ["a", "b"])])
    func aWishForVectorsGoesThereAndBack(input: String, texts: [String]) throws {
        let wish = try EmbeddingOpenAI.wish(
            buffer(#"{"model":"m","input":\#(input),"dimensions":3,"user":"u","new":1,"encoding_format":"float"}"#))
        #expect(wish.inputs.map(\.text) == texts)
        #expect(wish.extras == ["new"])
        var losses = Losses()
        let request = EmbeddingGemini.request(wish, to: target, &losses)
        #expect(request.path == "/v1beta/models/gemini-embedding-2:batchEmbedContents")
        let first = try json(request.body)["requests"]?[0]
        #expect(first?["model"]?.string == "models/gemini-embedding-2")
        #expect(first?["outputDimensionality"]?.int == 3)
        let again = try EmbeddingGemini.wish(request.body, batch)
        #expect(again.inputs.map(\.text) == texts)
        #expect(again.dimensions == 3)
        #expect(again.extras.isEmpty && again.unportable.isEmpty)
        let back = try EmbeddingOpenAI.wish(EmbeddingOpenAI.request(again, to: target, &losses).body)
        #expect(back.inputs.map(\.text) == texts)
    }

    @Test func recordedVectorsBecomeOpenAIs() throws {
        let reply = try EmbeddingGemini.reply(try GeminiFixtures.body("batch_embed_contents.json"), count: 2)
        let floats = try json(openAI(reply))
        #expect(floats["data"]?[1]?["embedding"]?[2]?.double == 0.0125)
        #expect(floats["data"]?[1]?["index"]?.int == 1)
        #expect(floats["usage"]?["total_tokens"]?.int == 0)
        // 0.0125, -0.5 and 0.25 as they stand in memory.
        let packed = try json(openAI(reply, .base64))
        #expect(packed["data"]?[0]?["embedding"]?.string == "zcxMPAAAAL8AAIA+")
        let again = try EmbeddingOpenAI.reply(openAI(reply), count: 2)
        #expect(again.vectors == reply.vectors)
        let single = try EmbeddingGemini.reply(try GeminiFixtures.body("embed_content.json"), count: 1)
        let answer = try EmbeddingGemini.reply(gemini(single, isBatch: false), count: 1)
        #expect(answer.vectors == single.vectors)
    }

    @Test func vectorsAreInTheOrderOfTheirIndexes() throws {
        let body = buffer(
            #"{"data":[{"index":1,"embedding":[1]},{"index":0,"embedding":[0]}],"usage":{"prompt_tokens":4}}"#)
        let reply = try EmbeddingOpenAI.reply(body, count: 2)
        #expect(reply.vectors.map { String(buffer: $0.raw) } == ["[0]", "[1]"])
        let answer = try json(gemini(reply, isBatch: true))
        #expect(answer["embeddings"]?[0]?["values"]?[0]?.int == 0)
        #expect(answer["usageMetadata"]?["promptTokenCount"]?.int == 4)
    }

    @Test(arguments: ["", "{}", "[]", #"{"embeddings":[{"values":[1]}]}"#, #"{"embeddings":[{},{"values":[1]}]}"#])
    func tooFewVectorsAreMalformed(body: String) {
        let failure = #expect(throws: AttemptFailure.self) { try EmbeddingGemini.reply(buffer(body), count: 2) }
        #expect(failure?.failureClass == .malformed)
    }

    @Test(arguments: [
        (#"{"data":[{"index":7,"embedding":[1]}]}"#, 1), (#"{"data":[{"embedding":"AAAA"}]}"#, 1), ("{}", 0),
        ("{}", -1),
        (#"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}"#, 1),
    ])
    func vectorsThatDoNotFitTheTextsAreMalformed(body: String, count: Int) {
        let failure = #expect(throws: AttemptFailure.self) { try EmbeddingOpenAI.reply(buffer(body), count: count) }
        #expect(failure?.failureClass == .malformed)
    }

    @Test(
        arguments: [
            ("", nil), ("[]", nil), ("{}", "requests"), (#"{"requests":[]}"#, "requests"),
            (#"{"requests":[{}]}"#, "requests[0].content"),
            (#"{"requests":[{"content":{}}]}"#, "requests[0].content.parts"),
            (#"{"requests":[{"content":{"parts":[]}}]}"#, "requests[0].content.parts"),
            (
                #"{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":0}]}"#,
                "requests[0].outputDimensionality"
            ),
            (
                #"{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"a"}]},"outputDimensionality":3}]}"#,
                "requests[1]"
            ),
        ] as [(String, String?)])
    func whatIsWrongIsNamed(body: String, parameter: String?) {
        let error = #expect(throws: ClientError.self) { try EmbeddingGemini.wish(buffer(body), batch) }
        #expect(error?.parameter == parameter)
    }

    @Test func whatOthersCannotDoIsNotLeftOut() throws {
        let several = buffer(#"{"content":{"parts":[{"text":"a"},{"text":"b"}]},"taskType":"CLUSTERING"}"#)
        let wish = try EmbeddingGemini.wish(several, path)
        #expect(wish.unportable.map(\.field) == ["content.parts"])
        #expect(wish.task?.kind == .clustering)
        let tokens = try EmbeddingOpenAI.wish(buffer(#"{"model":"m","input":[1,2]}"#))
        #expect(tokens.unportable.map(\.field) == ["input"])
    }

    @Test func tokensAreCountedThereAndBack() throws {
        #expect(try GeminiTokenCount.count(try GeminiFixtures.body("count_tokens.json")) == 31)
        #expect(try GeminiTokenCount.count(GeminiTokenCount.answer(31)) == 31)
        #expect(throws: AttemptFailure.self) { try GeminiTokenCount.count(buffer("{}")) }
        var prompt = try GeminiTokenCount.prompt(try GeminiFixtures.body("request_full.json"), path)
        prompt.isStream = true
        for model in ["gemini-3.8-flash", "publishers/google/models/gemini-3.8-flash"] {
            var losses = Losses()
            let request = try #require(GeminiTokenCount.request(prompt, to: TargetTraits(model: model), &losses))
            let isVertex = model.hasPrefix("publishers")
            #expect(request.path == "/\(isVertex ? "v1beta1" : "v1beta/models")/\(model):countTokens")
            #expect(request.query.isEmpty)
            let body = try json(request.body)
            #expect((body["generateContentRequest"] == nil) == isVertex)
            #expect(isVertex || body["generateContentRequest"]?["model"]?.string == "models/" + model)
            let again = try GeminiTokenCount.prompt(request.body, path)
            #expect(again.turns.map(\.role) == prompt.turns.map(\.role))
            #expect(again.tools.map(\.name) == prompt.tools.map(\.name))
        }
    }
}
