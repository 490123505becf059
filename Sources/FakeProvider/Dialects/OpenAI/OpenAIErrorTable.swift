extension OpenAIError {
    /// The error that OpenAI sends with this status (and code, where the script names one).
    static func known(_ reply: Behaviour.ErrorReply, model: String) -> OpenAIError {
        let model = model.isEmpty ? "gpt-4.1" : model
        let ofStatus = table(model).filter { $0.status == reply.status }
        var error: OpenAIError
        if let code = reply.code {
            error = ofStatus.first { $0.code == code } ?? other(reply.status)
            error.code = code
        } else {
            error = ofStatus.first ?? other(reply.status)
        }
        if let message = reply.message { error.message = message }
        return error
    }

    private static func other(_ status: Int) -> OpenAIError {
        status >= 500
            ? OpenAIError(
                status, "The server had an error while processing your request. Sorry about that!",
                type: "server_error")
            : OpenAIError(status, "The request could not be processed.")
    }

    /// The first one of each status is its usual one.
    private static func table(_ model: String) -> [OpenAIError] {
        [
            OpenAIError(400, "Invalid value for 'temperature'.", param: "temperature", code: "invalid_value"),
            OpenAIError(
                400,
                "This model's maximum context length is 128000 tokens. However, your messages resulted in 140211 "
                    + "tokens. Please reduce the length of the messages.", param: "messages",
                code: "context_length_exceeded"),
            OpenAIError(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' "
                    + "instead.", param: "max_tokens", code: "unsupported_parameter"),
            OpenAIError(
                400,
                "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is "
                    + "supported.", param: "temperature", code: "unsupported_value"),
            OpenAIError(
                400, "Your request was rejected as a result of our safety system.", type: "image_generation_user_error",
                code: "content_policy_violation"),
            OpenAIError(
                400, "The prompt was filtered.", param: "prompt", code: "content_filter"),
            OpenAIError(
                401,
                "Incorrect API key provided: sk-x***0000. You can find your API key at "
                    + "https://platform.openai.com/account/api-keys.", code: "invalid_api_key"),
            OpenAIError(
                403, "Country, region, or territory not supported", type: "request_forbidden",
                code: "unsupported_country_region_territory"),
            .unknownModel(model),
            OpenAIError(408, "Request timed out.", type: "timeout"),
            OpenAIError(409, "The resource is being changed by another request.", type: "conflict"),
            OpenAIError(413, "Maximum content size limit (26214400) exceeded.", type: "server_error"),
            OpenAIError(415, "Unsupported Media Type"),
            OpenAIError(422, "The request could not be processed.", type: "invalid_request_error"),
            OpenAIError(
                429,
                "Rate limit reached for \(model) in organization org-fake on tokens per min (TPM): Limit 30000, Used "
                    + "29870, Requested 512. Please try again in 764ms.", type: "tokens", code: "rate_limit_exceeded"),
            OpenAIError(
                429, "You exceeded your current quota, please check your plan and billing details.",
                type: "insufficient_quota", code: "insufficient_quota"),
            OpenAIError(
                429, "Traffic grew too fast. Please slow down and try again.", type: "requests", code: "slow_down"),
            OpenAIError(
                500, "The server had an error while processing your request. Sorry about that!", type: "server_error"),
            OpenAIError(502, "Bad gateway.", type: "server_error"),
            OpenAIError(
                503, "The engine is currently overloaded, please try again later.", type: "service_unavailable_error",
                code: "server_is_overloaded"),
            OpenAIError(504, "The upstream request timed out.", type: "server_error"),
            OpenAIError(529, "The service is overloaded.", type: "service_unavailable_error"),
        ]
    }
}
