import NIOCore

/// Strings in JSON, as far as the simulator's own text needs them. Not the gateway's codec: what that gets wrong must
/// not go wrong here in the same way.
enum JSONEscape {
    static func write(_ text: ArraySlice<UInt8>, to body: inout ByteBuffer) {
        var start = text.startIndex
        for index in text.indices {
            let escape: StaticString
            switch text[index] {
            case UInt8(ascii: "\n"): escape = "\\n"
            case UInt8(ascii: "\""): escape = "\\\""
            case UInt8(ascii: "\\"): escape = "\\\\"
            default: continue
            }
            body.writeBytes(text[start..<index])
            body.writeStaticString(escape)
            start = index + 1
        }
        body.writeBytes(text[start..<text.endIndex])
    }

    /// Appends the string that begins at `start`, after its opening quote, to `text`. Returns the place of the closing
    /// quote; nil if there is none.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to text: inout [UInt8]) -> Int? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): return index
            case UInt8(ascii: "\\"):
                guard index + 1 < bytes.count else { return nil }
                index += 1
                switch bytes[index] {
                case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
                case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
                case UInt8(ascii: "u"):
                    guard index + 4 < bytes.count else { return nil }
                    let digits = String(decoding: bytes[(index + 1)...(index + 4)], as: UTF8.self)
                    guard let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else { return nil }
                    text.append(contentsOf: String(Character(scalar)).utf8)
                    index += 4
                default: text.append(bytes[index])
                }
            default: text.append(bytes[index])
            }
            index += 1
        }
        return nil
    }
}
