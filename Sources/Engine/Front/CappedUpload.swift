import NIOCore

/// The rest of an upload, which fails when it grows beyond its limit: one in chunks does not say before how long it is.
final class CappedUpload: RequestBody {
    private let source: any RequestBody
    private let limit: Int
    private var received: Int

    /// `received` bytes came before.
    init(_ source: any RequestBody, limit: Int, received: Int) {
        self.source = source
        self.limit = limit
        self.received = received
    }

    var declaredLength: Int? { source.declaredLength }
    var isComplete: Bool { source.isComplete }

    func collect(upTo limit: Int) async throws(RequestBodyFailure) -> CollectedBody {
        try await source.collect(upTo: limit)
    }

    func next() async throws(RequestBodyFailure) -> ByteBuffer? {
        guard let bytes = try await source.next() else { return nil }
        received += bytes.readableBytes
        if received > limit { throw .tooLarge(limit: limit) }
        return bytes
    }
}
