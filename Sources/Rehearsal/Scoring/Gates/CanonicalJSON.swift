import NIOCore
import PlanBWire

/// One way to write down all JSON texts that mean the same: members sorted, of two with one name the last, numbers as the
/// nearest binary number, strings without needless escapes, no white space, and members that are missing where the schema
/// has a default for them.
enum CanonicalJSON {
    /// - Parameters:
    ///   - node: a document; its depth is bounded by what can be read.
    ///   - schema: where the defaults are taken from; nil: no defaults.
    static func text(_ node: JSONNode, schema: JSONNode? = nil) -> String {
        var text = ""
        write(node, schema, into: &text, depth: 0)
        return text
    }

    private static func write(_ node: JSONNode, _ schema: JSONNode?, into text: inout String, depth: Int) {
        switch node.kind {
        case .object: writeObject(node, schema, into: &text, depth: depth)
        case .array:
            text += "["
            for (place, item) in node.items.enumerated() {
                if place > 0 { text += "," }
                write(item, schema?["items"], into: &text, depth: depth + 1)
            }
            text += "]"
        case .string: text += quoted(node.string ?? "")
        case .number: text += number(node)
        case .true: text += "true"
        case .false: text += "false"
        case .null: text += "null"
        }
    }

    private static func writeObject(_ node: JSONNode, _ schema: JSONNode?, into text: inout String, depth: Int) {
        var members = Dictionary(node.items.map { ($0.key, $0) }) { _, last in last }
        var schemas: [String: JSONNode] = [:]
        for property in schema?["properties"]?.items ?? JSONNode.null.items {
            schemas[property.key] = property
            // A default may hold members with defaults of their own; nobody nests them deeper than this.
            if members[property.key] == nil, depth < 64, let filled = property["default"] {
                members[property.key] = filled
            }
        }
        text += "{"
        for (place, name) in members.keys.sorted().enumerated() {
            guard let member = members[name] else { continue }
            if place > 0 { text += "," }
            text += quoted(name) + ":"
            write(member, schemas[name], into: &text, depth: depth + 1)
        }
        text += "}"
    }

    private static func number(_ node: JSONNode) -> String {
        if let integer = node.int { return String(integer) }
        guard let value = node.double, value.isFinite else { return String(buffer: node.raw) }
        // 1.0 and 1e0 are 1.
        if let integer = Int(exactly: value) { return String(integer) }
        return "\(value)"
    }

    private static func quoted(_ string: String) -> String {
        string.contains(where: { $0 == "\"" || $0 == "\\" })
            ? "\"" + string.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" : "\"" + string + "\""
    }
}
