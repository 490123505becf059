/// An error as Google's APIs tell it.
struct GeminiError: Sendable, Equatable {
    var status: Int
    /// The name of the canonical code: `RESOURCE_EXHAUSTED`.
    var name: String
    var message: String
    /// The items of `details`, as JSON.
    var details: [String] = []

    init(_ status: Int, _ name: String, _ message: String, _ details: [String] = []) {
        (self.status, self.name, self.message, self.details) = (status, name, message, details)
    }

    /// A request that breaks a rule.
    static func invalid(_ message: String) -> Self { Self(400, "INVALID_ARGUMENT", message) }

    /// A request with a name that no message has.
    static func unknownName(_ message: String, at path: String) -> Self {
        let field = path.isEmpty ? "" : #""field":\#(quoted(path)),"#
        return Self(
            400, "INVALID_ARGUMENT", message,
            [
                """
                {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{\(field)"description":\
                \(quoted(message))}]}
                """
            ])
    }

    var body: String { body(details: details) }
    /// As an event of a stream tells it.
    var brief: String { body(details: details) }

    private func body(details: [String]) -> String {
        let more = details.isEmpty ? "" : #","details":[\#(details.joined(separator: ","))]"#
        return #"{"error":{"code":\#(status),"message":\#(quoted(message)),"status":\#(quoted(name))\#(more)}}"#
    }

    /// The error that Gemini sends with this status (and code, where the script names one).
    static func known(_ reply: Behaviour.ErrorReply, model: String) -> Self {
        var error = ofStatus(reply, model.isEmpty ? "gemini-nope" : model)
        switch reply.code {
        case nil: break
        case "context_length_exceeded":
            error.message = "The input token count (1204411) exceeds the maximum number of tokens allowed (1048576)."
        case "unsupported_parameter":
            error.message = "Invalid JSON payload received. Unknown name \"seed\": Cannot find field."
        case "unsupported_value": error.message = "The value of temperature must be in the range [0.0, 2.0]."
        case "content_policy_violation", "content_filter": error.message = "The request was blocked by safety filters."
        // Codes that other providers have and this one tells by its status.
        case "insufficient_quota", "slow_down", "rate_limit_exceeded", "invalid_api_key", "model_not_found",
            "server_is_overloaded":
            break
        case let code?: error.name = code
        }
        error.message = reply.message ?? error.message
        return error
    }

    private static func ofStatus(_ reply: Behaviour.ErrorReply, _ model: String) -> Self {
        switch reply.status {
        case 400: return invalid("Request contains an invalid argument.")
        // A wrong key is an invalid argument here; only a wrong token is not authenticated.
        case 401: return invalidKey
        case 402: return Self(402, "RESOURCE_EXHAUSTED", "Your prepaid balance is used up.")
        case 403: return Self(403, "PERMISSION_DENIED", "The caller does not have permission")
        case 404:
            return Self(
                404, "NOT_FOUND",
                "models/\(model) is not found for API version v1beta, or is not supported for generateContent.")
        case 409: return Self(409, "ABORTED", "The operation was aborted.")
        case 429: return rateLimit(reply, model)
        case 499: return Self(499, "CANCELLED", "The operation was cancelled.")
        case 503: return Self(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
        case 504, 408:
            return Self(reply.status, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete.")
        case 500...: return Self(reply.status, "INTERNAL", "An internal error has occurred. Please retry or report.")
        default: return Self(reply.status, "INVALID_ARGUMENT", "Request contains an invalid argument.")
        }
    }

    static var invalidKey: Self {
        let message = "API key not valid. Please pass a valid API key."
        return Self(
            400, "INVALID_ARGUMENT", message,
            [
                """
                {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":\
                "googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}
                """,
                """
                {"@type":"type.googleapis.com/google.rpc.LocalizedMessage","locale":"en-US","message":\(quoted(message))}
                """,
            ])
    }

    /// The hint when to come again is in the body, not in a header.
    private static func rateLimit(_ reply: Behaviour.ErrorReply, _ model: String) -> Self {
        let delay = reply.hint.delay
        let perDay = reply.code == "insufficient_quota"
        let quota = "GenerateContentPaidTierInputTokensPerModelPer\(perDay ? "Day" : "Minute")"
        var details = [
            """
            {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":\
            "generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count","quotaId":"\(quota)",\
            "quotaDimensions":{"location":"global","model":\(quoted(model))},"quotaValue":"1000000"}]}
            """
        ]
        if let delay {
            details.append(
                #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":\#(quoted(delay))}"#)
        }
        let wait = delay.map { " Please retry in \($0)." } ?? ""
        return Self(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.\(wait)", details)
    }
}

extension Behaviour.RetryHint {
    /// The time to wait as Google writes it: `14.2s`.
    fileprivate var delay: String? {
        if let retryAfter { return "\(retryAfter)s" }
        if let retryAfterDate { return "\(retryAfterDate)s" }
        guard let retryAfterMs else { return nil }
        return Double(retryAfterMs).map { "\($0 / 1000)s" } ?? "\(retryAfterMs)s"
    }
}
