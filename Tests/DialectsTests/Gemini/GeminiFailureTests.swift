import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private func error(_ code: Int, _ status: String, _ message: String = "m", details: String = "") -> ByteBuffer {
    ByteBuffer(
        string: #"{"error":{"code":\#(code),"message":"\#(message)","status":"\#(status)","details":[\#(details)]}}"#)
}

private func info(_ reason: String) -> String {
    #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"\#(reason)","domain":"googleapis.com"}"#
}

private func quota(_ members: String) -> String {
    #"{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{\#(members)}]}"#
}

struct GeminiFailureTests {
    @Test(arguments: [
        ("error_400_field", 400, FailureClass.badRequest), ("error_400_key", 400, .credential),
        ("error_404", 404, .modelGone), ("error_429", 429, .rateLimited), ("error_503_array", 503, .overloaded),
    ])
    func aRecordedErrorMeansWhatItSays(name: String, status: Int, expected: FailureClass) throws {
        let body = try GeminiFixtures.body(name + ".json")
        for known in [status, nil] {
            let failure = GeminiCodec.failure(status: known, body: body, AnswerFacts())
            #expect(failure.failureClass == expected)
            #expect(failure.status == status)
        }
    }

    @Test(arguments: [
        (error(400, "INVALID_ARGUMENT"), FailureClass.badRequest),
        (
            error(
                400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number of tokens allowed (8)."),
            .contextLength
        ),
        (error(400, "FAILED_PRECONDITION"), .quota),
        (
            error(400, "FAILED_PRECONDITION", "The File abc is not in an ACTIVE state and usage is not allowed."),
            .badRequest
        ),
        (error(401, "UNAUTHENTICATED"), .credential),
        (error(403, "PERMISSION_DENIED"), .credential),
        (error(403, "PERMISSION_DENIED", details: info("BILLING_DISABLED")), .quota),
        (error(402, "RESOURCE_EXHAUSTED"), .quota), (error(413, ""), .tooLarge),
        (
            error(429, "RESOURCE_EXHAUSTED", details: quota(#""quotaId":"GenerateRequestsPerDayPerProjectPerModel""#)),
            .quota
        ),
        (error(429, "RESOURCE_EXHAUSTED", details: quota(#""quotaId":"PerMinute","quotaValue":"0""#)), .quota),
        (error(429, "RESOURCE_EXHAUSTED"), .rateLimited), (error(499, "CANCELLED"), .gateway),
        (error(500, "INTERNAL"), .serverError), (error(501, "UNIMPLEMENTED"), .unsupported),
        (error(503, "UNAVAILABLE"), .overloaded), (error(504, "DEADLINE_EXCEEDED"), .gateway),
    ])
    func theCodeDecides(body: ByteBuffer, expected: FailureClass) {
        #expect(GeminiCodec.failure(status: nil, body: body, AnswerFacts()).failureClass == expected)
    }

    @Test(arguments: [
        ("<html>overloaded</html>", 502, FailureClass.gateway), ("", 503, .overloaded), ("[]", 500, .serverError),
        (#"{"error":"x"}"#, 404, .modelGone),
        (#"{"error":{"code":"invalid_request","message":"m"}}"#, 400, .badRequest),
        (#"[{"error":{"details":"x"}}]"#, 429, .rateLimited), ("null", 200, .malformed),
    ])
    func theStatusDecidesWhereNothingElseIsSaid(body: String, status: Int, expected: FailureClass) {
        let failure = GeminiCodec.failure(status: status, body: ByteBuffer(string: body), AnswerFacts())
        #expect(failure.failureClass == expected)
    }

    @Test(
        arguments: [
            ("14.2s", 14_200), ("0s", 0), ("3s", 3000), ("0.0001s", 1), ("1e300s", 31_536_000_000), ("-1s", nil),
            ("nans", nil), ("infs", nil), ("5", nil), ("", nil), ("s", nil),
        ] as [(String, Int?)])
    func theDelayIsRead(text: String, milliseconds: Int?) {
        let detail = #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"\#(text)"}"#
        let body = error(429, "RESOURCE_EXHAUSTED", details: detail)
        let failure = GeminiCodec.failure(status: 429, body: body, AnswerFacts())
        #expect(failure.retryAfter == milliseconds.map { .milliseconds($0) })
        let facts = AnswerFacts(retryAfter: .seconds(2))
        #expect(GeminiCodec.failure(status: 429, body: body, facts).retryAfter == .seconds(2))
    }

    @Test func theProvidersTextIsNotHandedOn() {
        let body = error(400, "<b>", "SECRET exceeds the maximum number of tokens", details: info("a b"))
        let failure = GeminiCodec.failure(status: 400, body: body, AnswerFacts())
        #expect(failure.detail == "answered 400")
        #expect(failure.code == nil)
    }

    @Test(arguments: [
        (400, "INVALID_ARGUMENT"), (401, "UNAUTHENTICATED"), (403, "PERMISSION_DENIED"), (404, "NOT_FOUND"),
        (409, "ABORTED"), (413, "INVALID_ARGUMENT"), (429, "RESOURCE_EXHAUSTED"), (499, "CANCELLED"), (500, "INTERNAL"),
        (501, "UNIMPLEMENTED"), (502, "INTERNAL"), (503, "UNAVAILABLE"), (504, "DEADLINE_EXCEEDED"),
    ])
    func anErrorForAClientHasTheWordOfItsStatus(status: Int, word: String) throws {
        let error = ClientError(
            status, code: "some_code", parameter: "contents[0]", "It is \"wrong\".", retryAfterSeconds: 7)
        let story = ErrorStory(
            requestID: "req", attempts: [AttemptNote(target: "a", outcome: "503", milliseconds: 4)])
        let body = try JSONValue.parse(GeminiCodec.error(error, story).readableBytesUInt8Span)
        #expect(body["error"]?["code"]?.int == status)
        #expect(body["error"]?["status"]?.string == word)
        #expect(body["error"]?["message"]?.string == error.message)
        #expect(body["planb"]?["attempts"]?[0]?["outcome"]?.string == "503")
        // Our own error, if a gateway in front of another gateway reads it.
        let read = GeminiCodec.failure(
            status: status, body: GeminiCodec.error(error, story), AnswerFacts())
        #expect(read.retryAfter == .seconds(7))
        #expect(read.code == "SOME_CODE")
    }

    @Test func anErrorWithoutAStoryHasNone() throws {
        let body = GeminiCodec.error(.badRequest("x", "y"), ErrorStory(requestID: "r"))
        let value = try JSONValue.parse(body.readableBytesUInt8Span)
        #expect(value["planb"] == nil)
        #expect(value["error"]?["details"]?.array?.count == 1)
    }
}
