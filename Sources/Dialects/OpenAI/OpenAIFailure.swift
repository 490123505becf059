public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// What an error answer of the OpenAI API, or of a server that imitates it, means.
/// https://platform.openai.com/docs/guides/error-codes
public enum OpenAIFailure {
    /// Classifies an error answer, or the error event inside a 200 (then `status` is nil).
    ///
    /// The code decides, then the status; never the text, which may quote the prompt.
    public static func classify(status: Int?, body: ByteBuffer, retryAfter: Instant.Span?) -> AttemptFailure {
        let error = parse(body)
        let code = error.code ?? error.type
        let effective = status ?? Self.status(code: error.code, type: error.type)
        let failureClass = failureClass(status: effective, code: error.code, type: error.type)
        let word = code.flatMap { PlainWord.read($0) }
        return AttemptFailure(
            failureClass, status: effective, retryAfter: retryAfter, code: word,
            detail: "answered \(effective)" + (word.map { " (\($0))" } ?? ""))
    }

    /// Whether `body` is a complete JSON object, so that it may be handed on as an error of the provider's.
    public static func isDocument(_ body: ByteBuffer) -> Bool {
        do throws(JSONFault) { _ = try ChunkFacts(body) } catch { return false }
        return true
    }

    private static let quotaCodes: Set<String> = [
        "insufficient_quota", "credit_balance_exhausted", "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded", "organization_usage_limit_exceeded",
    ]

    private static let windowCodes: Set<String> = [
        "context_length_exceeded", "exceed_context_size_error", "context_window_exceeded",
    ]
    private static let unsupportedCodes: Set<String> = [
        "unsupported_parameter", "unsupported_value", "unknown_parameter", "unsupported_country_region_territory",
    ]
    private static let policyCodes: Set<String> = ["content_filter", "content_policy_violation", "moderation_blocked"]

    private static func failureClass(status: Int, code: String?, type: String?) -> FailureClass {
        if let code, quotaCodes.contains(code) { return .quota }
        if let type, quotaCodes.contains(type) { return .quota }
        switch status {
        case 401, 403: return .credential
        case 402: return .quota
        case 404:
            // Only the model may be missing at another target, too; any other 404 is an answer about the request.
            return code == "model_not_found" || code == "DeploymentNotFound" || code == nil ? .modelGone : .badRequest
        case 408: return .overloaded
        case 413: return .tooLarge
        case 429: return .rateLimited
        case 400..<500: return complaint(code ?? type)
        case 500: return .serverError
        case 502, 504: return .gateway
        // Cloudflare's own statuses: it did not get an answer from the provider.
        case 520..<528, 530: return .gateway
        case 501...: return .overloaded
        default: return .malformed
        }
    }

    /// A complaint about the request, by its word.
    private static func complaint(_ word: String?) -> FailureClass {
        guard let word else { return .badRequest }
        if windowCodes.contains(word) { return .contextLength }
        if unsupportedCodes.contains(word) { return .unsupported }
        return policyCodes.contains(word) ? .contentFilter : .badRequest
    }

    /// An event has no status of its own: the code is one, or says one.
    private static func status(code: String?, type: String?) -> Int {
        if let code, let number = Int(code), (400..<600).contains(number) { return number }
        switch code ?? type ?? "" {
        case "rate_limit_exceeded", "rate_limit_error", "slow_down": return 429
        case let word where quotaCodes.contains(word): return 429
        case "server_is_overloaded", "overloaded_error", "service_unavailable_error", "unavailable_error": return 503
        case "context_length_exceeded", "invalid_request_error", "exceed_context_size_error", "BadRequestError":
            return 400
        default: return 500
        }
    }

    /// `{"error":{…}}`, `{"error":"text"}`, flat `{"code","error"}` and arrays of these all occur.
    private static func parse(_ body: ByteBuffer) -> (code: String?, type: String?) {
        guard let value = try? JSONValue.parse(body.readableBytesUInt8Span) else { return (nil, nil) }
        var root = value
        if case .array(let items) = value, let first = items.first { root = first }
        let error = root["error"] ?? root
        guard case .object = error else { return (word(root["code"]), nil) }
        return (word(error["code"]), word(error["type"]))
    }

    private static func word(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let text): text
        default: nil
        }
    }
}
