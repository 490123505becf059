import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ResponsesRequestWriter {
    mutating func writeTools() {
        guard !prompt.tools.isEmpty else {
            // A choice among no tools is refused by the API, and only a demand is a loss.
            if prompt.toolChoice?.isForced == true { losses.drop(wishes[.toolChoice]) }
            return
        }
        json.key("tools")
        json.beginArray()
        for tool in prompt.tools { write(tool) }
        json.endArray()
        writeChoice()
        if let allows = prompt.allowsParallelCalls { json.member("parallel_tool_calls", allows) }
    }

    private mutating func write(_ tool: Tool) {
        if tool.cache != nil { losses.drop(wishes[.cache]) }
        json.beginObject()
        json.member("type", "function")
        json.member("name", names.outward(tool.name))
        if let description = tool.description { json.member("description", description) }
        json.key("parameters")
        if let schema = tool.schema { json.raw(schema.raw) } else { json.null() }
        // Said in any case, because a tool that does not say it is strict here, and in no other dialect.
        json.member("strict", tool.isStrict ?? false)
        json.endObject()
    }

    private mutating func writeChoice() {
        guard let choice = prompt.toolChoice else { return }
        if choice.isForced, target.contract.lacks(.forcedTools) {
            return losses.refuse(wishes[.toolChoice], "demands a call, which the model \(target.model) cannot be told")
        }
        json.key("tool_choice")
        switch choice {
        case .auto: json.string("auto")
        case .none: json.string("none")
        case .required: json.string("required")
        case .named(let name): writeFunction(name)
        case .allowed(let allowed, let isRequired):
            json.beginObject()
            json.member("type", "allowed_tools")
            json.member("mode", isRequired ? "required" : "auto")
            json.key("tools")
            json.beginArray()
            for name in allowed { writeFunction(name) }
            json.endArray()
            json.endObject()
        }
    }

    private mutating func writeFunction(_ name: String) {
        json.beginObject()
        json.member("type", "function")
        json.member("name", names.outward(name))
        json.endObject()
    }
}
