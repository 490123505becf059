import NIOCore
import PlanBWire

/// What is the same in all chunks of one answer. A client may take a chunk with another `id` for another answer, so
/// chunks of the answer that completes a broken one are given those of the broken one.
struct ChunkIdentity: Sendable {
    static let names: [StaticString] = ["id", "object", "created", "model", "system_fingerprint"]

    /// The values as JSON, in the order of `names`; nil for what the first chunk does not have.
    private let values: [ByteBuffer?]

    /// Copies the values, so that they do not keep a network buffer alive.
    init(_ parts: ChunkParts, in payload: ByteBuffer) {
        let bytes = payload.readableBytesSpan
        values = parts.identity.map { range in
            range.map { range in
                var value = ByteBuffer()
                value.writeBytes(bytes.extracting(range))
                return value
            }
        }
    }

    /// The index in `names`; nil if the member is not part of the identity.
    static func place(of key: Range<Int>, in bytes: Span<UInt8>) -> Int? {
        for (index, name) in names.enumerated() where JSONText.equals(key, name, in: bytes) { return index }
        return nil
    }

    /// Puts these values in the place of those that the chunk has.
    func impose(on parts: ChunkParts, _ patch: inout JSONPatch) {
        for (value, range) in zip(values, parts.identity) {
            if let value, let range { patch.replace(range, with: value) }
        }
    }
}
