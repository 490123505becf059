public import NIOCore

/// Writes a JSON document front to back into a buffer and takes care of commas and escapes.
///
/// It does not check that calls are balanced: that is for the caller to get right, and a test sees it at once.
///
///     var writer = JSONWriter()
///     writer.beginObject()
///     writer.key("error")
///     writer.beginObject()
///     writer.member("message", "no such model")
///     writer.member("param", nil)
///     writer.endObject()
///     writer.endObject()
///     return writer.buffer
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var buffer: ByteBuffer

    /// Whether a value stands before this place in the same container, so that a comma is due.
    private var needsComma = false

    /// - Parameter buffer: what to append to.
    public init(buffer: ByteBuffer = ByteBuffer()) {
        self.buffer = buffer
    }

    /// `{`
    public mutating func beginObject() { begin(UInt8(ascii: "{")) }

    /// `}`
    public mutating func endObject() { end(UInt8(ascii: "}")) }

    /// `[`
    public mutating func beginArray() { begin(UInt8(ascii: "[")) }

    /// `]`
    public mutating func endArray() { end(UInt8(ascii: "]")) }

    /// The name of the member whose value is written next.
    public mutating func key(_ name: String) {
        if !Self.appendPlain(name, afterComma: needsComma, isKey: true, to: &buffer) {
            separate()
            Self.appendString(name, to: &buffer)
            buffer.writeInteger(UInt8(ascii: ":"))
        }
        needsComma = false
    }

    /// A string.
    public mutating func string(_ text: some StringProtocol) {
        if !Self.appendPlain(String(text), afterComma: needsComma, isKey: false, to: &buffer) {
            separate()
            Self.appendString(text, to: &buffer)
        }
        needsComma = true
    }

    /// A string whose bytes between the quotes are given, escaped already.
    mutating func quoted(_ escaped: ByteBuffer) {
        buffer.writeStaticString(needsComma ? ",\"" : "\"")
        buffer.writeImmutableBuffer(escaped)
        buffer.writeInteger(UInt8(ascii: "\""))
        needsComma = true
    }

    /// An integer.
    public mutating func int(_ value: some FixedWidthInteger) { token(String(value)) }

    /// A number as text; must be a number of RFC 8259 §6.
    public mutating func number(_ text: String) { token(text) }

    /// `true` or `false`
    public mutating func bool(_ value: Bool) { token(value ? "true" : "false") }

    /// `null`
    public mutating func null() { token("null") }

    /// A value that is JSON already: the readable bytes of `value`.
    public mutating func raw(_ value: ByteBuffer) {
        separate()
        buffer.writeImmutableBuffer(value)
        needsComma = true
    }

    /// A member whose value is a string, or `null`.
    public mutating func member(_ name: String, _ text: String?) {
        key(name)
        if let text { string(text) } else { null() }
    }

    /// A member whose value is an integer.
    public mutating func member(_ name: String, _ value: Int) {
        key(name)
        int(value)
    }

    /// A member whose value is `true` or `false`.
    public mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        buffer.writeInteger(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        buffer.writeInteger(bracket)
        needsComma = true
    }

    private mutating func token(_ text: String) {
        separate()
        buffer.writeString(text)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { buffer.writeInteger(UInt8(ascii: ",")) }
    }
}
