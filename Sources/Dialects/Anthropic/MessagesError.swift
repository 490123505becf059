import NIOCore
import PlanBWire

/// Errors as Anthropic's SDKs expect them.
enum MessagesError {
    static func json(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "error")
        writer.key("error")
        writer.beginObject()
        writer.member("type", type(of: error))
        writer.member("message", message(of: error))
        // Where Anthropic has its own codes for programs.
        writer.key("details")
        writer.beginObject()
        if error.parameter == MessagesField.thread {
            // By this the SDKs' tool runners know that they have to send the whole conversation.
            writer.member("error_code", "thread_unsupported_request")
            writer.key("unsupported")
            writer.beginArray()
            writer.string("model")
            writer.endArray()
        } else {
            writer.member("error_code", error.code)
        }
        if let parameter = error.parameter { writer.member("param", parameter) }
        writer.endObject()
        writer.endObject()
        writer.member("request_id", story.requestID)
        if story.attempts != nil || story.resumed != nil {
            writer.key("planb")
            writer.raw(
                OpenAIErrorBody.story(requestID: story.requestID, attempts: story.attempts, resumed: story.resumed))
        }
        writer.endObject()
        return writer.buffer
    }

    /// Programs know a prompt that is too long by the first words of the message.
    private static func message(of error: ClientError) -> String {
        guard error.code == "context_length_exceeded", !error.message.hasPrefix("prompt is too long") else {
            return error.message
        }
        return "prompt is too long: " + error.message
    }

    private static func type(of error: ClientError) -> String {
        switch MessagesCodec.status(error) {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 504: "timeout_error"
        case 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }
}
