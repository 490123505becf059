import NIOCore
import PlanBWire

/// Errors of Plan B's own, as the AWS SDKs expect them.
/// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
enum ConverseError {
    static func body(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        var json = JSONWriter()
        write(error, story, &json)
        return json.buffer
    }

    /// The document of an error answer, and of an exception in a stream.
    static func write(_ error: ClientError, _ story: ErrorStory, _ json: inout JSONWriter) {
        json.beginObject()
        json.member("message", error.message)
        if story.attempts != nil || story.resumed != nil {
            json.key("planb")
            json.raw(
                OpenAIErrorBody.story(
                    requestID: story.requestID, attempts: story.attempts, resumed: story.resumed))
        }
        json.endObject()
    }

    /// The name of the exception that the SDKs throw.
    static func type(_ error: ClientError) -> String {
        switch error.status {
        case 429: error.code == "insufficient_quota" ? "ServiceQuotaExceededException" : "ThrottlingException"
        case 401, 403: "AccessDeniedException"
        case 402: "ServiceQuotaExceededException"
        case 404: "ResourceNotFoundException"
        case 408, 504: "ModelTimeoutException"
        case 400..<500: error.code == "insufficient_quota" ? "ServiceQuotaExceededException" : "ValidationException"
        case 503, 529: "ServiceUnavailableException"
        default: "InternalServerException"
        }
    }

    /// The name of the exception in a stream, which has fewer.
    static func event(_ error: ClientError, hasOutput: Bool) -> StaticString {
        switch error.status {
        case 429: "throttlingException"
        case 400..<500: "validationException"
        case 503, 529: "serviceUnavailableException"
        default: hasOutput ? "modelStreamErrorException" : "internalServerException"
        }
    }
}
