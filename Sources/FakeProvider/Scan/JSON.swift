/// A JSON value, as far as an answer depends on the request.
enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The digits as they were written.
    case number(String)
    case string(String)
    case array([JSON])
    /// The members in their order; a name can occur twice.
    case object([Member])

    struct Member: Sendable, Equatable {
        var name: String
        var value: JSON
    }

    /// The first member with this name; null for anything that has none.
    subscript(_ name: String) -> JSON {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.name == name }?.value ?? .null
    }

    var string: String? { if case .string(let text) = self { text } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var int: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
    var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    var isNull: Bool { self == .null }
    var members: [Member]? { if case .object(let members) = self { members } else { nil } }
    var double: Double? { if case .number(let digits) = self { Double(digits) } else { nil } }
    /// Whether there is a member with this name, null or not.
    func has(_ name: String) -> Bool { members?.contains { $0.name == name } ?? false }

    /// All texts in the value, in their order: the value itself, its items, and the members `text` and `content`.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let items): items.flatMap(\.texts)
        case .object(let members):
            members.flatMap { ["text", "content"].contains($0.name) ? $0.value.texts : [] }
        case .null, .bool, .number: []
        }
    }
}

extension JSON {
    /// The value as text, without blanks.
    var written: String { written(comma: ",", colon: ":") }
    /// The value as text, with a blank after each comma and colon.
    var spaced: String { written(comma: ", ", colon: ": ") }

    private func written(comma: String, colon: String) -> String {
        switch self {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .number(let digits): return digits
        case .string(let text): return quoted(text)
        case .array(let items):
            return "[" + items.map { $0.written(comma: comma, colon: colon) }.joined(separator: comma) + "]"
        case .object(let members):
            let all = members.map { quoted($0.name) + colon + $0.value.written(comma: comma, colon: colon) }
            return "{" + all.joined(separator: comma) + "}"
        }
    }
}

/// `text` as a JSON string, with its quotes.
func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    bytes.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
        switch byte {
        case 0x22, 0x5C: bytes += [0x5C, byte]
        case 0x0A: bytes += [0x5C, 0x6E]
        case 0x0D: bytes += [0x5C, 0x72]
        case 0x09: bytes += [0x5C, 0x74]
        case 0..<0x20:
            bytes += Array("\\u00".utf8) + [hexDigit(byte >> 4), hexDigit(byte & 15)]
        default: bytes.append(byte)
        }
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
}

/// `text` as a JSON string, or `null`.
func quoted(_ text: String?) -> String { text.map { quoted($0) } ?? "null" }

private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
