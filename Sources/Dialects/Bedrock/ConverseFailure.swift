import NIOCore
import PlanBVocabulary
import PlanBWire

/// What an error of Bedrock means.
/// https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
enum ConverseFailure {
    /// What is known of a type: the class, and the status that it has where there is none (in a stream).
    private static let types: [String: (class: FailureClass, status: Int)] = [
        "throttlingexception": (.rateLimited, 429), "toomanyrequestsexception": (.rateLimited, 429),
        "modelnotreadyexception": (.rateLimited, 429), "servicequotaexceededexception": (.quota, 400),
        "accessdeniedexception": (.credential, 403), "unrecognizedclientexception": (.credential, 403),
        "invalidsignatureexception": (.credential, 403), "incompletesignatureexception": (.credential, 403),
        "incompletesignature": (.credential, 403), "expiredtokenexception": (.credential, 403),
        "expiredtoken": (.credential, 403), "missingauthenticationtokenexception": (.credential, 403),
        "missingauthenticationtoken": (.credential, 403), "invalidclienttokenid": (.credential, 403),
        "resourcenotfoundexception": (.modelGone, 404), "unknownoperationexception": (.modelGone, 404),
        "modeltimeoutexception": (.overloaded, 408), "modelerrorexception": (.serverError, 424),
        "modelstreamerrorexception": (.serverError, 424), "internalserverexception": (.serverError, 500),
        "internalfailure": (.serverError, 500), "serviceunavailableexception": (.overloaded, 503),
        "serviceunavailable": (.overloaded, 503), "validationexception": (.badRequest, 400),
    ]

    static func classify(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        let root = (try? JSONNode(reading: body)).flatMap { $0.kind == .object ? $0 : nil }
        let type = type(root, facts)
        let known = type.flatMap { types[$0.lowercased()] }
        let effective = status ?? known?.status ?? 500
        var failureClass = known?.class ?? byStatus(effective)
        if failureClass == .badRequest, let message = (root?["message"] ?? root?["Message"])?.text {
            failureClass = complaint(message.text)
        }
        if failureClass == .serverError, let original = root?["originalStatusCode"]?.int {
            failureClass = byOriginal(original)
        }
        let word = type.flatMap { PlainWord.read($0) }
        return AttemptFailure(
            failureClass, status: effective, retryAfter: facts.retryAfter, code: word,
            detail: "answered \(effective)" + (word.map { " (\($0))" } ?? ""))
    }

    /// `ThrottlingException:http://…` in the header, `com.amazon.coral.service#UnknownOperationException` in the body.
    private static func type(_ root: JSONNode?, _ facts: AnswerFacts) -> String? {
        if let header = facts.errorType?.prefix(while: { $0 != ":" }), !header.isEmpty { return afterHash(header) }
        let member = root?["__type"]?.string ?? root?["Output"]?["__type"]?.string ?? root?["code"]?.string
        return member.flatMap { afterHash($0[...]) }
    }

    private static func afterHash(_ text: Substring) -> String? {
        let name = text.split(separator: "#").last.map(String.init)
        return name?.isEmpty == false ? name : nil
    }

    private static func byStatus(_ status: Int) -> FailureClass {
        switch status {
        case 401, 403: .credential
        case 402: .quota
        case 404: .modelGone
        case 408: .overloaded
        case 413: .tooLarge
        case 424: .serverError
        case 429: .rateLimited
        case 400..<500: .badRequest
        case 500: .serverError
        case 502, 504, 520..<528, 530: .gateway
        case 501...: .overloaded
        default: .malformed
        }
    }

    /// What the model's own server said to Bedrock.
    private static func byOriginal(_ status: Int) -> FailureClass {
        switch status {
        case 429: .rateLimited
        case 408, 503, 529: .overloaded
        default: .serverError
        }
    }

    /// A complaint about the request: Bedrock has one type for all of them, and tells them apart by words only.
    private static func complaint(_ message: String) -> FailureClass {
        let message = message.prefix(500).lowercased()
        let tooLong = [
            "input is too long", "too many input tokens", "prompt is too long", "exceed context limit",
        ]
        if tooLong.contains(where: message.contains) { return .contextLength }
        // The words stand at the beginning, where no part of the prompt does.
        let unknownModel = ["the provided model identifier is invalid", "invocation of model id "]
        if unknownModel.contains(where: message.hasPrefix) { return .modelGone }
        return .badRequest
    }
}
