/// An error as Cohere tells it: a message and nothing to tell errors apart by.
struct CohereError: Sendable, Equatable {
    var status: Int
    var message: String

    init(_ status: Int, _ message: String) { (self.status, self.message) = (status, message) }

    /// A request that breaks a rule.
    static func invalid(_ message: String) -> Self { Self(400, "invalid request: \(message)") }

    func body(id: String) -> String { #"{"id":\#(quoted(id)),"message":\#(quoted(message))}"# }

    /// The error that Cohere sends with this status (and code, where the script names one).
    static func known(_ reply: Behaviour.ErrorReply, model: String) -> Self {
        var error = Self(reply.status, message(reply.status, model))
        switch reply.code {
        case "insufficient_quota":
            error.message = "You are using a Trial key, which is limited to 1000 API calls / month."
        case "context_length_exceeded":
            error.message =
                "too many tokens: total number of tokens in the request cannot exceed 128000 - received 140211."
        case "unsupported_parameter":
            error.message = "invalid request: unknown field: parameter 'logit_bias' is not a valid field"
        case "unsupported_value": error.message = "invalid request: temperature must be between 0 and 1.0 inclusive."
        case "content_policy_violation", "content_filter":
            error.message = "invalid request: the request was blocked by the safety mode."
        default: break
        }
        error.message = reply.message ?? error.message
        return error
    }

    private static func message(_ status: Int, _ model: String) -> String {
        switch status {
        case 400: "invalid request: message must be at least 1 token long or tool results must be specified."
        case 401: "invalid api token"
        case 402: "Please add or update your payment method."
        case 403: "you do not have access to this resource"
        case 404: notFound(model.isEmpty ? "command-nope" : model)
        case 422: "unprocessable entity"
        case 429: "You are using a Trial key, which is limited to 20 API calls / minute."
        case 498: "the token was blocked"
        case 499: "request cancelled"
        case 501: "not implemented"
        case 503, 529: "the service is overloaded, please try again later."
        case 504: "request timed out"
        default: status >= 500 ? "internal server error" : "the request could not be processed"
        }
    }

    static func notFound(_ model: String) -> String {
        "model '\(model)' not found, make sure the correct model ID was used and that you have access to the model."
    }
}
