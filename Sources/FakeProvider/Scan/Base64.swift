/// Base 64 with padding (RFC 4648 section 4).
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
        let left = bytes.count - index
        let group =
            UInt32(bytes[index]) << 16
            | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
            | (left > 2 ? UInt32(bytes[index + 2]) : 0)
        for (place, shift) in [18, 12, 6, 0].enumerated() {
            text.append(place <= left ? alphabet[Int(group >> shift & 63)] : UInt8(ascii: "="))
        }
        index += 3
    }
    return String(decoding: text, as: UTF8.self)
}

extension String {
    /// Whether this is base 64 with padding, of the usual alphabet or of that for addresses, and not empty.
    var isBase64: Bool {
        let digits = utf8.prefix { $0 != UInt8(ascii: "=") }
        let padding = utf8.count - digits.count
        return !isEmpty && utf8.count.isMultiple(of: 4) && padding <= 2
            && utf8.suffix(padding).allSatisfy { $0 == UInt8(ascii: "=") }
            && digits.allSatisfy {
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".utf8.contains($0)
            }
    }
}
