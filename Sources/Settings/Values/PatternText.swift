import Foundation

extension Syntax {
    /// A regular expression of a golden check. Both engines of the platform take it, so that neither is a surprise.
    static let regularExpression = Syntax("a regular expression", mayBeNumber: true) { text throws(ValueProblem) in
        guard !text.isEmpty else { throw ValueProblem("must not be empty") }
        guard text.utf8.count <= 2000 else { throw ValueProblem("a regular expression has at most 2000 bytes") }
        guard (try? Regex(text)) != nil, (try? NSRegularExpression(pattern: text)) != nil else {
            throw ValueProblem(
                "is no regular expression that can be used", hint: "look for an unclosed group, class or quantifier")
        }
        guard !repeatsARepetition(text) else {
            throw ValueProblem(
                "repeats a group without end that has such a repetition in it, which can take for ever on some texts",
                hint: "write (a+)+ as a+, or give one of the two a bound: (a+){1,20}")
        }
    }

    /// Whether a group that is repeated without a bound holds something that is: `(a+)+`. On a text that does not fit in the
    /// end, such an expression tries every way to divide it.
    static func repeatsARepetition(_ pattern: String) -> Bool {
        let bytes = Array(pattern.utf8)
        // Of each open group, whether it holds a repetition without a bound.
        var open = [false]
        var (index, isInClass) = (0, false)
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            case _ where isInClass: break
            case UInt8(ascii: "("): open.append(false)
            case UInt8(ascii: ")"):
                let isHolding = open.count > 1 ? open.removeLast() : false
                if isHolding, isEndless(bytes, at: index) { return true }
                if isHolding { open[open.count - 1] = true }
            default: if isEndless(bytes, at: index - 1) { open[open.count - 1] = true }
            }
        }
        return false
    }

    /// Whether a quantifier without a bound stands at `index`: `*`, `+` or `{3,}`.
    private static func isEndless(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "*"), UInt8(ascii: "+"): return true
        case UInt8(ascii: "{"):
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else { return false }
            return end > index + 1 && bytes[end - 1] == UInt8(ascii: ",")
        default: return false
        }
    }
}
