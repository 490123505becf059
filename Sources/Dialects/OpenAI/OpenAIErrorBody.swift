public import NIOCore
import PlanBWire

/// Errors as OpenAI's SDKs expect them: `{"error":{"message","type","param","code"}}`, all four keys always there.
public enum OpenAIErrorBody {
    /// The body of an error response, with the member `planb` that tells what was tried.
    public static func json(_ error: ClientError, requestID: String, attempts: [AttemptNote]?) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.key("message")
        writer.string(error.message)
        writer.key("type")
        writer.string(type(of: error))
        writer.key("param")
        if let parameter = error.parameter { writer.string(parameter) } else { writer.null() }
        writer.key("code")
        writer.string(error.code)
        writer.endObject()
        if let attempts {
            writer.key("planb")
            append(requestID: requestID, attempts: attempts, to: &writer)
        }
        writer.endObject()
        return writer.buffer
    }

    /// The event that ends a stream which broke: the SDK raises `APIError` for it.
    public static func event(_ error: ClientError, requestID: String, attempts: [AttemptNote]?) -> ByteBuffer {
        var event = ByteBuffer()
        SSEWriter.append(data: json(error, requestID: requestID, attempts: attempts), to: &event)
        return event
    }

    /// The member `planb` by itself: what was tried.
    public static func story(requestID: String, attempts: [AttemptNote]) -> ByteBuffer {
        var writer = JSONWriter()
        append(requestID: requestID, attempts: attempts, to: &writer)
        return writer.buffer
    }

    private static func append(requestID: String, attempts: [AttemptNote], to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("request_id")
        writer.string(requestID)
        writer.key("attempts")
        writer.beginArray()
        for attempt in attempts {
            writer.beginObject()
            writer.key("target")
            writer.string(attempt.target)
            writer.key("outcome")
            writer.string(attempt.outcome)
            writer.key("ms")
            writer.int(attempt.milliseconds)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func type(of error: ClientError) -> String {
        switch error.status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 400..<500: "invalid_request_error"
        case 503: "service_unavailable_error"
        default: "server_error"
        }
    }
}
