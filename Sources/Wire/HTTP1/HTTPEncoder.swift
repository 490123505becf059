public import NIOCore

/// Writes messages to the end of a buffer. Nothing it writes can break out of its place: what holds a byte that does not
/// belong there is refused, and then nothing is written. Only names and values that stand in the source, as static
/// strings, are taken as they are.
public enum HTTPEncoder {
    /// Writes "METHOD target HTTP/1.1". Returns false, and writes nothing, if the method is not a token or the target
    /// is empty or has a byte that is not visible ASCII.
    public static func appendRequestLine(_ method: HTTPVerb, target: String, to buffer: inout ByteBuffer) -> Bool {
        appendRequestLine(method, to: &buffer) { $0.writeString(target) }
    }

    /// As above, with a target that is already bytes.
    public static func appendRequestLine(_ method: HTTPVerb, target: ByteBuffer, to buffer: inout ByteBuffer) -> Bool {
        appendRequestLine(method, to: &buffer) { $0.writeImmutableBuffer(target) }
    }

    private static func appendRequestLine(
        _ method: HTTPVerb, to buffer: inout ByteBuffer, target: (inout ByteBuffer) -> Int
    ) -> Bool {
        let start = buffer.writerIndex
        let methodLength = buffer.writeString(method.description)
        buffer.writeInteger(UInt8.space)
        let length = target(&buffer)
        guard isRequestLine(buffer.readableBytesUInt8Span.extracting(last: methodLength + 1 + length), methodLength)
        else {
            buffer.moveWriterIndex(to: start)
            return false
        }
        buffer.writeStaticString(" HTTP/1.1\r\n")
        return true
    }

    private static func isRequestLine(_ line: Span<UInt8>, _ methodLength: Int) -> Bool {
        let target = line.extracting(droppingFirst: methodLength + 1)
        return methodLength > 0 && line.extracting(first: methodLength).consists(of: .token)
            && target.count > 0 && target.consists(of: .visible)
    }
}
