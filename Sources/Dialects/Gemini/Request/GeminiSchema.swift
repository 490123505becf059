import NIOCore
import PlanBWire

/// Schemas as Google has them: a part of OpenAPI 3.0's, in the JSON form of its protocol buffers, and JSON Schema.
/// https://ai.google.dev/api/caching#Schema
enum GeminiSchema {
    /// The JSON Schema that says the same as one of Google's own.
    static func standard(_ schema: JSONNode) -> JSONNode {
        var writer = JSONWriter()
        write(schema, &writer)
        return (try? JSONNode(reading: writer.buffer)) ?? schema
    }

    /// The recursion ends where the reader's limit on depth does.
    private static func write(_ schema: JSONNode, _ writer: inout JSONWriter) {
        guard let members = schema.members else {
            writer.raw(schema.raw)
            return
        }
        let isNullable = schema["nullable"]?.bool == true
        writer.beginObject()
        for member in members where member.kind != .null || member.isNamed("default") {
            writeMember(member, isNullable, &writer)
        }
        writer.endObject()
    }

    private static func writeMember(_ member: JSONNode, _ isNullable: Bool, _ writer: inout JSONWriter) {
        let name = names[member.key] ?? member.key
        switch name {
        case "nullable": return
        case "type": writeType(member, isNullable, &writer)
        case "enum":
            writer.key(name)
            writer.beginArray()
            for item in member.items { writer.raw(item.raw) }
            if isNullable { writer.null() }
            writer.endArray()
        case "properties", "$defs":
            guard let items = member.members else { return }
            writer.key(name)
            writer.beginObject()
            for item in items {
                writer.key(item.key)
                write(item, &writer)
            }
            writer.endObject()
        case "items", "additionalProperties":
            writer.key(name)
            write(member, &writer)
        case "anyOf":
            writer.key(name)
            writer.beginArray()
            for item in member.items { write(item, &writer) }
            if isNullable { writer.raw(ByteBuffer(string: #"{"type":"null"}"#)) }
            writer.endArray()
        case "$ref":
            let target = member.string ?? ""
            writer.member(name, target.hasPrefix("#/defs/") ? "#/$defs/" + target.dropFirst(7) : target)
        case "example":
            writer.key("examples")
            writer.beginArray()
            writer.raw(member.raw)
            writer.endArray()
        case "format" where member.isString("enum"): return
        case _ where counts.contains(name) && member.kind == .string:
            // 64-bit integers are strings in the JSON form of protocol buffers.
            guard let count = member.string.flatMap({ Int($0) }) else { return }
            writer.member(name, count)
        default: writer.member(name, member)
        }
    }

    private static func writeType(_ type: JSONNode, _ isNullable: Bool, _ writer: inout JSONWriter) {
        guard let word = type.string?.lowercased() else {
            writer.member("type", type)
            return
        }
        guard word != "type_unspecified" else { return }
        writer.key("type")
        guard isNullable, word != "null" else {
            writer.string(word)
            return
        }
        writer.beginArray()
        writer.string(word)
        writer.string("null")
        writer.endArray()
    }

    private static let names = [
        "any_of": "anyOf", "min_items": "minItems", "max_items": "maxItems", "min_length": "minLength",
        "max_length": "maxLength", "min_properties": "minProperties", "max_properties": "maxProperties",
        "property_ordering": "propertyOrdering", "additional_properties": "additionalProperties", "ref": "$ref",
        "defs": "$defs",
    ]

    private static let counts: Set<String> = [
        "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties",
    ]
}

extension GeminiSchema {
    /// Whether the schema of a function says that it takes nothing: Google wants none at all then.
    static func takesNothing(_ schema: JSONNode) -> Bool {
        guard let members = schema.members else { return true }
        for member in members {
            if ["type", "title", "description", "$schema"].contains(where: { member.isNamed($0) }) { continue }
            let isContainer = member.kind == .object || member.kind == .array
            if member.isNamed("properties") || member.isNamed("required") {
                guard isContainer, member.isEmpty else { return false }
            } else {
                guard member.isNamed("additionalProperties"), member.kind == .false else { return false }
            }
        }
        return true
    }

    /// Writes a JSON Schema, without the member `$schema`, which Google refuses for a name that it does not know.
    static func write(_ schema: JSONNode, to writer: inout JSONWriter) {
        guard let members = schema.members, schema["$schema"] != nil else {
            writer.raw(schema.raw)
            return
        }
        writer.beginObject()
        for member in members where !member.isNamed("$schema") { writer.member(member.key, member) }
        writer.endObject()
    }
}
