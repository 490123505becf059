import NIOCore
import PlanBWire

/// One way to write down all JSON texts that mean the same: members sorted, of two with one name the last, numbers as the
/// nearest binary number, strings without needless escapes, no white space, and members that are missing where the schema
/// has a default for them.
///
/// A schema is its user's, and an answer a model's: a long default for a thousand items would fill the memory, so that what
/// is written and looked at is bounded.
enum CanonicalJSON {
    /// The longest text that is written, in bytes.
    static let longest = 256 << 10
    /// The most bytes of schemas that are looked at for defaults, counted each time anew.
    private static let mostOfSchemas = 16 << 20

    /// - Parameters:
    ///   - node: a document; its depth is bounded by what can be read.
    ///   - schema: where the defaults are taken from; nil: no defaults.
    /// - Returns: the text; nil: it would be longer than `longest`, or take too long to write: it cannot be compared.
    static func text(_ node: JSONNode, schema: JSONNode? = nil) -> String? {
        var writer = Writer()
        writer.write(node, schema, depth: 0)
        return writer.isExhausted ? nil : writer.text
    }

    private struct Writer {
        var text = ""
        var isExhausted = false
        private var schemaBytes = 0

        mutating func write(_ node: JSONNode, _ schema: JSONNode?, depth: Int) {
            guard !isExhausted else { return }
            switch node.kind {
            case .object: writeObject(node, schema, depth: depth)
            case .array:
                let items = look(at: schema)?["items"]
                put("[")
                for (place, item) in node.items.enumerated() {
                    guard !isExhausted else { return }
                    if place > 0 { put(",") }
                    write(item, items, depth: depth + 1)
                }
                put("]")
            case .string: put(CanonicalJSON.quoted(node.string ?? ""))
            case .number: put(CanonicalJSON.number(node))
            case .true: put("true")
            case .false: put("false")
            case .null: put("null")
            }
        }

        private mutating func writeObject(_ node: JSONNode, _ schema: JSONNode?, depth: Int) {
            var members = Dictionary(node.items.map { ($0.key, $0) }) { _, last in last }
            var schemas: [String: JSONNode] = [:]
            for property in look(at: schema)?["properties"]?.items ?? JSONNode.null.items {
                schemas[property.key] = property
                // A default may hold members with defaults of their own; nobody nests them deeper than this.
                if members[property.key] == nil, depth < 64, let filled = property["default"] {
                    members[property.key] = filled
                }
            }
            put("{")
            for (place, name) in members.keys.sorted().enumerated() {
                guard !isExhausted, let member = members[name] else { continue }
                if place > 0 { put(",") }
                put(CanonicalJSON.quoted(name) + ":")
                write(member, schemas[name], depth: depth + 1)
            }
            put("}")
        }

        /// A schema, which is paid for by its length; nil: there is none, or enough was looked at.
        private mutating func look(at schema: JSONNode?) -> JSONNode? {
            guard let schema else { return nil }
            schemaBytes += schema.raw.readableBytes
            if schemaBytes > CanonicalJSON.mostOfSchemas { isExhausted = true }
            return isExhausted ? nil : schema
        }

        private mutating func put(_ piece: String) {
            guard !isExhausted, text.utf8.count + piece.utf8.count <= CanonicalJSON.longest else {
                isExhausted = true
                return
            }
            text += piece
        }
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
