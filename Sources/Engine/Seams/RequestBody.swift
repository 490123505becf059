public import NIOCore

/// The body of the client's request as it arrives. Confined to the event loop of its connection.
public protocol RequestBody: AnyObject {
    /// The length from `content-length`; nil if the body is chunked; 0 if there is none.
    var declaredLength: Int? { get }

    /// Whether all of it was read.
    var isComplete: Bool { get }

    /// The most bytes that may come, in all. A body that grows beyond is malformed.
    var ceiling: Int { get set }

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
}
