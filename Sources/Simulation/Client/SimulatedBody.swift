import NIOCore
import PlanBEngine

/// A request body that has arrived.
final class SimulatedBody: RequestBody {
    private var bytes: ByteBuffer?
    let declaredLength: Int?

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
        declaredLength = bytes.readableBytes
    }

    var isComplete: Bool { bytes == nil }

    func collect(upTo limit: Int) async throws(RequestBodyFailure) -> CollectedBody {
        .whole(try await next() ?? ByteBuffer())
    }

    func next() async throws(RequestBodyFailure) -> ByteBuffer? {
        defer { bytes = nil }
        return bytes
    }
}
