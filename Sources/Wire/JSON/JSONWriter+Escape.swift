public import NIOCore

extension JSONWriter {
    /// Appends a string with its quotes. Escapes what RFC 8259 §7 demands: the quote, the backslash and the control
    /// characters below U+0020; everything else, U+2028 and U+2029 included, is written as it is.
    public static func appendString(_ text: some StringProtocol, to buffer: inout ByteBuffer) {
        var text = String(text)
        text.withUTF8 { utf8 in
            buffer.reserveCapacity(minimumWritableBytes: utf8.count + 2)
            buffer.writeInteger(UInt8(ascii: "\""))
            var start = 0
            for (index, byte) in utf8.enumerated()
            where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                buffer.writeBytes(utf8[start..<index])
                appendEscape(of: byte, to: &buffer)
                start = index + 1
            }
            buffer.writeBytes(utf8[start...])
            buffer.writeInteger(UInt8(ascii: "\""))
        }
    }

    /// Appends a string without anything to escape, with its quotes and what stands around it, in one piece: every write
    /// to a buffer has its price, and an event has a dozen of names.
    /// - Returns: false if something has to be escaped, or the text is long. Nothing was written then.
    static func appendPlain(_ text: String, afterComma: Bool, isKey: Bool, to buffer: inout ByteBuffer) -> Bool {
        var text = text
        return text.withUTF8 { utf8 in
            guard utf8.count <= 64 else { return false }
            for byte in utf8 where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                return false
            }
            buffer.writeWithOutputRawSpan(minimumWritableBytes: utf8.count + 4) { out in
                if afterComma { out.append(UInt8(ascii: ",")) }
                out.append(UInt8(ascii: "\""))
                for byte in utf8 { out.append(byte) }
                out.append(UInt8(ascii: "\""))
                if isKey { out.append(UInt8(ascii: ":")) }
            }
            return true
        }
    }

    private static func appendEscape(of byte: UInt8, to buffer: inout ByteBuffer) {
        let letter: Unicode.Scalar
        switch byte {
        case 0x08: letter = "b"
        case 0x09: letter = "t"
        case 0x0A: letter = "n"
        case 0x0C: letter = "f"
        case 0x0D: letter = "r"
        case 0x00..<0x20:
            buffer.writeStaticString("\\u00")
            buffer.writeInteger(UInt8(ascii: "0") + byte >> 4)
            let low = byte & 0x0F
            buffer.writeInteger(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
            return
        default: letter = Unicode.Scalar(byte)
        }
        buffer.writeInteger(UInt8(ascii: "\\"))
        buffer.writeInteger(UInt8(ascii: letter))
    }
}
