/// A request method (RFC 9110 §9). Methods are case-sensitive: "post" is `.other("post")`, not `.post`.
public enum HTTPVerb: Sendable, Equatable {
    case get, head, post, put, patch, delete, options, connect, trace
    /// Any other token, as it was sent.
    case other(String)
}

extension HTTPVerb: CustomStringConvertible {
    /// The method as it stands on the request line.
    public var description: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other(let token): token
        }
    }

    /// The method in `bytes`, or nil if it is not a token of at most `longest` bytes.
    static func parse(_ bytes: Span<UInt8>) -> HTTPVerb? {
        switch bytes.count {
        case 3 where bytes.isLiteral("GET"): return .get
        case 3 where bytes.isLiteral("PUT"): return .put
        case 4 where bytes.isLiteral("POST"): return .post
        case 4 where bytes.isLiteral("HEAD"): return .head
        case 5 where bytes.isLiteral("PATCH"): return .patch
        case 5 where bytes.isLiteral("TRACE"): return .trace
        case 6 where bytes.isLiteral("DELETE"): return .delete
        case 7 where bytes.isLiteral("OPTIONS"): return .options
        case 7 where bytes.isLiteral("CONNECT"): return .connect
        case 1...longest where bytes.consists(of: .token): return .other(bytes.text)
        default: return nil
        }
    }

    /// The longest method accepted, in bytes. The longest one IANA has registered has 17 ("UPDATEREDIRECTREF").
    static let longest = 32
}
