import NIOCore
import PlanBVocabulary
import PlanBWire

/// The client's span, as `traceparent` and `tracestate` name it.
struct ClientSpan: Equatable {
    var trace: TraceID
    var span: UInt64
    var isSampled: Bool
    /// The list of `tracestate`, without blanks around its members; empty: there is none, or it is not valid.
    var state: String
}

/// Reads W3C Trace Context, level 1. What is not exactly right is as if it were not there: a trace is never worth an error.
/// https://www.w3.org/TR/trace-context/#trace-context-http-headers-format
enum TraceHeaders {
    private static let mostStates = 32
    private static let longestState = 512

    /// The client's span; nil: there is none, or what there is cannot be understood.
    static func read(_ fields: HTTPFields) -> ClientSpan? {
        guard let value = fields.bytes("traceparent"), fields.count(of: "traceparent") == 1,
            var span = parent(value.readableBytesUInt8Span)
        else { return nil }
        if fields.contains("tracestate") { span.state = state(fields.all("tracestate")) ?? "" }
        return span
    }

    /// `00-TRACE-SPAN-FLAGS`. Later versions may say more behind that, after another dash. Version ff is none.
    static func parent(_ bytes: Span<UInt8>) -> ClientSpan? {
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = number(bytes, 0..<2), let high = number(bytes, 3..<19), let low = number(bytes, 19..<35),
            let span = number(bytes, 36..<52), let flags = number(bytes, 53..<55)
        else { return nil }
        guard version != 0xFF, version != 0 || bytes.count == 55, bytes.count == 55 || bytes[55] == dash else {
            return nil
        }
        guard high | low != 0, span != 0 else { return nil }
        return ClientSpan(
            trace: TraceID(high: high, low: low), span: span, isSampled: flags & 1 == 1, state: "")
    }

    /// The list of all lines together; nil if any of it is not valid, or it is longer than it may be.
    static func state(_ lines: [String]) -> String? {
        var seen = Set<String>()
        var state = ""
        for line in lines {
            for member in line.split(separator: ",", omittingEmptySubsequences: false) {
                let member = member.trimmed
                // A list may have empty members.
                guard !member.isEmpty else { continue }
                guard let key = key(of: member), seen.insert(key).inserted, seen.count <= mostStates else { return nil }
                if !state.isEmpty { state += "," }
                state += member
                guard state.utf8.count <= longestState else { return nil }
            }
        }
        return state
    }

    /// The key of `key=value`, if both are valid.
    private static func key(of member: Substring) -> String? {
        guard let middle = member.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let (key, value) = (member.utf8[..<middle], member.utf8[member.utf8.index(after: middle)...])
        guard isKey(key), !value.isEmpty, value.count <= 256, value.last != 0x20,
            value.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: "=") })
        else { return nil }
        return String(Substring(key))
    }

    /// `vendor`, or `tenant@vendor`.
    private static func isKey(_ key: Substring.UTF8View) -> Bool {
        let parts = key.split(separator: UInt8(ascii: "@"), maxSplits: 2, omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isName(parts[0], upTo: 256, mayBeginWithDigit: false)
        case 2:
            return isName(parts[0], upTo: 241, mayBeginWithDigit: true)
                && isName(parts[1], upTo: 14, mayBeginWithDigit: false)
        default: return false
        }
    }

    private static func isName(_ name: Substring.UTF8View, upTo limit: Int, mayBeginWithDigit: Bool) -> Bool {
        guard let first = name.first, name.count <= limit, isLetter(first) || (mayBeginWithDigit && isDigit(first))
        else { return false }
        return name.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// Lower-case hexadecimal digits, at most 16.
    private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        var number: UInt64 = 0
        for index in range {
            let byte = bytes[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            number = number << 4 | UInt64(digit)
        }
        return number
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return rest
    }
}
