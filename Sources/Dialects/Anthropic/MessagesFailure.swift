import NIOCore
import PlanBVocabulary
import PlanBWire

/// What an error of the Messages API means, or one of the clouds that serve it.
/// https://docs.claude.com/en/api/errors
enum MessagesFailure {
    static func classify(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        let error = Report(body, facts.errorType)
        let effective = status ?? error.status
        let word = error.word.flatMap { PlainWord.read($0) }
        return AttemptFailure(
            failureClass(effective, error), status: effective, retryAfter: facts.retryAfter, code: word,
            detail: "answered \(effective)" + (word.map { " (\($0))" } ?? ""))
    }

    /// What an error answer says of itself.
    private struct Report {
        var type: String?
        /// `error.details.error_code`, which decides where it is there.
        var code: String?
        var message: JSONString?
        /// Amazon's name of the exception.
        var exception: String?

        init(_ body: ByteBuffer, _ errorType: String?) {
            // `com.amazon…#ThrottlingException:http://…`
            exception = errorType.flatMap {
                $0.split(separator: ":").first?.split(separator: "#").last.map(String.init)
            }
            guard let root = try? JSONNode(reading: body) else { return }
            // Vertex answers `[{"error":{…}}]` now and then.
            let error = (root[0] ?? root)["error"] ?? root
            type = error["type"]?.string ?? error["status"]?.string
            code = error["details"]?["error_code"]?.string
            message = error["message"]?.text
        }

        var word: String? { code ?? exception ?? type }

        /// The status that an error inside a stream stands for.
        var status: Int {
            switch exception.map({ $0.lowercased() }) ?? type {
            case "invalid_request_error", "validationexception": 400
            case "authentication_error": 401
            case "billing_error": 402
            case "permission_error", "accessdeniedexception": 403
            case "not_found_error", "resourcenotfoundexception": 404
            case "conflict_error": 409
            case "request_too_large": 413
            case "rate_limit_error", "throttlingexception": 429
            case "serviceunavailableexception": 503
            case "timeout_error", "modeltimeoutexception": 504
            case "overloaded_error": 529
            default: 500
            }
        }

        /// Only the start of the text is looked at: what follows may quote the prompt.
        func begins(with text: String) -> Bool {
            message?.text.utf8.starts(with: text.utf8) == true
        }
    }

    private static let quotaCodes: Set<String> = [
        "enforced_spend_limit_reached", "contract_spend_limit_reached", "linked_organization_spend_limit_reached",
    ]

    private static func failureClass(_ status: Int, _ error: Report) -> FailureClass {
        if let code = error.code, quotaCodes.contains(code) { return .quota }
        if error.type == "billing_error" || error.exception == "ServiceQuotaExceededException" { return .quota }
        switch status {
        case 401, 403: return .credential
        case 402: return .quota
        case 404: return .modelGone
        case 408, 409: return .overloaded
        case 413: return .tooLarge
        case 424: return .serverError
        case 429: return error.exception == "ModelNotReadyException" ? .overloaded : .rateLimited
        case 400..<500: return complaint(error)
        case 500: return .serverError
        case 502, 504: return .gateway
        case 529: return .overloaded
        // Cloudflare's own statuses: it did not get an answer from the provider.
        case 520..<528, 530: return .gateway
        case 501...: return .overloaded
        default: return .malformed
        }
    }

    /// A complaint about the request. The API has one type for all of them, so that the text has to tell them apart.
    private static func complaint(_ error: Report) -> FailureClass {
        for beginning in ["prompt is too long", "input length and `max_tokens` exceed", "Input is too long"]
        where error.begins(with: beginning) {
            return .contextLength
        }
        for beginning in ["Your credit balance is too low", "You have reached your specified API usage limits"]
        where error.begins(with: beginning) {
            return .quota
        }
        if error.begins(with: "Output blocked by content filtering policy") { return .contentFilter }
        if error.begins(with: "This model does not support") || isUnknownMember(error) { return .unsupported }
        return .badRequest
    }

    /// `temperature: Extra inputs are not permitted`, with nothing but the member before it.
    private static func isUnknownMember(_ error: Report) -> Bool {
        guard let text = error.message?.text, text.hasSuffix(": Extra inputs are not permitted") else { return false }
        return text.utf8.count <= 120
    }
}
