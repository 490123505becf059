extension OpenAIError {
    /// The error that Azure sends with this status (and code, where the script names one).
    static func azure(_ reply: Behaviour.ErrorReply) -> OpenAIError {
        var error: OpenAIError
        switch (reply.status, reply.code) {
        case (400, "content_filter"): error = .azureContentFilter
        case (401, _): error = .azureKey
        case (404, _):
            error = OpenAIError(
                404,
                "The API deployment for this resource does not exist. If you created the deployment within the last 5 "
                    + "minutes, please wait a moment and try again.", code: "DeploymentNotFound")
        case (429, _):
            error = OpenAIError(
                429,
                "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have "
                    + "exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 7 seconds.")
        case (408, _): error = OpenAIError(408, "The operation was timeout.", code: "Timeout")
        case (500..., _):
            error = OpenAIError(
                reply.status, "The server had an error while processing your request. Sorry about that!",
                code: "InternalServerError")
        default: error = .known(reply, model: "")
        }
        error.code = reply.code ?? error.code
        error.message = reply.message ?? error.message
        return error
    }

    static let azureKey = OpenAIError(
        401,
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
            + "active subscription and use a correct regional API endpoint for your resource.")
    static let azureNotFound = OpenAIError(404, "Resource not found", code: "404")

    /// The prompt was blocked; the only error of Azure that says more than a code and a message.
    private static var azureContentFilter: OpenAIError {
        var error = OpenAIError(
            400,
            "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please "
                + "modify your prompt and retry.", code: "content_filter")
        error.more = """
            ,"type":null,"param":"prompt","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation",\
            "content_filter_result":{"hate":{"filtered":false,"severity":"safe"},\
            "self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},\
            "violence":{"filtered":true,"severity":"high"},"jailbreak":{"filtered":false,"detected":false}}}
            """
        return error
    }
}
