import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct MessagesErrorTests {
    @Test(arguments: [
        ("error_400.json", 400, FailureClass.badRequest), ("error_400_prompt_too_long.json", 400, .contextLength),
        ("error_400_temperature.json", 400, .unsupported), ("error_401.json", 401, .credential),
        ("error_404.json", 404, .modelGone), ("error_413.json", 413, .tooLarge), ("error_429.json", 429, .rateLimited),
        ("error_429_spend.json", 429, .quota), ("error_529.json", 529, .overloaded),
    ])
    func anErrorMeansTheSameAsAnAnswerAndInAStream(name: String, status: Int, expected: FailureClass) throws {
        let body = try MessagesSamples.body(name)
        let failure = MessagesCodec.failure(status: status, body: body, AnswerFacts(retryAfter: .seconds(3)))
        #expect(failure.failureClass == expected)
        #expect(failure.status == status)
        #expect(failure.retryAfter == .seconds(3))
        let inStream = MessagesCodec.failure(status: nil, body: body, AnswerFacts())
        #expect(inStream.failureClass == expected)
        #expect(inStream.status == status)
    }

    @Test(
        arguments: [
            (
                400, #"{"error":{"type":"invalid_request_error","message":"You said: prompt is too long"}}"#, nil,
                FailureClass.badRequest
            ),
            (
                400, #"{"error":{"type":"invalid_request_error","message":"Your credit balance is too low to go on"}}"#,
                nil, .quota
            ),
            (402, "{}", nil, .quota), (403, "{}", nil, .credential), (500, "", nil, .serverError),
            (502, "<html>", nil, .gateway),
            (503, "{}", nil, .overloaded), (504, "{}", nil, .gateway), (522, "", nil, .gateway),
            (409, "{}", nil, .overloaded),
            (302, "", nil, .malformed),
            (429, #"{"message":"Too many requests"}"#, "ThrottlingException:http://internal/", .rateLimited),
            (429, #"{"message":"wait"}"#, "ModelNotReadyException", .overloaded),
            (400, #"{"message":"quota"}"#, "ServiceQuotaExceededException", .quota),
            (400, #"{"message":"Input is too long for requested model."}"#, "ValidationException", .contextLength),
            (424, #"{"message":"x"}"#, "ModelErrorException", .serverError),
            (429, #"[{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}]"#, nil, .rateLimited),
        ] as [(Int, String, String?, FailureClass)])
    func cloudsAndProxiesAreUnderstood(status: Int, body: String, exception: String?, expected: FailureClass) {
        let failure = MessagesCodec.failure(
            status: status, body: ByteBuffer(string: body), AnswerFacts(errorType: exception))
        #expect(failure.failureClass == expected)
    }

    @Test func theProvidersWordsStayWithTheProvider() {
        let body = #"{"error":{"type":"invalid_request_error","message":"the prompt said: secret"}}"#
        let failure = MessagesCodec.failure(status: 400, body: ByteBuffer(string: body), AnswerFacts())
        #expect(failure.detail == "answered 400 (invalid_request_error)")
        let odd = #"{"error":{"type":"bad\u001b[31m word"}}"#
        #expect(MessagesCodec.failure(status: 400, body: ByteBuffer(string: odd), AnswerFacts()).code == nil)
    }

    @Test(arguments: [
        (400, "invalid_request_error", 400), (401, "authentication_error", 401), (402, "billing_error", 402),
        (403, "permission_error", 403), (404, "not_found_error", 404), (405, "invalid_request_error", 405),
        (413, "request_too_large", 413), (429, "rate_limit_error", 429), (500, "api_error", 500),
        (501, "api_error", 501), (502, "api_error", 502), (503, "overloaded_error", 529), (504, "timeout_error", 504),
        (529, "overloaded_error", 529),
    ])
    func anErrorOfTheGatewayHasTheTypeOfItsStatus(status: Int, type: String, told: Int) throws {
        let error = ClientError(status, code: "no_target", parameter: "model", "It is so.")
        #expect(MessagesCodec.status(error) == told)
        let story = ErrorStory(
            requestID: "r1", attempts: [AttemptNote(target: "a", outcome: "503", milliseconds: 5)])
        let body = try MessagesSamples.parse(MessagesCodec.error(error, story))
        #expect(body["type"] == "error")
        #expect(body["error"]?["type"] == .string(type))
        #expect(body["error"]?["message"] == "It is so.")
        #expect(body["error"]?["details"] == ["error_code": "no_target", "param": "model"])
        #expect(body["request_id"] == "r1")
        #expect(body["planb"]?["attempts"]?[0]?["target"] == "a")

        var writer = MessagesWriter(MessagesSamples.context)
        var out = ByteBuffer()
        writer.fail(error, ErrorStory(requestID: "r1"), into: &out)
        let events = try MessagesSamples.events(out)
        #expect(events.count == 1)
        #expect(events.first?.name.map { String(buffer: $0) } == "error")
        #expect(try MessagesSamples.parse(events[0].data)["planb"] == nil)
    }

    @Test func aPromptThatIsTooLongIsSaidInTheWordsThatProgramsKnow() throws {
        let error = ClientError(400, code: "context_length_exceeded", "No target has room for it.")
        let body = try MessagesSamples.parse(MessagesCodec.error(error, ErrorStory(requestID: "r")))
        #expect(body["error"]?["message"] == "prompt is too long: No target has room for it.")
    }

    /// `anthropic` for Python 2.11, `lib/threads/_thread_state.py`: by this it goes on without a thread.
    @Test func aThreadIsRefusedInTheWordsThatTheSDKKnows() throws {
        let error = ClientError(400, code: "not_supported", parameter: "thread", "no")
        let details = try MessagesSamples.parse(MessagesCodec.error(error, ErrorStory(requestID: "r")))["error"]?[
            "details"]
        #expect(details?["error_code"]?.string == "thread_unsupported_request")
        #expect(details?["unsupported"]?[0]?.string == "model")
    }

    @Test func tokensAreCountedAndModelsListed() throws {
        #expect(try MessagesTokenCount.count(MessagesSamples.body("count_tokens.json")) == 31)
        #expect(throws: AttemptFailure.self) { try MessagesTokenCount.count(ByteBuffer(string: "{}")) }
        #expect(try MessagesTokenCount.count(MessagesTokenCount.answer(7)) == 7)
    }
}
