import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesRequestWriter {
    /// `tools` and `tool_choice`.
    mutating func writeTools() {
        guard hasTools else {
            if prompt.toolChoice?.isForced == true {
                losses.refuse("tool_choice", "demands a call although the request has no tools")
            }
            return
        }
        writer.key("tools")
        writer.beginArray()
        var allowed: Set<String>?
        if case .allowed(let tools, _) = prompt.toolChoice { allowed = Set(tools) }
        for tool in prompt.tools where allowed?.contains(tool.name) ?? true { writeTool(tool) }
        if case .tool(let schema) = form {
            writeTool(
                Tool(
                    name: MessagesForm.toolName, description: schema.description ?? "Gives the answer.",
                    schema: schema.schema))
        }
        writer.endArray()
        writeChoice()
    }

    private mutating func writeTool(_ tool: Tool) {
        writer.beginObject()
        writer.member("name", names.outward(tool.name))
        if let description = tool.description { writer.member("description", description) }
        var cleaned: MessagesSchema?
        if tool.isStrict == true {
            // Without parameters there is nothing to be strict about.
            cleaned = tool.schema.map(MessagesSchema.init)
            let hasType = tool.schema == nil || tool.schema?["type"]?.isString("object") == true
            if cleaned?.isTooNarrow == true || !hasType || target.contract.lacks(.jsonSchema) {
                cleaned = nil
                losses.drop("strict")
            }
        }
        writer.key("input_schema")
        if let cleaned {
            writer.value(cleaned.schema)
            writer.member("strict", true)
        } else {
            writeSchema(tool.schema)
        }
        writeMark(tool.cache)
        writer.endObject()
    }

    /// The API wants `type` to be `object`, and does not take `properties: null` or `$schema`.
    private mutating func writeSchema(_ schema: JSONNode?) {
        guard let schema, schema.kind == .object else {
            return writer.raw(ByteBuffer(staticString: #"{"type":"object","properties":{}}"#))
        }
        let type = schema["type"]?.unlessNull
        if let type, !type.isString("object") {
            losses.refuse("tools", "have one whose parameters are not an object, which the Messages API does not take")
            return writer.raw(ByteBuffer(staticString: #"{"type":"object","properties":{}}"#))
        }
        if type != nil, schema["$schema"] == nil, schema["properties"]?.kind != .null { return writer.raw(schema.raw) }
        writer.beginObject()
        writer.member("type", "object")
        for member in schema.items {
            if member.isNamed("type") || member.isNamed("$schema") { continue }
            if member.isNamed("properties"), member.kind == .null { continue }
            writer.member(member.key, member)
        }
        writer.endObject()
    }

    private mutating func writeChoice() {
        var type: String?
        var name: String?
        switch form.isTool ? .named(MessagesForm.toolName) : prompt.toolChoice {
        case nil: break
        case .auto: type = "auto"
        case .some(.none): type = "none"
        case .required: type = "any"
        case .named(let tool): (type, name) = ("tool", tool)
        case .allowed(let tools, let isRequired):
            type = isRequired ? "any" : "auto"
            if isRequired, tools.count == 1 { (type, name) = ("tool", tools[0]) }
        }
        if type == "any" || type == "tool", target.contract.lacks(.forcedTools) {
            losses.refuse("tool_choice", "demands a call, which this model does not take")
            (type, name) = ("auto", nil)
        }
        let isSingle = prompt.allowsParallelCalls == false && type != "none"
        if isSingle, type == nil { type = "auto" }
        guard let type else { return }
        writer.key("tool_choice")
        writer.beginObject()
        writer.member("type", type)
        if let name { writer.member("name", names.outward(name)) }
        if isSingle { writer.member("disable_parallel_tool_use", true) }
        writer.endObject()
    }
}
