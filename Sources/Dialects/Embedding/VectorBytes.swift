import NIOCore
import PlanBWire

/// Vectors as bytes: 32-bit floating-point values, little-endian, in base64 (RFC 4648 §4). OpenAI's SDKs ask for them in
/// this form by themselves.
enum VectorBytes {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The numbers of `vector`. None of the characters is escaped in JSON.
    static func base64(_ vector: JSONNode) -> JSONString {
        var bytes: [UInt8] = []
        for number in vector.items {
            var bits = Float(number.double ?? 0).bitPattern
            for _ in 0..<4 {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
            }
        }
        return JSONString(escaped: base64(bytes))
    }

    static func base64(_ bytes: [UInt8]) -> ByteBuffer {
        var text = ByteBuffer()
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = bytes.count - start
            let word =
                Int(bytes[start]) << 16 | (rest > 1 ? Int(bytes[start + 1]) << 8 : 0)
                | (rest > 2 ? Int(bytes[start + 2]) : 0)
            text.writeInteger(alphabet[word >> 18])
            text.writeInteger(alphabet[word >> 12 & 63])
            text.writeInteger(rest > 1 ? alphabet[word >> 6 & 63] : UInt8(ascii: "="))
            text.writeInteger(rest > 2 ? alphabet[word & 63] : UInt8(ascii: "="))
        }
        return text
    }
}
