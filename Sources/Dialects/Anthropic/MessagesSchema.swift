import NIOCore
import PlanBWire

/// Brings a JSON Schema into the subset that the API enforces. What it does not know goes into `description`, in words.
/// https://docs.claude.com/en/docs/build-with-claude/structured-outputs#json-schema-limitations
struct MessagesSchema {
    /// The schema as it is sent.
    private(set) var schema: JSONValue
    /// An answer may follow what is sent and still not follow what was asked for.
    private(set) var isWeaker = false
    /// Objects whose members have no fixed names are asked for. The API allows no others than those in `properties`, so
    /// that they would have to be empty.
    private(set) var isTooNarrow = false

    init(_ node: JSONNode) {
        schema = .null
        schema = clean(node.value)
    }

    /// As deep as the document, which a reader bounds.
    private mutating func clean(_ value: JSONValue) -> JSONValue {
        guard case .object(let pairs) = value else { return value }
        var kept: [JSONPair] = []
        var moved: [JSONPair] = []
        for pair in pairs {
            switch pair.name {
            case "$schema", "$id", "$comment": continue
            case "properties", "$defs", "definitions":
                guard case .object(let members) = pair.value else { continue }
                kept.append(JSONPair(pair.name, .object(members.map { JSONPair($0.name, clean($0.value)) })))
            case "items":
                if pair.value.array == nil {
                    kept.append(JSONPair(pair.name, clean(pair.value)))
                } else {
                    moved.append(pair)
                }
            case "anyOf", "allOf": kept.append(JSONPair(pair.name, each(pair.value)))
            case "oneOf" where value["anyOf"] == nil:
                isWeaker = true
                kept.append(JSONPair("anyOf", each(pair.value)))
            case "$ref" where pair.value.string?.hasPrefix("#") != true: moved.append(pair)
            case "minItems" where pair.value.number == "0" || pair.value.number == "1": kept.append(pair)
            case "additionalProperties":
                // Only `false` is allowed; it is written below.
                if case .object(let members) = pair.value, !members.isEmpty { moved.append(pair) }
            case let name where Self.unknown.contains(name): moved.append(pair)
            default: kept.append(pair)
            }
        }
        if Self.isObject(value) {
            kept.append(JSONPair("additionalProperties", false))
            if Self.isOpen(value) { isTooNarrow = true }
        }
        if !moved.isEmpty {
            isWeaker = true
            describe(moved, &kept)
        }
        return .object(kept)
    }

    private mutating func each(_ value: JSONValue) -> JSONValue {
        guard case .array(let items) = value else { return value }
        return .array(items.map { clean($0) })
    }

    private static func isObject(_ value: JSONValue) -> Bool {
        switch value["type"] {
        case .string(let type): type == "object"
        case .array(let types): types.contains("object")
        default: value["properties"] != nil || value["additionalProperties"] != nil
        }
    }

    /// Whether members are meant to be there that `properties` does not name.
    private static func isOpen(_ value: JSONValue) -> Bool {
        if value["patternProperties"] != nil { return true }
        if case .object(let members) = value["additionalProperties"], !members.isEmpty { return true }
        let names = ["properties", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"]
        return value["additionalProperties"] != .bool(false)
            && !names.contains { name in value[name].map { !$0.isNull } ?? false }
    }

    /// The model reads what the API does not enforce.
    private func describe(_ moved: [JSONPair], _ kept: inout [JSONPair]) {
        var text = ByteBuffer()
        JSONValue.object(moved).write(into: &text)
        let sentence = "Must also satisfy this JSON Schema: \(String(buffer: text))"
        if let index = kept.firstIndex(where: { $0.name == "description" }), let before = kept[index].value.string {
            kept[index].value = .string("\(before) \(sentence)")
        } else {
            kept.append(JSONPair("description", .string(sentence)))
        }
    }

    private static let unknown: Set<String> = [
        "oneOf", "not", "if", "then", "else", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "contains", "minContains",
        "maxContains", "prefixItems", "additionalItems", "minProperties", "maxProperties", "patternProperties",
        "propertyNames", "dependentRequired", "dependentSchemas", "dependencies", "unevaluatedItems",
        "unevaluatedProperties",
    ]
}
