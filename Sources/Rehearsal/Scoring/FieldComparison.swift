import NIOCore
import PlanBEngine
import PlanBWire

/// Two JSON answers to the same, field by field: which of the values that one of them has, the other has too.
///
/// A field is what holds no further one: a text, a number, a truth value, null, or an empty list or object. Its place is the way
/// to it, items of lists by their position. Numbers are compared as numbers, and members that are missing count as the
/// schema's default for them, as in `CanonicalJSON`.
struct FieldComparison: Sendable, Equatable {
    /// Fields that both have, with the same value.
    var equal: Int
    /// Fields that at least one of them has.
    var of: Int
    /// The names of those that differ, once each, at most `mostNames`: `items[].price`.
    var differing: [String]

    /// More fields than this are not compared.
    static let mostFields = 2000
    /// The most names of one comparison.
    static let mostNames = 16
    /// The longest name, in characters.
    private static let longestName = 80
    /// The most bytes of schemas that are looked at for defaults, counted each time anew.
    private static let mostOfSchemas = 4 << 20

    /// The share of fields that are equal, 0 to 1.
    var share: Double { of > 0 ? Double(equal) / Double(of) : 1 }

    /// - Parameters:
    ///   - asked: what was asked.
    ///   - showsNames: names that the schema does not have are shown. They may be what a user said.
    /// - Returns: nil: no JSON was asked for, one of the two is none or not complete, or they are too large.
    static func compare(
        _ asked: AskedFor, _ left: DrilledAnswer, _ right: DrilledAnswer, showsNames: Bool = false
    ) -> FieldComparison? {
        guard asked.wantsJSON || asked.schema != nil,
            let mine = Conformance.completeTranscript(left), let theirs = Conformance.completeTranscript(right),
            mine.calls.isEmpty, theirs.calls.isEmpty, let one = JSONGate.node(mine.text),
            let other = JSONGate.node(theirs.text)
        else { return nil }
        let schema = asked.schema.flatMap(JSONGate.node)
        guard let one = Fields(one, schema, showsNames), let other = Fields(other, schema, showsNames) else {
            return nil
        }
        var comparison = FieldComparison(equal: 0, of: 0, differing: [])
        for place in Set(one.values.keys).union(other.values.keys).sorted() {
            comparison.of += 1
            if let value = one.values[place], value == other.values[place] {
                comparison.equal += 1
            } else if comparison.differing.count < mostNames, let name = one.names[place] ?? other.names[place] {
                let shown = String(Redaction.redact(String(name.prefix(longestName))).prefix(longestName))
                if !comparison.differing.contains(shown) { comparison.differing.append(shown) }
            }
        }
        return comparison
    }

    /// The fields of one document.
    private struct Fields {
        /// By place.
        private(set) var values: [String: String] = [:]
        /// What is shown, by place.
        private(set) var names: [String: String] = [:]
        private var schemaBytes = 0
        private var isExhausted = false
        private let showsNames: Bool

        init?(_ document: JSONNode, _ schema: JSONNode?, _ showsNames: Bool) {
            self.showsNames = showsNames
            walk(document, schema, place: "", name: "", depth: 0)
            if isExhausted { return nil }
        }

        private mutating func walk(_ node: JSONNode, _ schema: JSONNode?, place: String, name: String, depth: Int) {
            guard !isExhausted else { return }
            switch node.kind {
            case .object:
                var members = Dictionary(node.items.map { ($0.key, $0) }) { _, last in last }
                var schemas: [String: JSONNode] = [:]
                for property in look(at: schema)?["properties"]?.items ?? JSONNode.null.items {
                    schemas[property.key] = property
                    if members[property.key] == nil, depth < 64, let filled = property["default"] {
                        members[property.key] = filled
                    }
                }
                guard !members.isEmpty else { return note("{}", place, name) }
                for (key, member) in members {
                    let shown = showsNames || schemas[key] != nil ? key : "*"
                    walk(
                        member, schemas[key], place: "\(place)/\(key.utf8.count):\(key)",
                        name: name.isEmpty ? shown : "\(name).\(shown)", depth: depth + 1)
                }
            case .array:
                guard node.isEmpty == false else { return note("[]", place, name) }
                let items = look(at: schema)?["items"]
                for (index, item) in node.items.enumerated() {
                    walk(item, items, place: "\(place)/\(index)", name: name + "[]", depth: depth + 1)
                }
            case .string, .number, .true, .false, .null:
                guard let value = CanonicalJSON.text(node) else { return isExhausted = true }
                note(value, place, name)
            }
        }

        private mutating func note(_ value: String, _ place: String, _ name: String) {
            guard values.count < FieldComparison.mostFields else { return isExhausted = true }
            values[place] = value
            names[place] = name
        }

        private mutating func look(at schema: JSONNode?) -> JSONNode? {
            guard let schema else { return nil }
            schemaBytes += schema.raw.readableBytes
            if schemaBytes > FieldComparison.mostOfSchemas { isExhausted = true }
            return isExhausted ? nil : schema
        }
    }
}
