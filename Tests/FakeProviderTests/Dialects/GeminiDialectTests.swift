import Testing

@testable import PlanBFakeProvider

@Suite struct GeminiDialectTests {
    @Test func aStreamIsARowOfAnswersWithWhatIsNew() {
        let (talk, body) = Talk.gemini.streaming
        let reply = talk.reply(body)
        let told = reply.told.map(\.json)
        #expect(reply.lineEnd == .crlf && told.count == 8)
        let texts = told.map { $0["candidates"][0]["content"]["parts"][0]["text"].string ?? "" }
        #expect(texts.joined() == Behaviour.Answer.defaultText)
        #expect(told.map { $0["usageMetadata"]["candidatesTokenCount"].int } == [1, 2, 3, 4, 5, 6, 7, 7])
        #expect(told.compactMap { $0["candidates"][0]["finishReason"].string } == ["STOP"])
        #expect(
            String(decoding: Behaviour.Stream().bytes(reply.events[0].content, lineEnd: reply.lineEnd), as: UTF8.self)
                .hasSuffix("\r\n\r\n"))
    }

    @Test func withoutTheParameterAStreamIsAnArray() throws {
        var (talk, body) = Talk.gemini.streaming
        talk.target = talk.target.replacing("?alt=sse", with: "")
        let bytes = talk.reply(body).events.flatMap { event -> [UInt8] in
            if case .raw(let bytes) = event.content { bytes } else { [] }
        }
        #expect(JSONReader.read(bytes)?.array?.count == 8)
        let refused = talk.reply("{}")
        #expect(refused.status == 400 && refused.body[0]["error"]["status"].string == "INVALID_ARGUMENT")
    }

    @Test func onlyTheFirstCallIsSignedAndEndsLikeAnyAnswer() {
        let parts = Talk.gemini.reply(Talk.gemini.hello) { $0.toolCall = .init(times: 2) }.body["candidates"][0]
        #expect(parts["finishReason"].string == "STOP")
        #expect(parts["content"]["parts"][0]["functionCall"]["name"].string == "f")
        #expect(parts["content"]["parts"][0]["thoughtSignature"].string.map { GeminiCall.seal.isOwn($0) } == true)
        #expect(parts["content"]["parts"][1].has("thoughtSignature") == false)
        #expect(parts["content"]["parts"][1]["functionCall"]["args"]["city"].string == "Oslo")
        let broken = Talk.gemini.reply(Talk.gemini.hello) { $0.toolCall = .init(arguments: "{") }.body["candidates"][0]
        #expect(broken["finishReason"].string == "MALFORMED_FUNCTION_CALL" && broken.has("content") == false)
    }

    @Test func thoughtsAreCountedApart() {
        let body = #"{"generationConfig":{"thinkingConfig":{"includeThoughts":true}},"# + Talk.gemini.hello.dropFirst()
        let reply = Talk.gemini.reply(body) { $0.usage.cached = 1 }.body
        #expect(reply["candidates"][0]["content"]["parts"][0]["thought"].bool == true)
        let usage = reply["usageMetadata"]
        #expect(usage["candidatesTokenCount"].int == 7 && usage["thoughtsTokenCount"].int == 5)
        #expect(usage["totalTokenCount"].int == 14 && usage["cachedContentTokenCount"].int == 1)
    }

    @Test func aBlockedPromptHasNoCandidates() {
        let reply = Talk.gemini.reply(Talk.gemini.hello) { $0.finishReason = "BLOCKED_SAFETY" }
        #expect(reply.status == 200 && !reply.body.has("candidates"))
        #expect(reply.body["promptFeedback"]["blockReason"].string == "SAFETY")
    }

    @Test func theTimeToWaitIsInTheBody() {
        var error = Behaviour.ErrorReply(status: 429)
        error.hint.retryAfterMs = "1500"
        let reply = Talk.gemini.error(error)
        #expect(reply.header("retry-after") == nil && reply.header("retry-after-ms") == nil)
        let details = reply.body["error"]["details"].array ?? []
        #expect(details.compactMap { $0["retryDelay"].string } == ["1.5s"])
        #expect(Talk.gemini.error(.init(status: 401)).status == 400)
    }

    @Test func embeddingsAndCounts() {
        var talk = Talk.gemini
        talk.target = "/v1beta/models/e:batchEmbedContents"
        let one = #"{"model":"models/e","content":{"parts":[{"text":"a"}]},"output_dimensionality":2}"#
        let reply = talk.reply(#"{"requests":[\#(one),\#(one)]}"#).body
        #expect(reply["embeddings"][1]["values"] == .array([.number("0.03125"), .number("0.0")]))
        talk.target = "/v1beta/models/e:countTokens"
        #expect(talk.reply(#"{"contents":[{"parts":[{"text":"a b c"}]}]}"#).body["totalTokens"].int == 3)
    }
}
