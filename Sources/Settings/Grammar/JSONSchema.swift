import Foundation

/// The grammar as a JSON Schema, for editors.
enum JSONSchema {
    /// The schema of `planb.yaml`, as text.
    static func text() -> String {
        var schema = value(of: ObjectShape(title: Grammar.root.title, fields: Grammar.root.fields))
        schema["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
        schema["title"] = .text("planb.yaml")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Value.object(schema)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// A JSON value.
    private enum Value: Encodable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Value])
        case object([String: Value])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .flag(let flag): try container.encode(flag)
            case .list(let list): try container.encode(list)
            case .object(let object): try container.encode(object)
            }
        }
    }

    private static func value(of shape: Shape) -> [String: Value] {
        switch shape {
        case .scalar(let syntax):
            var schema: [String: Value] = ["type": .text("string")]
            if syntax.mayBeNumber { schema["type"] = .list([.text("string"), .text("number")]) }
            if let pattern = syntax.pattern { schema["pattern"] = .text(pattern) }
            return schema
        case .words(let words):
            // YAML takes a word such as 429 for a number.
            let numbers = words.allowed.compactMap { Int($0).map(Value.number) }
            return ["enum": .list(words.allowed.map(Value.text) + numbers)]
        case .flag: return ["type": .text("boolean")]
        case .integer(let range):
            return [
                "type": .text("integer"), "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            ]
        case .list(let item, let isEmptyAllowed):
            var schema: [String: Value] = ["type": .text("array"), "items": .object(value(of: item))]
            if !isEmptyAllowed { schema["minItems"] = .number(1) }
            return schema
        case .map(let keys, let item, let isEmptyAllowed):
            var schema: [String: Value] = ["type": .text("object"), "additionalProperties": .object(value(of: item))]
            if let pattern = keys.pattern { schema["propertyNames"] = .object(["pattern": .text(pattern)]) }
            if !isEmptyAllowed { schema["minProperties"] = .number(1) }
            return schema
        case .object(let object): return value(of: object)
        case .either(let scalar, let list, let map):
            return ["anyOf": .list([scalar, list, map].compactMap { $0.map { .object(value(of: $0)) } })]
        case .anything: return [:]
        case .later, .never: return ["not": .object([:])]
        }
    }

    private static func value(of object: ObjectShape) -> [String: Value] {
        var properties: [String: Value] = [:]
        for field in object.fields {
            var schema = value(of: field.shape)
            var note = field.note
            if case .later = field.shape { note += " Not in this build." }
            schema["description"] = .text(note)
            properties[field.name] = .object(schema)
        }
        var schema: [String: Value] = [
            "type": .text("object"), "properties": .object(properties), "additionalProperties": .flag(false),
            "patternProperties": extensions,
        ]
        let required = object.fields.filter(\.isRequired).map { Value.text($0.name) }
        if !required.isEmpty { schema["required"] = .list(required) }
        return schema
    }

    /// `x-…` keys may hold anything.
    private static let extensions = Value.object(["^x-": .object([:])])
}
