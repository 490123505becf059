import NIOCore
import PlanBDialects

/// Puts an error that comes before any attempt into the shape of the caller's dialect, which its path tells.
enum ErrorShape {
    static func body(_ error: ClientError, path: String, id: String) -> ByteBuffer {
        if let other = UnbuiltDialect.match(path: path) { return other.body(error) }
        return OpenAIErrorBody.json(error, requestID: id, attempts: [])
    }
}
