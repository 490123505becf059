/// Percent-encoding (RFC 3986 §2.1).
enum HTTPPercent {
    /// The byte that the triple at `index` stands for. `index` is that of the "%".
    @inline(__always)
    static func decodeTriple(at index: Int, in text: Span<UInt8>) throws(HTTPFault) -> UInt8 {
        guard text.count - index > 2, let high = text[index + 1].hexValue, let low = text[index + 2].hexValue
        else { throw HTTPFault(.percentTriple) }
        let byte = high << 4 | low
        guard byte != 0 else { throw HTTPFault(.encodedNUL) }
        return byte
    }

    /// `text` with every triple decoded.
    static func decode(_ text: Span<UInt8>) throws(HTTPFault) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%") {
                decoded.append(try decodeTriple(at: index, in: text))
                index += 3
            } else {
                decoded.append(text[index])
                index += 1
            }
        }
        return decoded
    }
}
