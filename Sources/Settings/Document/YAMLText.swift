/// The text of a YAML file, prepared so that the library can be used on files that nobody has vetted.
///
/// Two characters of the private use area stand in for others, one for one, so that positions stay right:
/// - every `*`, so that the library sees no aliases. They are resolved afterwards, where expansion can be counted and
///   a plain `*` can be explained (`try: {*: …}` is a common mistake);
/// - the first character of a key that is given twice: the library stops at the first such mapping, and with the key
///   masked it can be asked to go on.
struct YAMLText {
    /// Stands in for `*`.
    static let star: Unicode.Scalar = "\u{E000}"
    /// Stands in for the first character of a key.
    static let mask: Unicode.Scalar = "\u{E001}"

    /// Characters that mean something at the start of a node, and the start of an escape.
    private static let unmaskable = Set("?&!|>[]{},#%@`'\"\\ \t\r\n".unicodeScalars + [mask])

    private struct Position: Hashable {
        var line: Int
        var column: Int
    }

    private var scalars: [Unicode.Scalar]
    private var masked: [Position: Unicode.Scalar] = [:]

    /// Nil if `text` itself uses one of the two characters.
    init?(_ text: String) {
        scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        for index in scalars.indices {
            if scalars[index] == Self.star || scalars[index] == Self.mask { return nil }
            if scalars[index] == "*" { scalars[index] = Self.star }
        }
    }

    /// What the library is given.
    var prepared: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Masks the key that starts at a position; false if there is nothing that can be masked.
    mutating func mask(line: Int, column: Int) -> Bool {
        guard var index = index(line: line, column: column) else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard index < scalars.count, !Self.unmaskable.contains(scalars[index]) else { return false }
        masked[Position(line: line, column: column)] = scalars[index] == Self.star ? "*" : scalars[index]
        scalars[index] = Self.mask
        return true
    }

    /// `text` of the scalar at a position as it stands in the file.
    func restore(_ text: String, line: Int, column: Int) -> String {
        guard text.unicodeScalars.contains(where: { $0 == Self.star || $0 == Self.mask }) else { return text }
        var restored = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case Self.star: restored.append("*")
            case Self.mask: restored.append(masked[Position(line: line, column: column)] ?? "?")
            default: restored.append(scalar)
            }
        }
        return String(restored)
    }

    /// The line and column of the `offset`-th scalar, from 1.
    func position(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for index in scalars.indices.prefix(max(0, offset)) {
            if isBreak(at: index) {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return (line, column)
    }

    private func index(line: Int, column: Int) -> Int? {
        var current = 1
        var start = 0
        while current < line {
            guard let end = scalars[start...].indices.first(where: { isBreak(at: $0) }) else { return nil }
            start = end + 1
            current += 1
        }
        let (index, overflow) = start.addingReportingOverflow(column - 1)
        return !overflow && column >= 1 && index < scalars.count ? index : nil
    }

    /// Whether a line ends with the scalar at `index`: the line breaks of YAML 1.1, with CR LF as one.
    private func isBreak(at index: Int) -> Bool {
        switch scalars[index] {
        case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
        case "\r": !(index + 1 < scalars.count && scalars[index + 1] == "\n")
        default: false
        }
    }
}
