/// The two versions of HTTP/1. Every other version is refused (`HTTPFault.Reason.version`).
public enum HTTPVersion: Sendable, Equatable {
    case http1_0
    case http1_1
}
