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
        guard !canTakeForever(text) else {
            throw ValueProblem(
                "repeats a group that can match one text in several ways, which can take for ever",
                hint:
                    "write (a+)+ as a+, (a|b)* as [ab]*, and give a repeated group one length, or 4 repetitions at most"
            )
        }
    }

    /// More repetitions than this count as without a bound.
    private static let fewRepetitions = 4

    /// Whether a group that is repeated can match one text in several ways: it holds a repetition of no fixed number, as in
    /// `(a+)+` or `(a?a)*`, or alternatives that are not told apart by a first character of their own, as in `(a|aa)*`. On a
    /// text that does not fit in the end, such an expression tries every way to divide it, of which there are twice as many
    /// with each character. It also finds some that are harmless, as `(ab?)*`; what it does not find takes at most a power of
    /// the text's length.
    static func canTakeForever(_ pattern: String) -> Bool {
        var reader = PatternReader(pattern)
        return reader.findsChoiceRepeated(beyond: fewRepetitions)
    }
}

/// Reads a regular expression, as far as its groups, alternatives and quantifiers go.
private struct PatternReader {
    /// A group that is open.
    private struct Group {
        /// It can match one text in several ways, or texts of several lengths by a quantifier.
        var hasChoice = false
        var isAlternation = false
        /// The first characters of its alternatives, as far as they are plain.
        var firsts: Set<UInt8> = []
        /// Alternatives that are empty, begin with something else than a plain character, or with the same.
        var isAmbiguous = false
        /// Nothing of the alternative was read yet.
        var isAtStart = true

        /// The next thing of the alternative; nil: it is no plain character.
        mutating func note(_ first: UInt8?) {
            guard isAtStart else { return }
            isAtStart = false
            // Upper and lower case may be alike.
            let letter = first.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            isAmbiguous = letter.map { !firsts.insert($0).inserted } ?? true || isAmbiguous
        }

        /// Another alternative begins, or the group ends.
        mutating func close() {
            if isAtStart { isAmbiguous = true }
            isAtStart = true
        }
    }

    private let bytes: [UInt8]
    private var index = 0
    private var open = [Group()]

    init(_ pattern: String) { bytes = Array(pattern.utf8) }

    mutating func findsChoiceRepeated(beyond few: Int) -> Bool {
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard index < bytes.count else { return false }
                let escaped = bytes[index]
                index += 1
                // Quoted text may hold what looks like groups.
                if escaped == UInt8(ascii: "Q") { return true }
                note(Self.isWord(escaped) ? nil : escaped)
            case UInt8(ascii: "["):
                note(nil)
                skipClass()
            case UInt8(ascii: "("):
                note(nil)
                open.append(Group())
                skipKind()
            case UInt8(ascii: "|"):
                open[open.count - 1].isAlternation = true
                open[open.count - 1].close()
            case UInt8(ascii: ")"): if closesChoiceRepeated(beyond: few) { return true }
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
                index -= 1
                if let count = quantifier() {
                    if count.isVariable { open[open.count - 1].hasChoice = true }
                } else {
                    index += 1
                    note(byte)
                }
            case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"): note(nil)
            default: note(byte)
            }
        }
        return false
    }

    private mutating func note(_ first: UInt8?) { open[open.count - 1].note(first) }

    private mutating func closesChoiceRepeated(beyond few: Int) -> Bool {
        guard open.count > 1 else { return false }
        var group = open.removeLast()
        group.close()
        let hasChoice = group.hasChoice || (group.isAlternation && group.isAmbiguous)
        let count = quantifier()
        if hasChoice, let count, count.most > few { return true }
        if hasChoice || count?.isVariable == true { open[open.count - 1].hasChoice = true }
        return false
    }

    /// What says how often the last thing is repeated, which is passed over; nil: nothing does.
    private mutating func quantifier() -> (most: Int, isVariable: Bool)? {
        guard index < bytes.count else { return nil }
        switch bytes[index] {
        case UInt8(ascii: "*"), UInt8(ascii: "+"):
            index += 1
            return (.max, true)
        case UInt8(ascii: "?"):
            index += 1
            return (1, true)
        case UInt8(ascii: "{"):
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let parts = bytes[(index + 1)..<end].split(
                separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
            let numbers = parts.map { part in Int(String(decoding: part.filter { $0 != 0x20 }, as: UTF8.self)) }
            // `{x}` is no quantifier.
            guard let first = numbers.first, first != nil || parts.count == 2 else { return nil }
            index = end + 1
            let least = first ?? 0
            let most = numbers.count == 2 ? numbers[1] ?? .max : least
            return (most, least != most)
        default: return nil
        }
    }

    /// Passes over the rest of a class of characters; they can be nested.
    private mutating func skipClass() {
        var depth = 1
        while index < bytes.count, depth > 0 {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
        }
    }

    /// Passes over what says what kind of group it is: `?:`, `?=`, `?<name>`.
    private mutating func skipKind() {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "?") else { return }
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: ")") {
            let byte = bytes[index]
            index += 1
            let isName = byte == UInt8(ascii: "<") || byte == UInt8(ascii: "P") || byte == UInt8(ascii: "-")
            if !isName, !Self.isWord(byte) { return }
            // `?<=` and `?<!` look back.
            if byte == UInt8(ascii: "<"), index < bytes.count,
                bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: "!")
            {
                index += 1
                return
            }
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
}
