import Crypto

/// An entry of the audit log as its line: a JSON object with the members in this order and no blanks, so that whoever
/// checks a hash knows which bytes it is of: the line up to the member `hash`.
enum AuditLine {
    static let start = String(repeating: "0", count: 64)

    /// The line, without its end, and the hash in it.
    static func text(_ entry: AuditEntry) -> String { body(entry) + ",\"hash\":\"\(entry.hash)\"}" }

    /// The hash that `entry` has to have.
    static func hash(of entry: AuditEntry) -> String { digest(body(entry)) }

    private static func body(_ entry: AuditEntry) -> String {
        let members = [
            ("time", entry.time), ("actor", entry.actor), ("action", entry.action), ("subject", entry.subject),
            ("detail", entry.detail), ("previous", entry.previous),
        ]
        return "{\"number\":\(entry.number)" + members.map { ",\"\($0.0)\":\(quoted($0.1))" }.joined()
    }

    /// Reads a line that `text` wrote; nil if it is no such line.
    static func parse(_ line: String) -> AuditEntry? {
        var rest = Substring(line)
        func take(_ text: String) -> Bool {
            guard rest.hasPrefix(text) else { return false }
            rest = rest.dropFirst(text.count)
            return true
        }
        guard take("{\"number\":") else { return nil }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        var values: [String] = []
        for name in ["time", "actor", "action", "subject", "detail", "previous", "hash"] {
            guard take(",\"\(name)\":"), let value = string(&rest) else { return nil }
            values.append(value)
        }
        guard rest == "}" else { return nil }
        return AuditEntry(
            number: number, time: values[0], actor: values[1], action: values[2], subject: values[3],
            detail: values[4], previous: values[5], hash: values[6])
    }

    private static func digest(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = SHA256.hash(data: Array(text.utf8))
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// A JSON string. Whatever could end a line, or hide one, is escaped.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value > 0x7E:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func string(_ rest: inout Substring) -> String? {
        guard rest.first == "\"" else { return nil }
        rest.removeFirst()
        var units: [UInt16] = []
        while let character = rest.first {
            rest.removeFirst()
            switch character {
            case "\"": return String(decoding: units, as: UTF16.self)
            case "\\":
                guard let escape = rest.first else { return nil }
                rest.removeFirst()
                if escape == "u" {
                    let digits = rest.prefix(4)
                    guard digits.count == 4, let unit = UInt16(digits, radix: 16) else { return nil }
                    units.append(unit)
                    rest.removeFirst(4)
                } else if escape == "\"" || escape == "\\" {
                    units += String(escape).utf16
                } else {
                    return nil
                }
            default: units += String(character).utf16
            }
        }
        return nil
    }
}
