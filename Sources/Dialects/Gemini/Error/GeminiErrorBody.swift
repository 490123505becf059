import NIOCore
import PlanBWire

/// Errors as Google's SDKs expect them: `{"error":{"code","message","status","details"}}`. https://google.aip.dev/193
enum GeminiErrorBody {
    /// The body, with the member `planb` that tells what was tried.
    static func json(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.member("code", error.status)
        writer.member("message", error.message)
        writer.member("status", status(error.status))
        writer.key("details")
        writer.beginArray()
        writeDetails(error, &writer)
        writer.endArray()
        writer.endObject()
        if story.attempts != nil || story.resumed != nil {
            writer.key("planb")
            writer.raw(
                OpenAIErrorBody.story(
                    requestID: story.requestID, attempts: story.attempts, resumed: story.resumed))
        }
        writer.endObject()
        return writer.buffer
    }

    /// The stable word, the member at fault, and how long to wait, in the forms that Google has for them.
    private static func writeDetails(_ error: ClientError, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("@type", "type.googleapis.com/google.rpc.ErrorInfo")
        writer.member("reason", error.code.uppercased())
        writer.member("domain", "planb")
        writer.endObject()
        if let parameter = error.parameter {
            writer.beginObject()
            writer.member("@type", "type.googleapis.com/google.rpc.BadRequest")
            writer.key("fieldViolations")
            writer.beginArray()
            writer.beginObject()
            writer.member("field", parameter)
            writer.member("description", error.message)
            writer.endObject()
            writer.endArray()
            writer.endObject()
        }
        if let seconds = error.retryAfterSeconds {
            writer.beginObject()
            writer.member("@type", "type.googleapis.com/google.rpc.RetryInfo")
            writer.member("retryDelay", "\(seconds)s")
            writer.endObject()
        }
    }

    /// The word of `google.rpc.Code` for an HTTP status.
    private static func status(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 409: "ABORTED"
        case 402, 429: "RESOURCE_EXHAUSTED"
        case 499: "CANCELLED"
        case 405, 501: "UNIMPLEMENTED"
        case 400..<500: "INVALID_ARGUMENT"
        case 503, 529: "UNAVAILABLE"
        default: "INTERNAL"
        }
    }
}
