public import NIOCore

/// Writes events so that any parser of the standard reads them back.
public enum SSEWriter {
    /// Appends an event: an `event` line if `event` is given, `data` lines, and the blank line that ends it.
    ///
    /// A payload with ends of line is split over several `data` lines. The reader joins them with LF, so CR and CRLF
    /// come back as LF: the same JSON, though not the same bytes.
    /// - Parameters:
    ///   - data: the payload; its readable bytes are copied.
    ///   - event: the name of the event; what follows a CR or LF in it is left out.
    ///   - buffer: what to append to.
    public static func append(data: ByteBuffer, event: String? = nil, to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: data.readableBytes + (event?.utf8.count ?? 0) + 16)
        if let event {
            buffer.writeStaticString("event: ")
            buffer.writeBytes(event.utf8.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        appendLines(of: data, prefix: "data: ", to: &buffer)
        buffer.writeInteger(UInt8(ascii: "\n"))
    }

    /// Appends a comment, which every reader ignores, and a blank line. Keeps a connection alive.
    public static func appendComment(_ text: String, to buffer: inout ByteBuffer) {
        appendLines(of: ByteBuffer(string: text), prefix: ": ", to: &buffer)
        buffer.writeInteger(UInt8(ascii: "\n"))
    }

    private static func appendLines(of text: ByteBuffer, prefix: StaticString, to buffer: inout ByteBuffer) {
        let raw = text.readableBytesSpan
        let bytes = text.readableBytesUInt8Span
        var start = 0
        while true {
            let end = LineEnd.first(in: bytes, from: start) ?? bytes.count
            buffer.writeStaticString(prefix)
            buffer.writeBytes(raw.extracting(start..<end))
            buffer.writeInteger(UInt8(ascii: "\n"))
            if end == bytes.count { return }
            let isPair =
                end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
            start = isPair ? end + 2 : end + 1
        }
    }
}
