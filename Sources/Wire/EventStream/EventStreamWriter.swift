public import NIOCore

/// Writes messages of `application/vnd.amazon.eventstream`.
public enum EventStreamWriter {
    /// Appends a message.
    ///
    /// A name is cut to 255 bytes, text and bytes of a header to 65,535: the format cannot hold more.
    /// - Parameters:
    ///   - headers: its headers; no two of the same name.
    ///   - payload: its payload; the readable bytes are copied.
    ///   - buffer: what to append to.
    public static func append(
        headers: [EventStreamHeader], payload: ByteBuffer, to buffer: inout ByteBuffer
    ) {
        let start = begin(reserving: payload.readableBytes + 128, &buffer)
        for header in headers { write(header, to: &buffer) }
        let headerBytes = buffer.writerIndex - start - 12
        buffer.writeImmutableBuffer(payload)
        end(start: start, headerBytes: headerBytes, &buffer)
    }

    /// Appends a message whose headers are text and whose payload is a JSON document.
    /// - Parameters:
    ///   - headers: names and texts; no two of the same name, none longer than 255 bytes.
    ///   - buffer: what to append to.
    ///   - payload: writes the payload.
    public static func append(
        headers: [(name: StaticString, text: StaticString)], to buffer: inout ByteBuffer,
        payload: (inout JSONWriter) -> Void
    ) {
        let start = begin(reserving: 256, &buffer)
        for header in headers {
            buffer.writeInteger(UInt8(clamping: header.name.utf8CodeUnitCount))
            buffer.writeStaticString(header.name)
            buffer.writeInteger(7 as UInt8)
            buffer.writeInteger(UInt16(clamping: header.text.utf8CodeUnitCount))
            buffer.writeStaticString(header.text)
        }
        let headerBytes = buffer.writerIndex - start - 12
        var writer = JSONWriter(buffer: buffer)
        // So that the writer holds the only reference to the storage and need not copy it.
        buffer = ByteBuffer()
        payload(&writer)
        buffer = writer.buffer
        // And so that this is the only one again.
        writer = JSONWriter()
        end(start: start, headerBytes: headerBytes, &buffer)
    }

    /// Leaves room for the prelude.
    private static func begin(reserving count: Int, _ buffer: inout ByteBuffer) -> Int {
        let start = buffer.writerIndex
        buffer.reserveCapacity(minimumWritableBytes: count)
        buffer.writeRepeatingByte(0, count: 12)
        return start
    }

    private static func end(start: Int, headerBytes: Int, _ buffer: inout ByteBuffer) {
        buffer.setInteger(UInt32(clamping: buffer.writerIndex - start + 4), at: start)
        buffer.setInteger(UInt32(clamping: headerBytes), at: start + 4)
        buffer.setInteger(checksum(from: start, count: 8, buffer), at: start + 8)
        buffer.writeInteger(checksum(from: start, count: buffer.writerIndex - start, buffer))
    }

    private static func checksum(from start: Int, count: Int, _ buffer: ByteBuffer) -> UInt32 {
        let first = start - buffer.readerIndex
        return CRC32.checksum(buffer.readableBytesUInt8Span.extracting(first..<first + count))
    }

    private static func write(_ header: EventStreamHeader, to buffer: inout ByteBuffer) {
        let name = header.name.readableBytesView.prefix(255)
        buffer.writeInteger(UInt8(clamping: name.count))
        buffer.writeBytes(name)
        switch header.value {
        case .bool(let value): buffer.writeInteger(value ? 0 : 1 as UInt8)
        case .int8(let value): writeKind(2, value, to: &buffer)
        case .int16(let value): writeKind(3, value, to: &buffer)
        case .int32(let value): writeKind(4, value, to: &buffer)
        case .int64(let value): writeKind(5, value, to: &buffer)
        case .bytes(let value): writeKind(6, value, to: &buffer)
        case .string(let value): writeKind(7, value, to: &buffer)
        case .timestamp(let value): writeKind(8, value, to: &buffer)
        case .uuid(let value):
            buffer.writeInteger(9 as UInt8)
            let bytes = value.readableBytesView.prefix(16)
            buffer.writeBytes(bytes)
            buffer.writeRepeatingByte(0, count: 16 - bytes.count)
        }
    }

    private static func writeKind(_ kind: UInt8, _ value: some FixedWidthInteger, to buffer: inout ByteBuffer) {
        buffer.writeInteger(kind)
        buffer.writeInteger(value)
    }

    private static func writeKind(_ kind: UInt8, _ value: ByteBuffer, to buffer: inout ByteBuffer) {
        let bytes = value.readableBytesView.prefix(65_535)
        buffer.writeInteger(kind)
        buffer.writeInteger(UInt16(clamping: bytes.count))
        buffer.writeBytes(bytes)
    }
}
