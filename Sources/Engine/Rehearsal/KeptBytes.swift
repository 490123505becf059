import NIOCore

/// An answer that is put together to be looked at.
struct KeptBytes {
    /// The longest answer that is looked at, in bytes.
    static let longest = 1 << 20

    /// What has come; nil: it is too long.
    private(set) var bytes: ByteBuffer? = ByteBuffer()

    mutating func keep(_ more: ByteBuffer) {
        guard let size = bytes?.readableBytes else { return }
        guard size + more.readableBytes <= Self.longest else {
            bytes = nil
            return
        }
        bytes?.writeImmutableBuffer(more)
    }
}
