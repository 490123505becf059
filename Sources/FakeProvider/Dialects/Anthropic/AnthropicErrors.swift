/// An error as Anthropic tells it.
struct AnthropicError: Sendable, Equatable {
    var status: Int
    var type: String
    var message: String
    /// What clients are asked to go by, where there is one.
    var code: String?

    init(_ status: Int, _ type: String, _ message: String, code: String? = nil) {
        (self.status, self.type, self.message, self.code) = (status, type, message, code)
    }

    /// A request that breaks a rule.
    static func invalid(_ message: String) -> Self { Self(400, "invalid_request_error", message) }

    func body(requestID: String) -> String {
        let details = code.map { #","details":{"error_code":\#(quoted($0))}"# } ?? ""
        return """
            {"type":"error","error":{"type":\(quoted(type)),"message":\(quoted(message))\(details)},\
            "request_id":\(quoted(requestID))}
            """
    }

    /// The error that Anthropic sends with this status (and code, where the script names one).
    static func known(_ reply: Behaviour.ErrorReply, model: String) -> Self {
        var error = ofStatus(reply.status, model)
        switch reply.code {
        case nil: break
        case "insufficient_quota":
            (error.message, error.code) = ("Monthly usage threshold reached.", "enforced_spend_limit_reached")
        case "slow_down":
            (error.message, error.code) = ("Traffic grew too fast. Please slow down.", "ramp_limit_exceeded")
        case "context_length_exceeded": error.message = "prompt is too long: 1204411 tokens > 1000000 maximum"
        case "unsupported_parameter": error.message = "logit_bias: Extra inputs are not permitted"
        case "unsupported_value": error.message = "temperature: Extra inputs are not permitted"
        case "content_policy_violation", "content_filter": error.message = "Output blocked by content filtering policy"
        // Codes that other providers have and this one tells by its type.
        case "rate_limit_exceeded", "invalid_api_key", "model_not_found", "server_is_overloaded": break
        default: error.code = reply.code
        }
        error.message = reply.message ?? error.message
        return error
    }

    private static func ofStatus(_ status: Int, _ model: String) -> Self {
        switch status {
        case 400: invalid("messages: Input should be a valid list")
        case 401: Self(401, "authentication_error", "invalid x-api-key")
        case 402: Self(402, "billing_error", "Your organization has no credit left.")
        case 403: Self(403, "permission_error", "Your API key does not have permission to use the specified resource.")
        case 404: Self(404, "not_found_error", "model: \(model.isEmpty ? "claude-nope" : model)")
        case 408, 504: Self(status, "timeout_error", "The request took too long. Use a stream for long requests.")
        case 409: Self(409, "conflict_error", "The resource is being changed by another request.")
        case 413: Self(413, "request_too_large", "Request exceeds the maximum size")
        case 429:
            Self(
                429, "rate_limit_error",
                "This request would exceed the rate limit for your organization of 30,000 input tokens per minute.")
        case 529: Self(529, "overloaded_error", "Overloaded")
        case 500...: Self(status, "api_error", "Internal server error")
        default: Self(status, "invalid_request_error", "The request could not be processed.")
        }
    }
}
