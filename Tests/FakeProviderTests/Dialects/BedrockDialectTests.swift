import Testing

@testable import PlanBFakeProvider

@Suite struct BedrockDialectTests {
    @Test func aFrameIsMadeAsTheFormatSays() throws {
        let bytes = EventFrame.event("messageStart", #"{"role":"assistant"}"#).bytes
        #expect(bytes.prefix(8).elementsEqual([0, 0, 0, 118, 0, 0, 0, 82]))
        let frame = try #require(RawFrame(bytes))
        #expect(frame.name == "messageStart" && frame.headers[":message-type"] == "event")
        #expect(RawFrame(EventFrame.event("messageStart", "{}").broken) == nil)
    }

    @Test func aStreamEndsWithItsCounts() {
        let (talk, body) = Talk.bedrock.streaming
        let reply = talk.reply(body) { ($0.usage.prompt, $0.usage.cached) = (10, 4) }
        let told = reply.told
        #expect(
            told.map(\.name) == ["messageStart"] + Array(repeating: "contentBlockDelta", count: 7)
                + ["contentBlockStop", "messageStop", "metadata"])
        #expect(told.compactMap { $0.json["delta"]["text"].string }.joined() == Behaviour.Answer.defaultText)
        let usage = told.last?.json["usage"] ?? .null
        #expect(usage["inputTokens"].int == 6 && usage["cacheReadInputTokens"].int == 4)
        #expect(usage["totalTokens"].int == 17)
        #expect(reply.header("content-type") == "application/vnd.amazon.eventstream")
    }

    @Test func onlyCallsHaveAStart() {
        let (talk, body) = Talk.bedrock.streaming
        let thinking = #"{"additionalModelRequestFields":{"thinking":{"type":"adaptive"}},"# + body.dropFirst()
        let told = talk.reply(thinking) { $0.toolCall = .init(times: 2) }.told
        let starts = told.filter { $0.name == "contentBlockStart" }
        #expect(starts.compactMap { $0.json["contentBlockIndex"].int } == [1, 2])
        #expect(starts.compactMap { $0.json["start"]["toolUse"]["name"].string } == ["f", "g"])
        let fragments = told.filter { $0.json["contentBlockIndex"].int == 2 }
        let text = fragments.compactMap { $0.json["delta"]["toolUse"]["input"].string }.joined()
        #expect(text == #"{"city":"Oslo","unit":"C"}"#)
        let seal = told.compactMap { $0.json["delta"]["reasoningContent"]["signature"].string }
        #expect(seal == [BedrockCall.seal.of(Behaviour.Answer.defaultReasoning)])
    }

    @Test(arguments: [
        (500, "internalServerException", "exception"), (429, "throttlingException", "exception"),
        (503, "serviceUnavailableException", "exception"), (400, "validationException", "exception"),
        (403, "InternalFailure", "error"),
    ])
    func anErrorInAStreamIsAFrame(status: Int, name: String, type: String) throws {
        let (talk, body) = Talk.bedrock.streaming
        let event = try #require(talk.reply(body).insertion(.failure(.init(status: status))))
        guard case .raw(let bytes) = event.content else {
            Issue.record("\(event)")
            return
        }
        let frame = try #require(RawFrame(bytes))
        #expect(frame.name == name && frame.headers[":message-type"] == type)
    }

    @Test func theTypeOfAnErrorIsInAHeader() {
        let reply = Talk.bedrock.error(.init(status: 429))
        #expect(reply.header("x-amzn-errortype")?.hasPrefix("ThrottlingException:") == true)
        #expect(Talk.bedrock.error(.init(status: 401)).status == 403)
        var talk = Talk.bedrock
        talk.target = "/model/arn:aws:bedrock/x/converse"
        let unknown = talk.reply(talk.hello)
        #expect(
            unknown.status == 404
                && unknown.body["Output"]["__type"].string?.hasSuffix("UnknownOperationException") == true)
    }

    @Test func theModelsOfAnthropicCanBeInvokedInTheirOwnDialect() {
        var talk = Talk.bedrock
        talk.target = "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke-with-response-stream"
        let body =
            #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"temperature":1,"messages":[{"role":"user","content":"x"}]}"#
        let told = talk.reply(body).told
        #expect(told.allSatisfy { $0.name == "chunk" && $0.json["bytes"].string?.isBase64 == true })
        talk.target = talk.target.replacing("invoke-with-response-stream", with: "invoke")
        #expect(talk.reply(body).body["content"][0]["text"].string == Behaviour.Answer.defaultText)
        #expect(talk.reply(#"{"model":"m","max_tokens":9}"#).status == 400)
    }

    @Test(arguments: [
        ("Bearer k", "", 200), ("", "", 403), ("Basic k", "", 403),
        (
            "AWS4-HMAC-SHA256 Credential=AK/20261121/eu-north-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, "
                + "Signature=" + String(repeating: "a", count: 64), "20261121T020000Z", 200
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AK/20261121/eu-north-1/bedrock-runtime/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=" + String(repeating: "a", count: 64), "20261121T020000Z",
            403
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AK/20261121/eu-north-1/bedrock/aws4_request, SignedHeaders=host, Signature="
                + String(repeating: "a", count: 64), "20261121T020000Z", 403
        ),
    ])
    func aRequestIsSignedOrHasAKey(authorization: String, date: String, status: Int) {
        var talk = Talk.bedrock
        talk.headers = [("authorization", authorization), ("x-amz-date", date)].filter { !$0.1.isEmpty }
        #expect(talk.reply(talk.hello).status == status)
    }
}

@Suite struct BedrockChecksTests {
    private static let user = #"{"role":"user","content":[{"text":"x"}]}"#
    private static let tools =
        #","toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}"#
    private static func use(_ id: String) -> String {
        #"{"role":"assistant","content":[{"toolUse":{"toolUseId":"\#(id)","name":"f","input":{}}}]}"#
    }
    private static func result(_ id: String) -> String {
        #"{"role":"user","content":[{"toolResult":{"toolUseId":"\#(id)","content":[{"text":"r"}]}}]}"#
    }
    private static func body(_ messages: String..., extra: String = "") -> String {
        #"{"messages":[\#(messages.joined(separator: ","))]\#(extra)}"#
    }

    @Test(arguments: [body(user), body(user, use("a.b:c-1"), result("a.b:c-1"), extra: tools)])
    func aGoodRequestIsAnswered(body: String) {
        #expect(Talk.bedrock.reply(body).status == 200, "\(Talk.bedrock.reply(body).body)")
    }

    @Test(arguments: [
        (body(use("a")), "must start with a user message"), (body(user, user), "must alternate"),
        (body(#"{"role":"user","content":[{"text":" "}]}"#), "messages.0.content.0 is blank"),
        (body(#"{"role":"user","content":[{"text":"a","image":{}}]}"#), "exactly one member"),
        (body(#"{"role":"user","content":[{}]}"#), "exactly one member"),
        (body(user, use("a"), result("a")), "toolConfig field must be defined"),
        (body(user, use("a b"), result("a b"), extra: tools), "[a-zA-Z0-9_.:-]+"),
        (
            body(user, use("a"), user, extra: tools),
            "Expected toolResult blocks at messages.2.content for the following Ids: a"
        ),
        (body(user, use("a"), extra: tools), "prefill"),
        (body(result("a"), extra: tools), "exceeds the number of toolUse"),
        (body(user, extra: #","topK":1"#), "topK"),
        (body(user, extra: #","inferenceConfig":{"maxTokens":0}"#), "maxTokens"),
        (body(user, extra: #","inferenceConfig":{"temperature":1.5}"#), "temperature"),
        (body(user, extra: #","toolConfig":{"tools":[]}"#), "toolConfig.tools"),
        (body(user, #"{"role":"assistant","content":[{"text":"p"}]}"#), "prefill"),
        (
            body(
                user,
                #"{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}}]}"#,
                user),
            "Invalid `signature`"
        ),
        (
            body(
                #"{"role":"user","content":[{"text":"x"},{"document":{"format":"pdf","name":"a.pdf","source":{"bytes":"AAAA"}}}]}"#
            ), "name of the document"
        ),
        (body(user, extra: #","system":[{"text":""}]"#), "system.0 is blank"),
    ])
    func aMistakeIsNamed(body: String, message: String) {
        let reply = Talk.bedrock.reply(body)
        let told = reply.body["message"].string ?? "answered"
        #expect(reply.status == 400 && told.contains(message), "\(told)")
        #expect(reply.header("x-amzn-errortype")?.hasPrefix("ValidationException") == true)
    }
}
