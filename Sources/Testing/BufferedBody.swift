public import NIOCore
public import PlanBEngine

/// A request body that is all there.
public final class BufferedBody: RequestBody {
    private var bytes: ByteBuffer?
    /// Its length.
    public let declaredLength: Int?

    /// A body with the bytes of `text`.
    public init(_ text: String) {
        bytes = ByteBuffer(string: text)
        declaredLength = text.utf8.count
    }

    /// Whether it was read.
    public var isComplete: Bool { bytes == nil || declaredLength == 0 }

    /// All of it.
    public func collect(upTo limit: Int) async throws(RequestBodyFailure) -> CollectedBody {
        let all = try await next() ?? ByteBuffer()
        return all.readableBytes > limit ? .prefix(all) : .whole(all)
    }

    /// All of it, then nothing.
    public func next() async throws(RequestBodyFailure) -> ByteBuffer? {
        defer { bytes = nil }
        return bytes
    }
}
