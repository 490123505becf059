public import NIOCore

/// Cuts a stream of `application/vnd.amazon.eventstream` into messages as its bytes arrive, with the same result however
/// the bytes are split. Both checksums of each message are verified.
/// https://smithy.io/2.0/aws/amazon-eventstream.html
///
/// After each `append` call `next` until it returns nil: then what remains to be kept is only the message that is not yet
/// complete.
public struct EventStreamFramer: Sendable {
    /// The most bytes of headers in a message: the limit of Amazon's own readers.
    public static let mostHeaderBytes = 128 << 10
    /// The most bytes of payload in a message: the limit of Amazon's own readers.
    public static let mostPayloadBytes = 24 << 20

    /// Two lengths and their checksum.
    private static let preludeBytes = 12
    /// The prelude, and the checksum at the end.
    private static let frameBytes = 16

    /// Everything received from the start of the current message on.
    private var buffer = ByteBuffer()
    /// Whether others may hold the storage of `buffer`, so that writing to it would copy all of it.
    private var isShared = true
    /// What the prelude of the current message says, once it is there.
    private var lengths: (total: Int, headers: Int)?
    private var fault: EventStreamFault?

    /// Nothing was received.
    public init() {}

    /// Whether the stream may end here: no part of a message waits for the rest.
    public var isBetweenMessages: Bool { buffer.readableBytes == 0 && fault == nil }

    /// Takes the readable bytes of `bytes` in. They are copied only if an incomplete message waits for them.
    public mutating func append(_ bytes: ByteBuffer) {
        if bytes.readableBytes == 0 || fault != nil { return }
        if buffer.readableBytes == 0 {
            buffer = bytes
            isShared = true
        } else if isShared {
            // Copy what remains, not the storage it is a slice of.
            var joined = ByteBuffer()
            joined.reserveCapacity(buffer.readableBytes + bytes.readableBytes)
            joined.writeImmutableBuffer(buffer)
            joined.writeImmutableBuffer(bytes)
            buffer = joined
            isShared = false
        } else {
            // What was read is given up once it is the larger part, so that moving the rest costs a constant per byte.
            if buffer.readerIndex > buffer.readableBytes { buffer.discardReadBytes() }
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next message that is complete; nil if more bytes are needed.
    /// - Throws: the first fault of the stream, and again at each further call: it cannot be read on.
    public mutating func next() throws(EventStreamFault) -> EventStreamMessage? {
        if let fault { throw fault }
        do throws(EventStreamFault) { return try nextMessage() } catch {
            fault = error
            buffer = ByteBuffer()
            throw error
        }
    }

    private mutating func nextMessage() throws(EventStreamFault) -> EventStreamMessage? {
        if lengths == nil { lengths = try readPrelude() }
        guard let lengths else { return nil }
        guard buffer.readableBytes >= lengths.total else { return nil }
        let checksum = CRC32.checksum(buffer.readableBytesUInt8Span.extracting(0..<lengths.total - 4))
        guard var message = buffer.readSlice(length: lengths.total) else { return nil }
        message.moveReaderIndex(forwardBy: Self.preludeBytes)
        guard let headers = message.readSlice(length: lengths.headers),
            let payload = message.readSlice(length: lengths.total - lengths.headers - Self.frameBytes),
            checksum == message.readInteger()
        else { throw .messageChecksum }
        self.lengths = nil
        isShared = true
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return EventStreamMessage(headers: try EventStreamHeaders.read(headers), payload: payload)
    }

    /// The checksum comes first: without it the lengths mean nothing.
    private func readPrelude() throws(EventStreamFault) -> (total: Int, headers: Int)? {
        guard buffer.readableBytes >= Self.preludeBytes else { return nil }
        var prelude = buffer
        guard let total = prelude.readInteger(as: UInt32.self), let headers = prelude.readInteger(as: UInt32.self),
            let checksum = prelude.readInteger(as: UInt32.self)
        else { return nil }
        guard CRC32.checksum(buffer.readableBytesUInt8Span.extracting(0..<8)) == checksum else {
            throw .preludeChecksum
        }
        guard headers <= Self.mostHeaderBytes else { throw .tooLong(limit: Self.mostHeaderBytes) }
        guard Int(total) >= Int(headers) + Self.frameBytes else { throw .length }
        guard Int(total) - Int(headers) - Self.frameBytes <= Self.mostPayloadBytes else {
            throw .tooLong(limit: Self.mostPayloadBytes)
        }
        return (Int(total), Int(headers))
    }
}
