public import NIOCore
import PlanBDialects
public import PlanBVocabulary

/// The body of the client's request as it arrives. Confined to the event loop of its connection.
public protocol RequestBody: AnyObject {
    /// The length from `content-length`; nil if the body is chunked; 0 if there is none.
    var declaredLength: Int? { get }

    /// Whether all of it was read.
    var isComplete: Bool { get }

    /// Collects the body if it is at most `limit` bytes long. If it is longer, returns what has arrived so far: `next`
    /// gives the rest.
    func collect(upTo limit: Int) async throws(RequestBodyFailure) -> CollectedBody

    /// The next bytes; nil at the end.
    func next() async throws(RequestBodyFailure) -> ByteBuffer?
}

/// What `collect` found.
public enum CollectedBody: Sendable {
    /// Everything.
    case whole(ByteBuffer)
    /// More than the limit: the beginning.
    case prefix(ByteBuffer)
}

/// Why a body did not arrive.
public enum RequestBodyFailure: Error, Sendable, Equatable {
    /// The connection ended or the client stopped sending.
    case gone
    /// The body stalled for longer than the listener waits.
    case tooSlow
    /// The framing is broken; what is wrong.
    case malformed(String)
    /// It is longer than an upload may be; the limit in bytes.
    case tooLarge(limit: Int)
}

extension RequestBodyFailure {
    /// What an attempt fails with whose upload breaks in this way: a mistake of the client, so no target is at fault.
    public var attemptFailure: AttemptFailure {
        let error = clientError
        if case .gone = self { return AttemptFailure(.clientGone, detail: "the upload broke off") }
        return AttemptFailure(.badRequest, status: error.status, code: error.code, detail: error.message)
    }

    /// What the client is told.
    var clientError: ClientError {
        switch self {
        case .gone: ClientError(400, code: "incomplete_body", "The connection ended before the body did.")
        case .tooSlow:
            ClientError(408, code: "body_too_slow", "The request body stopped arriving.", shouldRetry: true)
        case .malformed(let reason): .badRequest("malformed_body", "The request body is broken: \(reason)")
        case .tooLarge(let limit): .tooLarge("upload", limit: limit)
        }
    }
}

extension ClientError {
    /// 413 with the name of the limit.
    static func tooLarge(_ name: String, limit: Int) -> ClientError {
        ClientError(
            413, code: "request_too_large",
            "The request is larger than \"limits: {\(name): \(limit >> 20)MiB}\" of this gateway.", shouldRetry: false)
    }
}
