/// A value that follows a JSON schema, as far as the keywords are known that requests use.
struct Sample {
    private let root: JSON
    /// A schema can refer to itself.
    private static let depthLimit = 8

    init(_ schema: JSON) { root = schema }

    /// The value as text, with the blanks that make words of it.
    var text: String {
        guard root.members?.isEmpty == false else { return #"{"answer": \#(quoted(Behaviour.Answer.defaultText))}"# }
        return value(of: root, depth: 0).spaced
    }

    private func value(of schema: JSON, depth: Int) -> JSON {
        guard depth < Self.depthLimit else { return .null }
        if let reference = schema["$ref"].string { return value(of: target(reference), depth: depth + 1) }
        if schema.has("const") { return schema["const"] }
        if let first = schema["enum"].array?.first { return first }
        for name in ["anyOf", "oneOf", "allOf"] {
            if let first = schema[name].array?.first { return value(of: first, depth: depth + 1) }
        }
        let type = schema["type"].string ?? schema["type"].array?.first?.string ?? "object"
        switch type.lowercased() {
        case "object":
            return .object(
                (schema["properties"].members ?? []).map {
                    .init(name: $0.name, value: value(of: $0.value, depth: depth + 1))
                })
        case "array": return .array([value(of: schema["items"], depth: depth + 1)])
        case "string": return .string("text")
        case "integer", "number": return .number(schema["minimum"].int.map { String($0) } ?? "1")
        case "boolean": return .bool(true)
        default: return .null
        }
    }

    /// What `#/$defs/name` refers to.
    private func target(_ reference: String) -> JSON {
        reference.split(separator: "/").dropFirst().reduce(root) { $0[String($1)] }
    }
}
