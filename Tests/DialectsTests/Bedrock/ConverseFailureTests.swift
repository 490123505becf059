import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

@Suite("Errors of Bedrock")
struct ConverseFailureTests {
    static let recordedRows: [(name: String, status: Int, type: String?, expected: FailureClass)] = [
        ("error_400_validation.json", 400, "ValidationException:http://x", .badRequest),
        ("error_403_access.json", 403, "AccessDeniedException", .credential),
        ("error_403_signature.json", 403, "InvalidSignatureException:", .credential),
        ("error_404_unknown_operation.json", 404, nil, .modelGone),
        ("error_429_throttling.json", 429, "ThrottlingException:http://internal.amazon.com/coral/", .rateLimited),
    ]

    @Test("recorded errors", arguments: recordedRows)
    func recorded(_ name: String, _ status: Int, _ type: String?, _ expected: FailureClass) throws {
        let body = try Converse.fixture(name)
        let failure = ConverseCodec.failure(
            status: status, body: body, AnswerFacts(retryAfter: .seconds(3), errorType: type))
        #expect(failure.failureClass == expected)
        #expect(failure.status == status)
        #expect(failure.retryAfter == .seconds(3))
        #expect(failure.code == (type?.prefix { $0 != ":" }.description ?? "UnknownOperationException"))
        #expect(!failure.detail.contains("model"))
    }

    static let tableRows: [(status: Int?, type: String?, body: String, expected: FailureClass, effective: Int)] = [
        // The type decides, in the header or in the body, in a stream or not.
        (400, "ServiceQuotaExceededException", "{}", .quota, 400),
        (429, "ModelNotReadyException", "{}", .rateLimited, 429),
        (408, "ModelTimeoutException", "{}", .overloaded, 408), (424, "ModelErrorException", "{}", .serverError, 424),
        (500, "InternalServerException", "{}", .serverError, 500),
        (503, "ServiceUnavailableException", "{}", .overloaded, 503),
        (404, "ResourceNotFoundException", "{}", .modelGone, 404),
        (400, "ExpiredTokenException", "{}", .credential, 400),
        (403, "UnrecognizedClientException", "{}", .credential, 403),
        (400, nil, ##"{"__type":"com.amazon.coral.service#ThrottlingException"}"##, .rateLimited, 400),
        (400, nil, #"{"__type":"ThrottlingException"}"#, .rateLimited, 400),
        (nil, "throttlingException", #"{"message":"x"}"#, .rateLimited, 429),
        (nil, "modelStreamErrorException", "{}", .serverError, 424),
        (nil, "modelStreamErrorException", #"{"originalStatusCode":429}"#, .rateLimited, 424),
        (nil, "modelStreamErrorException", #"{"originalStatusCode":529}"#, .overloaded, 424),
        (nil, "serviceUnavailableException", "{}", .overloaded, 503),
        (nil, "validationException", "{}", .badRequest, 400),
        (nil, "InternalFailure", "", .serverError, 500), (nil, "somethingNew", "", .serverError, 500),
        (nil, nil, "", .serverError, 500),
        // The words, where there is nothing else.
        (400, "ValidationException", #"{"message":"Input is too long for requested model."}"#, .contextLength, 400),
        (
            400, "ValidationException", #"{"Message":"Too many input tokens. Max input tokens: 8, request: 9"}"#,
            .contextLength, 400
        ),
        (nil, "validationException", #"{"message":"prompt is too long: 3 tokens > 2 maximum"}"#, .contextLength, 400),
        (400, "ValidationException", #"{"message":"The provided model identifier is invalid."}"#, .modelGone, 400),
        (400, "ValidationException", #"{"message":"x: The provided model identifier is invalid."}"#, .badRequest, 400),
        (400, nil, #"{"message":"Input is too long for requested model."}"#, .contextLength, 400),
        (429, "ThrottlingException", #"{"message":"Input is too long"}"#, .rateLimited, 429),
        // The status, where there is no type.
        (401, nil, "", .credential, 401), (402, nil, "", .quota, 402), (404, nil, "x", .modelGone, 404),
        (413, nil, "", .tooLarge, 413),
        (422, nil, "[]", .badRequest, 422), (429, nil, "{", .rateLimited, 429), (500, nil, "", .serverError, 500),
        (502, nil, "<html>", .gateway, 502), (504, nil, "", .gateway, 504), (529, nil, "", .overloaded, 529),
        (302, nil, "", .malformed, 302), (503, ":", "{}", .overloaded, 503),
        (503, "NewException", "{}", .overloaded, 503),
    ]

    @Test("what an error means", arguments: 0..<tableRows.count)
    func table(_ row: Int) {
        let (status, type, body, expected, effective) = Self.tableRows[row]
        let failure = ConverseCodec.failure(
            status: status, body: ByteBuffer(string: body), AnswerFacts(errorType: type))
        #expect(failure.failureClass == expected)
        #expect(failure.status == effective)
    }

    @Test("only a plain word is handed on")
    func words() {
        for type in ["<script>", "a\u{1B}[2J", String(repeating: "a", count: 81)] {
            let failure = ConverseCodec.failure(status: 500, body: ByteBuffer(), AnswerFacts(errorType: type))
            #expect(failure.code == nil)
            #expect(failure.detail == "answered 500")
        }
    }
}
