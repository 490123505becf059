public import NIOCore

extension HTTPEncoder {
    /// Writes a field whose value stands in the source.
    public static func appendField(_ name: StaticString, _ value: StaticString, to buffer: inout ByteBuffer) {
        value.withUTF8Buffer { appendLine(name, $0, to: &buffer) }
    }

    /// Writes a field with a number.
    public static func appendField(_ name: StaticString, _ value: Int, to buffer: inout ByteBuffer) {
        String(value).utf8.span.withUnsafeBufferPointer { appendLine(name, $0, to: &buffer) }
    }

    /// Writes a field. Returns false, and writes nothing, if the value has a control byte other than HTAB: CR and LF
    /// would end the line and let the rest of the value be a field, or a message, of its own.
    @_disfavoredOverload
    @discardableResult
    public static func appendField(_ name: StaticString, _ value: String, to buffer: inout ByteBuffer) -> Bool {
        let text = value.utf8.span
        guard text.firstControl(from: 0, to: text.count) == text.count else { return false }
        text.withUnsafeBufferPointer { appendLine(name, $0, to: &buffer) }
        return true
    }

    /// Writes a field, with the rule of the `String` form.
    @discardableResult
    public static func appendField(_ name: StaticString, _ value: ByteBuffer, to buffer: inout ByteBuffer) -> Bool {
        appendField(to: &buffer, name: { $0.writeStaticString(name) }, value: { $0.writeImmutableBuffer(value) })
    }

    /// Writes a field whose name is known only at run time, from configuration for instance. Returns false, and writes
    /// nothing, if the name is not a token or the value has a control byte other than HTAB.
    @discardableResult
    public static func appendField(name: String, value: String, to buffer: inout ByteBuffer) -> Bool {
        let (token, text) = (name.utf8.span, value.utf8.span)
        guard !token.isEmpty, token.consists(of: .token), text.firstControl(from: 0, to: text.count) == text.count
        else { return false }
        token.withUnsafeBufferPointer { token in text.withUnsafeBufferPointer { appendLine(token, $0, to: &buffer) } }
        return true
    }

    /// Writes a field as `HTTPFields.forEach` hands it out, with the rule of the other forms.
    @discardableResult
    public static func appendField(name: Span<UInt8>, value: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
        appendField(to: &buffer, name: { $0.writeBytes(name.bytes) }, value: { $0.writeBytes(value.bytes) })
    }

    /// Writes the empty line that ends a head.
    public static func appendHeadEnd(to buffer: inout ByteBuffer) {
        buffer.writeStaticString("\r\n")
    }

    @inline(__always)
    private static func appendLine(
        _ name: StaticString, _ value: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer
    ) {
        name.withUTF8Buffer { appendLine($0, value, to: &buffer) }
    }

    /// Writes a line at once. A head has a dozen of them, and every write to a `ByteBuffer` costs more than these few bytes.
    private static func appendLine(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, to buffer: inout ByteBuffer
    ) {
        let count = name.count + value.count + 4
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { line in
            line.copyBytes(from: name)
            line[name.count] = UInt8(ascii: ":")
            line[name.count + 1] = .space
            UnsafeMutableRawBufferPointer(rebasing: line[(name.count + 2)...]).copyBytes(from: value)
            line[count - 2] = .carriageReturn
            line[count - 1] = .lineFeed
            return count
        }
    }

    /// Writes first and looks afterwards, since the bytes of a `String` are easiest to look at in the buffer.
    @inline(__always)
    private static func appendField(
        to buffer: inout ByteBuffer, name: (inout ByteBuffer) -> Int, value: (inout ByteBuffer) -> Int
    ) -> Bool {
        let start = buffer.writerIndex
        let nameLength = name(&buffer)
        buffer.writeStaticString(": ")
        let valueLength = value(&buffer)
        guard isField(buffer.readableBytesUInt8Span.extracting(last: nameLength + 2 + valueLength), nameLength)
        else {
            buffer.moveWriterIndex(to: start)
            return false
        }
        buffer.writeStaticString("\r\n")
        return true
    }

    private static func isField(_ line: Span<UInt8>, _ nameLength: Int) -> Bool {
        nameLength > 0 && line.extracting(first: nameLength).consists(of: .token)
            && line.firstControl(from: nameLength, to: line.count) == line.count
    }
}
