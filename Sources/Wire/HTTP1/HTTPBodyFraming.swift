/// How the end of a message body is found (RFC 9112 §6.3).
public enum HTTPBodyFraming: Sendable, Equatable {
    /// No body follows the head.
    case none
    /// Exactly this many bytes follow, from Content-Length. May be 0.
    case length(Int)
    /// Chunks follow (RFC 9112 §7.1).
    case chunked
    /// The body ends when the sender closes the connection. Responses only.
    case untilClose
}
