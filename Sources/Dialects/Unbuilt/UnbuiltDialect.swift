public import NIOCore
import PlanBWire

/// Paths of dialects that the product speaks but this build does not: they answer 501 in the caller's own shape, so that
/// its SDK shows the message.
public enum UnbuiltDialect: Sendable, Equatable {
    case anthropic
    case gemini
    case bedrock
    case cohere

    /// The dialect of `path`, or nil if the path is none of theirs.
    public static func match(path: String) -> UnbuiltDialect? {
        if path == "/v1/messages" || path.hasPrefix("/v1/messages/") { return .anthropic }
        if path.hasPrefix("/v1beta/") || path.contains("/publishers/") { return .gemini }
        if path.hasPrefix("/model/") { return .bedrock }
        if path.hasPrefix("/v2/") { return .cohere }
        return nil
    }

    /// What people call it.
    public var name: String {
        switch self {
        case .anthropic: "Anthropic"
        case .gemini: "Gemini"
        case .bedrock: "Bedrock"
        case .cohere: "Cohere"
        }
    }

    /// The error body in the shape of the dialect.
    public func body(_ error: ClientError) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        switch self {
        case .anthropic:
            writer.key("type")
            writer.string("error")
            writer.key("error")
            writer.beginObject()
            writer.key("type")
            writer.string("api_error")
            writer.key("message")
            writer.string(error.message)
            writer.endObject()
        case .gemini:
            writer.key("error")
            writer.beginObject()
            writer.key("code")
            writer.int(error.status)
            writer.key("message")
            writer.string(error.message)
            writer.key("status")
            writer.string("UNIMPLEMENTED")
            writer.endObject()
        case .bedrock, .cohere:
            writer.key("message")
            writer.string(error.message)
        }
        writer.endObject()
        return writer.buffer
    }
}
