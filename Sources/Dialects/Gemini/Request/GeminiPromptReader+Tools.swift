import NIOCore
import PlanBConversation
import PlanBWire

extension GeminiPromptReader {
    mutating func readTools(_ root: GeminiValue) throws(ClientError) {
        guard let tools = root.member("tools") else { return }
        for tool in try tools.elements() {
            if let functions = try tool.object().member("functionDeclarations", "function_declarations") {
                for function in try functions.elements() { prompt.tools.append(try readTool(try function.object())) }
            }
            for other in tool.members(besides: ["functionDeclarations", "function_declarations"]) {
                let name = PlainWord.read(other.key) ?? "unknown"
                prompt.unportable.append(
                    Refusal("\(tool.path).\(name)", "is a tool that runs on Google's servers"))
            }
        }
    }

    private mutating func readTool(_ function: GeminiValue) throws(ClientError) -> Tool {
        guard let name = try function.member("name")?.text().text, !name.isEmpty else { throw function.missing("name") }
        var tool = Tool(name: name, description: try function.member("description")?.text())
        let subset = function.member("parameters")
        let schema = function.member("parametersJsonSchema", "parameters_json_schema")
        if let subset, schema != nil {
            throw .badRequest(
                "invalid_value", parameter: subset.path,
                "\"\(function.path)\" has both \"parameters\" and \"parametersJsonSchema\": send one of them.")
        }
        tool.schema = try schema?.object().node
        if let subset { tool.schema = GeminiSchema.standard(try subset.object().node) }
        keepUnknown(
            of: function,
            besides: ["name", "description", "parameters", "parametersJsonSchema", "parameters_json_schema"],
            as: "tools.functionDeclarations")
        return tool
    }

    mutating func readToolConfig(_ root: GeminiValue) throws(ClientError) {
        guard let config = try root.member("toolConfig", "tool_config")?.object() else { return }
        keepUnknown(
            of: config, besides: ["functionCallingConfig", "function_calling_config"], as: "toolConfig")
        guard let calling = try config.member("functionCallingConfig", "function_calling_config")?.object() else {
            return
        }
        keepUnknown(
            of: calling, besides: ["mode", "allowedFunctionNames", "allowed_function_names"],
            as: "toolConfig.functionCallingConfig")
        var names: [String] = []
        let allowed = calling.member("allowedFunctionNames", "allowed_function_names")
        for name in try allowed?.elements() ?? [] { names.append(try name.text().text) }
        guard let mode = calling.member("mode") else { return }
        switch try mode.word() {
        case "AUTO": prompt.toolChoice = .auto
        case "NONE": prompt.toolChoice = ToolChoice.none
        case "ANY":
            prompt.toolChoice =
                names.isEmpty ? .required : names.count == 1 ? .named(names[0]) : .allowed(names, isRequired: true)
        case "VALIDATED":
            prompt.toolChoice = names.isEmpty ? .auto : .allowed(names, isRequired: false)
            // That calls follow their schemas to the letter is more than others can be told.
            keep(mode.node, "toolConfig.functionCallingConfig.mode")
        case "MODE_UNSPECIFIED": break
        default: throw mode.wrongValue("AUTO, ANY, NONE or VALIDATED")
        }
        if let allowed, !names.isEmpty, prompt.toolChoice == .auto || prompt.toolChoice == ToolChoice.none {
            throw allowed.wrongValue("left out unless the mode is ANY or VALIDATED")
        }
    }
}
