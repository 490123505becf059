import NIOCore

/// The lines of a block that were read so far. Ranges are relative to the start of the block.
struct SSEBlock: Sendable {
    /// The value of the only `data` line.
    private var data: Range<Int>?
    /// The values of all `data` lines, if there are several.
    private var joined: ByteBuffer?
    private var name: Range<Int>?

    var hasData: Bool { data != nil || joined != nil }
    var isEmpty: Bool { data == nil && joined == nil && name == nil }

    /// Reads a line that is not empty.
    /// - Returns: whether it is a comment.
    mutating func take(_ range: Range<Int>, in buffer: ByteBuffer) -> Bool {
        let bytes = buffer.readableBytesUInt8Span
        let line = SSELine(range, in: bytes)
        switch line.field {
        case .event: name = line.value
        case .data where data == nil: data = line.value
        case .data: join(line.value, in: buffer)
        case .other: return bytes[range.lowerBound] == UInt8(ascii: ":")
        }
        return false
    }

    private mutating func join(_ value: Range<Int>, in buffer: ByteBuffer) {
        let bytes = buffer.readableBytesSpan
        if joined == nil, let data {
            var first = ByteBuffer()
            first.writeBytes(bytes.extracting(data))
            joined = first
        }
        joined?.writeInteger(UInt8(ascii: "\n"))
        joined?.writeBytes(bytes.extracting(value))
    }

    /// The event the block stands for; nil if it has no `data` line.
    func event(in buffer: ByteBuffer, terminated: Bool) -> SSEEvent? {
        guard let payload = joined ?? slice(data, of: buffer) else { return nil }
        let event = name.flatMap { $0.isEmpty ? nil : slice($0, of: buffer) }
        return SSEEvent(data: payload, event: event, terminated: terminated)
    }

    private func slice(_ range: Range<Int>?, of buffer: ByteBuffer) -> ByteBuffer? {
        guard let range else { return nil }
        return buffer.getSlice(at: buffer.readerIndex + range.lowerBound, length: range.count)
    }
}
