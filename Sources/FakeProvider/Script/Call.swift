/// A name with an optional argument, the way scripts write presets, positions and framings: `status(503)`.
struct Call: Equatable {
    var name: String
    var argument: String?

    /// Reads `text`; nil when it is neither `name` nor `name(argument)`.
    init?(_ text: String) {
        let text = text.trimmed
        guard let open = text.firstIndex(of: "(") else {
            guard !text.isEmpty else { return nil }
            (name, argument) = (text, nil)
            return
        }
        guard text.last == ")" else { return nil }
        name = String(text[..<open]).trimmed
        argument = String(text[text.index(after: open)...].dropLast()).trimmed
        guard !name.isEmpty else { return nil }
    }

    /// The argument as a number; `fallback` when there is no argument, nil when it is not a number.
    func number(or fallback: Int? = nil) -> Int? {
        guard let argument else { return fallback }
        return Int(argument)
    }
}

extension StringProtocol {
    /// Without blanks and tabs at either end.
    var trimmed: String {
        let head = drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(head[...last])
    }
}
