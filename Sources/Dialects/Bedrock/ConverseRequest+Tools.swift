import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ConverseRequest {
    mutating func writeToolConfig() {
        guard !toolkit.isEmpty else { return }
        json.key("toolConfig")
        json.beginObject()
        json.key("tools")
        json.beginArray()
        for tool in toolkit.tools { write(tool) }
        for name in toolkit.remembered { writeSpec(names.outward(name), nil, nil) }
        if let answer = toolkit.answerSchema {
            writeSpec(
                ConverseToolkit.answerTool, answer.description ?? "Gives the answer to the user.", answer.schema)
        }
        json.endArray()
        writeChoice()
        json.endObject()
    }

    private mutating func write(_ tool: Tool) {
        var isStrict: Bool?
        if tool.isStrict == true {
            let isTaken = target.contract.has(.jsonSchema) && !model.refusesStrictTools
            if isTaken { isStrict = true } else { losses.drop("strict") }
        }
        writeSpec(names.outward(tool.name), tool.description, tool.schema, isStrict: isStrict)
        // Nova caches no tools.
        if tool.cache != nil, model.isNova { losses.drop("cache_control") } else { writeCachePoint(tool.cache) }
    }

    private mutating func writeSpec(
        _ name: String, _ description: JSONString?, _ schema: JSONNode?, isStrict: Bool? = nil
    ) {
        json.beginObject()
        json.key("toolSpec")
        json.beginObject()
        json.member("name", name)
        // An empty one is refused.
        if let description, !description.isBlank { json.member("description", description) }
        json.key("inputSchema")
        json.beginObject()
        json.key("json")
        if let schema, schema.kind == .object, !schema.isEmpty {
            json.raw(schema.raw)
        } else {
            json.beginObject()
            json.member("type", "object")
            json.key("properties")
            json.beginObject()
            json.endObject()
            json.endObject()
        }
        json.endObject()
        if let isStrict { json.member("strict", isStrict) }
        json.endObject()
        json.endObject()
    }

    private mutating func writeChoice() {
        guard let choice = toolkit.choice else { return }
        json.key("toolChoice")
        json.beginObject()
        switch choice {
        case .named(let name):
            json.key("tool")
            json.beginObject()
            json.member("name", names.outward(name))
        default:
            json.key("any")
            json.beginObject()
        }
        json.endObject()
        json.endObject()
    }
}
