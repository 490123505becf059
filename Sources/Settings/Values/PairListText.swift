/// `name=value,name=value`, with percent-encoded values: how the variables of OpenTelemetry write lists. W3C Baggage:
/// https://www.w3.org/TR/baggage/#header-content
enum PairListText {
    /// The pairs, in order. Problems never repeat what was written: it may hold a credential.
    static func parse(_ text: String) throws(ValueProblem) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for (index, item) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            let item = trimmed(item)
            // A comma at the end is a habit of many.
            if item.isEmpty { continue }
            guard let middle = item.firstIndex(of: "=") else {
                throw ValueProblem("item \(index + 1) of the list has no =; expected name=value,name=value")
            }
            let name = trimmed(item[..<middle])
            // What stands behind a semicolon says something about the value.
            let value = trimmed(item[item.index(after: middle)...].prefix { $0 != ";" })
            guard !name.isEmpty else { throw ValueProblem("item \(index + 1) of the list has no name") }
            guard let name = decoded(name), let value = decoded(value) else {
                throw ValueProblem(
                    "item \(index + 1) of the list has a % that is not followed by two hexadecimal digits")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    private static func decoded(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
