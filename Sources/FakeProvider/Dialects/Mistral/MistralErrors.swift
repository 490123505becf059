/// An error as Mistral tells it: in one of four forms.
struct MistralError: Sendable, Equatable {
    enum Form: Sendable, Equatable {
        /// Of the service: a type and a code that is a number in a string.
        case service(type: String, code: String?)
        /// Of the check of the request: the way to the member, as JSON, and its value.
        case check(type: String, loc: String, input: JSON)
        /// Of the check of the key.
        case detail
        /// Of the proxy before it.
        case edge
    }

    var status: Int
    var message: String
    var form: Form

    init(_ status: Int, _ message: String, _ form: Form = .service(type: "invalid_request_error", code: nil)) {
        (self.status, self.message, self.form) = (status, message, form)
    }

    var body: String {
        switch form {
        case .service(let type, let code):
            return """
                {"object":"error","message":\(quoted(message)),"type":\(quoted(type)),"param":null,\
                "code":\(quoted(code)),"raw_status_code":\(status)}
                """
        case .check(let type, let loc, let input):
            let detail = #""loc":\#(loc),"msg":\#(quoted(message)),"input":\#(input.written)"#
            return #"{"detail":[{"type":\#(quoted(type)),\#(detail)}]}"#
        case .detail: return #"{"detail":\#(quoted(message))}"#
        case .edge: return #"{"message":\#(quoted(message))}"#
        }
    }

    /// The error that Mistral sends with this status (and code, where the script names one).
    static func known(_ reply: Behaviour.ErrorReply, model: String) -> Self {
        var error = ofStatus(reply.status, model)
        switch reply.code {
        case nil: break
        case "context_length_exceeded":
            error.message = "Prompt contains 140211 tokens, too large for model with 131072 maximum context length"
            error.form = .service(type: "invalid_request_prompt", code: "3051")
        case "unsupported_parameter": error = forbidden(["logit_bias"], .object([]))
        case "unsupported_value":
            error = Self(
                422, "Input should be less than or equal to 1.5",
                .check(type: "less_than_equal", loc: #"["body","temperature"]"#, input: .number("2")))
        case "insufficient_quota": error.message = "You have exceeded your monthly quota."
        case "slow_down": error = Self(429, "Requests rate limit exceeded", .edge)
        case "content_policy_violation", "content_filter":
            error.message = "The request was blocked by the moderation guardrails."
        case "rate_limit_exceeded", "invalid_api_key", "model_not_found", "server_is_overloaded": break
        case let code?: error.form = .service(type: "invalid_request_error", code: code)
        }
        // What the check of the request finds has a status of its own.
        if case .check = error.form {} else { error.status = reply.status }
        error.message = reply.message ?? error.message
        return error
    }

    /// A member that the provider does not know.
    static func forbidden(_ path: [String], _ input: JSON) -> Self {
        let loc = (["body"] + path).map { quoted($0) }.joined(separator: ",")
        return Self(
            422, "Extra inputs are not permitted", .check(type: "extra_forbidden", loc: "[\(loc)]", input: input))
    }

    private static func ofStatus(_ status: Int, _ model: String) -> Self {
        switch status {
        case 401: Self(401, "Unauthorized", .detail)
        case 402: Self(402, "Payment required", .detail)
        case 403: Self(403, "Forbidden", .detail)
        case 404: Self(404, "no Route matched with those values", .edge)
        case 422: Self(422, "Field required", .check(type: "missing", loc: #"["body","messages"]"#, input: .null))
        case 429: Self(429, "Rate limit exceeded", .service(type: "rate_limited", code: "1300"))
        case 503, 529:
            Self(status, "Service unavailable.", .service(type: "internal_server_error", code: "3000"))
        case 500...: Self(status, "Service unavailable.", .service(type: "internal_server_error", code: "1000"))
        default: Self(status, "Invalid model: \(model)", .service(type: "invalid_model", code: "1500"))
        }
    }
}
