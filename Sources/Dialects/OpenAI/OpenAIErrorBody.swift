public import NIOCore
import PlanBWire

/// Errors as OpenAI's SDKs expect them: `{"error":{"message","type","param","code"}}`, all four keys always there.
public enum OpenAIErrorBody {
    /// The body of an error response, with the member `planb` that tells what was tried.
    public static func json(
        _ error: ClientError, requestID: String, attempts: [AttemptNote]?, resumed: SeamNote? = nil
    ) -> ByteBuffer {
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
        if attempts != nil || resumed != nil {
            writer.key("planb")
            append(requestID: requestID, attempts, resumed, to: &writer)
        }
        writer.endObject()
        return writer.buffer
    }

    /// The event that ends a stream which broke: the SDK raises `APIError` for it.
    public static func event(
        _ error: ClientError, requestID: String, attempts: [AttemptNote]?, resumed: SeamNote? = nil
    ) -> ByteBuffer {
        var event = ByteBuffer()
        SSEWriter.append(data: json(error, requestID: requestID, attempts: attempts, resumed: resumed), to: &event)
        return event
    }

    /// The member `planb` by itself: what was tried, if that is revealed, and where the answer was put together. Of several
    /// seams, the last one and their number.
    public static func story(requestID: String, attempts: [AttemptNote]?, resumed: SeamNote? = nil) -> ByteBuffer {
        var writer = JSONWriter()
        append(requestID: requestID, attempts, resumed, to: &writer)
        return writer.buffer
    }

    private static func append(
        requestID: String, _ attempts: [AttemptNote]?, _ resumed: SeamNote?, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("request_id", requestID)
        if let attempts { append(attempts, to: &writer) }
        if let resumed { append(resumed, to: &writer) }
        writer.endObject()
    }

    private static func append(_ seam: SeamNote, to writer: inout JSONWriter) {
        writer.key("resumed")
        writer.beginObject()
        writer.member("offset", seam.offset)
        if let from = seam.from { writer.member("from", from) }
        if let to = seam.to { writer.member("to", to) }
        writer.member("method", seam.method)
        if seam.count > 1 { writer.member("seams", seam.count) }
        writer.endObject()
    }

    private static func append(_ attempts: [AttemptNote], to writer: inout JSONWriter) {
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
