/// An error as the Bedrock runtime tells it: the message in the body, the type in a header.
struct BedrockError: Sendable, Equatable {
    var status: Int
    /// The name of the exception; nil for a path that no operation has.
    var type: String?
    var message: String

    init(_ status: Int, _ type: String?, _ message: String) {
        (self.status, self.type, self.message) = (status, type, message)
    }

    /// A request that breaks a rule.
    static func invalid(_ message: String) -> Self { Self(400, "ValidationException", message) }

    static let unknownOperation = Self(404, nil, "")

    var body: String {
        guard type != nil else {
            return #"{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}"#
        }
        return #"{"message":\#(quoted(message))}"#
    }

    /// The error in a stream: an exception when it has a name there.
    var frame: EventFrame {
        let names = [
            "InternalServerException", "ModelStreamErrorException", "ValidationException", "ThrottlingException",
            "ServiceUnavailableException", "ModelTimeoutException",
        ]
        guard let type, names.contains(type) else { return .error("InternalFailure", message: message) }
        return .exception(type.prefix(1).lowercased() + type.dropFirst(), message: message)
    }

    /// The error that Bedrock sends with this status (and code, where the script names one).
    static func known(_ reply: Behaviour.ErrorReply, model: String) -> Self {
        var error = ofStatus(reply.status)
        switch reply.code {
        case nil: break
        case "context_length_exceeded": error.message = "Input is too long for requested model."
        case "unsupported_parameter":
            error.message =
                "Malformed input request: #: extraneous key [top_k] is not permitted, please reformat your "
                + "input and try again."
        case "unsupported_value":
            error.message = "This model doesn't support the temperature field. Remove temperature and try again."
        case "content_policy_violation", "content_filter":
            error.message = "The model returned the following errors: Output blocked by content filtering policy"
        case "insufficient_quota":
            // Bedrock has no account that can run dry; its quota for a day is the nearest.
            error.message = "Too many tokens per day, please wait before trying again."
        case "slow_down", "rate_limit_exceeded", "invalid_api_key", "model_not_found", "server_is_overloaded": break
        case let code?: error.type = code
        }
        error.message = reply.message ?? error.message
        return error
    }

    private static func ofStatus(_ status: Int) -> Self {
        switch status {
        case 400: invalid("The provided request is not valid")
        // What other providers tell with 401 is 403 here.
        case 401: Self(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
        case 403:
            Self(403, "AccessDeniedException", "You don't have access to the model with the specified model ID.")
        case 404:
            Self(
                404, "ResourceNotFoundException",
                "This model version has reached the end of its life. Please refer to the AWS documentation for more "
                    + "details.")
        case 408: Self(408, "ModelTimeoutException", "Model has timed out in processing the request.")
        case 424: Self(424, "ModelErrorException", "The model returned an error while it processed the request.")
        case 429: Self(429, "ThrottlingException", "Too many requests, please wait before trying again.")
        case 503, 529:
            Self(
                503, "ServiceUnavailableException",
                "Bedrock is unable to process your request. Too many connections.")
        case 500...: Self(status, "InternalServerException", "The system encountered an unexpected error.")
        default: Self(status, "ValidationException", "The request could not be processed.")
        }
    }
}
