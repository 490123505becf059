import PlanBLedger

/// One object of JSON on one line, put together member by member. The closing brace is the caller's.
struct JSONText {
    /// What a member may be.
    enum Value {
        case text(String?)
        case texts([String])
        case number(Int?)
        case flag(Bool)
        case object([(String, Value)]?)
        case objects([[(String, Value)]])
    }

    private(set) var text = "{"

    /// Adds a member; none for what is missing.
    mutating func member(_ name: String, _ value: Value) {
        switch value {
        case .text(nil), .number(nil), .object(nil): return
        default: break
        }
        if text.utf8.count > 1 { text += "," }
        text += "\"\(name)\":"
        add(value)
    }

    private mutating func add(_ value: Value) {
        switch value {
        case .text(let value): JSONLine.append(value ?? "", to: &text)
        case .texts(let values): list(values) { JSONLine.append($1, to: &$0.text) }
        case .number(let value): text += String(value ?? 0)
        case .flag(let value): text += value ? "true" : "false"
        case .object(let members): text += Self.object(members ?? [])
        case .objects(let values): list(values) { $0.text += Self.object($1) }
        }
    }

    private mutating func list<Element>(_ values: [Element], _ body: (inout JSONText, Element) -> Void) {
        text += "["
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            body(&self, value)
        }
        text += "]"
    }

    private static func object(_ members: [(String, Value)]) -> String {
        var inner = JSONText()
        for (name, value) in members { inner.member(name, value) }
        return inner.text + "}"
    }
}
