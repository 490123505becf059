import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension CohereRequestWriter {
    /// The API can demand a call, but not which: what is not to be called is left out.
    mutating func writeTools() {
        var tools = prompt.tools
        var demand: String?
        if prompt.toolChoice?.isForced == true, target.contract.lacks(.forcedTools) {
            losses.refuse(wishes[.toolChoice], "demands a call, which the model \(target.model) cannot be told")
        } else {
            switch prompt.toolChoice {
            case nil, .auto: break
            case .some(.none): demand = "NONE"
            case .required: demand = "REQUIRED"
            case .named(let name):
                tools.removeAll { $0.name != name }
                demand = "REQUIRED"
            case .allowed(let names, let isRequired):
                tools.removeAll { !names.contains($0.name) }
                if isRequired { demand = "REQUIRED" }
            }
        }
        guard !tools.isEmpty else {
            if prompt.toolChoice?.isForced == true {
                losses.refuse(wishes[.toolChoice], "demands a tool that is not among the tools")
            }
            return
        }
        json.key("tools")
        json.beginArray()
        for tool in tools { write(tool) }
        json.endArray()
        if let demand { json.member("tool_choice", demand) }
        if prompt.allowsParallelCalls == false { losses.drop(wishes[.parallelCalls]) }
        let strict = tools.count { $0.isStrict == true }
        if strict == tools.count {
            json.member("strict_tools", true)
        } else if strict > 0 {
            losses.drop(wishes[.strict])
        }
    }

    private mutating func write(_ tool: Tool) {
        if tool.cache != nil { losses.drop(wishes[.cache]) }
        json.beginObject()
        json.member("type", "function")
        json.key("function")
        json.beginObject()
        json.member("name", names.outward(tool.name))
        if let description = tool.description { json.member("description", description) }
        json.key("parameters")
        if let schema = tool.schema {
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
        json.endObject()
    }
}
