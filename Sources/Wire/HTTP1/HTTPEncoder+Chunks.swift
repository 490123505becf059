public import NIOCore

extension HTTPEncoder {
    /// Writes one chunk (RFC 9112 §7.1). An empty payload writes nothing, since a chunk of size 0 would end the body.
    public static func appendChunk(_ payload: ByteBuffer, to buffer: inout ByteBuffer) {
        guard payload.readableBytes > 0 else { return }
        buffer.writeString(String(payload.readableBytes, radix: 16))
        buffer.writeStaticString("\r\n")
        buffer.writeImmutableBuffer(payload)
        buffer.writeStaticString("\r\n")
    }

    /// Writes the chunk that ends the body, without trailer fields.
    public static func appendLastChunk(to buffer: inout ByteBuffer) {
        buffer.writeStaticString("0\r\n\r\n")
    }

    /// A chunk whose payload is written straight into the buffer it will be sent from. The size goes before the payload
    /// but is known only after it, so that its place is kept with eight digits; leading zeros are allowed
    /// (RFC 9112 §7.1), and eight digits are more than a buffer can hold.
    ///
    /// Between `init` and `close` the buffer may only be written to at its end: not cleared, not compacted.
    public struct OpenChunk: Sendable {
        private static let placeholder: StaticString = "00000000\r\n"
        private let start: Int

        /// Writes the place for the size to the end of `buffer`. The payload comes next.
        public init(in buffer: inout ByteBuffer) {
            start = buffer.writerIndex
            buffer.writeStaticString(Self.placeholder)
        }

        /// Fills in the size and ends the chunk. If no payload was written the place for its size is taken back, since
        /// a chunk of size 0 would end the body.
        public consuming func close(_ buffer: inout ByteBuffer) {
            let size = buffer.writerIndex - start - Self.placeholder.utf8CodeUnitCount
            assert(size >= 0, "the buffer was cleared or compacted while a chunk was open in it")
            guard size > 0 else {
                if size == 0 { buffer.moveWriterIndex(to: start) }
                return
            }
            var digits: UInt64 = 0
            for digit in 0..<8 {
                let nibble = UInt64(truncatingIfNeeded: size >> (28 - 4 * digit)) & 0xF
                digits = digits << 8 | (nibble < 10 ? 0x30 + nibble : 0x57 + nibble)
            }
            buffer.setInteger(digits, at: start)
            buffer.writeStaticString("\r\n")
        }
    }
}
