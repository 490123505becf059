import PlanBLedger

/// YAML as JSON text: what is quoted is a string; a plain scalar is what JSON would take it for.
enum TreeJSON {
    static func text(_ tree: Tree) -> String {
        var text = ""
        append(tree, to: &text)
        return text
    }

    static func append(_ tree: Tree, to text: inout String) {
        switch tree.content {
        case .null: text += "null"
        case .scalar(let scalar, let isPlain):
            if isPlain, scalar == "true" || scalar == "false" || isNumber(scalar) {
                text += scalar
            } else {
                JSONLine.append(scalar, to: &text)
            }
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                append(item, to: &text)
            }
            text += "]"
        case .map(let entries):
            text += "{"
            for (index, entry) in entries.enumerated() {
                if index > 0 { text += "," }
                JSONLine.append(entry.key, to: &text)
                text += ":"
                append(entry.value, to: &text)
            }
            text += "}"
        }
    }

    /// RFC 8259, 6.
    static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func digits() -> Bool {
            let count = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }.count
            rest = rest.dropFirst(count)
            return count > 0
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leads = rest.first == UInt8(ascii: "0")
        let before = rest.count
        guard digits(), !leads || before - rest.count == 1 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() else { return false }
        }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() else { return false }
        }
        return rest.isEmpty
    }
}
