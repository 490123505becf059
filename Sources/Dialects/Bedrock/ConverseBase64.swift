import NIOCore
import PlanBWire

/// Base64 with padding (RFC 4648 §4), for documents that are text in one dialect and bytes in another.
enum ConverseBase64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The bytes of `text` in base64.
    static func encode(_ text: JSONString) -> JSONString { JSONString(escaped: encode(text.bytes)) }

    /// `bytes` in base64.
    static func encode(_ bytes: ByteBuffer) -> ByteBuffer {
        var out = ByteBuffer()
        out.reserveCapacity((bytes.readableBytes + 2) / 3 * 4)
        var group: UInt32 = 0
        var count = 0
        for byte in bytes.readableBytesView {
            group = group << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] { out.writeInteger(letters[Int(group >> shift & 0x3F)]) }
                (group, count) = (0, 0)
            }
        }
        if count > 0 {
            group <<= UInt32(8 * (3 - count))
            for place in 0..<4 {
                let letter = place <= count ? letters[Int(group >> UInt32(18 - 6 * place) & 0x3F)] : UInt8(ascii: "=")
                out.writeInteger(letter)
            }
        }
        return out
    }

    /// The text that `base64` stands for; nil if it is not base64, or not UTF-8.
    static func decode(_ base64: JSONString) -> JSONString? {
        var letters = base64.bytes.readableBytesView[...]
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        guard letters.count % 4 != 1 else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(letters.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for letter in letters {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: group >> bits))
                group &= (1 << bits) - 1
            }
        }
        guard let text = String(validating: out, as: UTF8.self) else { return nil }
        return JSONString(text)
    }
}
