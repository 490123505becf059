import PlanBConversation
import PlanBWire

/// Reads tools, the choice among them, and the format of the answer.
enum ChatToolReader {
    static func readTools(_ value: JSONNode, _ prompt: inout Prompt) throws(ClientError) {
        for (index, item) in try value.elements(at: "tools").enumerated() {
            let path = "tools[\(index)]"
            guard let type = try item.object(at: path).member("type") else { throw .missing(path + ".type") }
            guard type.isString("function") else {
                prompt.refuse(path, "is no function, and other providers know only those")
                continue
            }
            guard let function = item.member("function") else { throw .missing(path + ".function") }
            prompt.tools.append(try tool(try function.object(at: path + ".function"), path + ".function"))
        }
    }

    /// The function, which the Responses API has in the tool itself.
    static func tool(_ function: JSONNode, _ path: String) throws(ClientError) -> Tool {
        guard let name = function.member("name") else { throw .missing(path + ".name") }
        var tool = Tool(name: try name.text(at: path + ".name").text)
        guard !tool.name.isEmpty else { throw .wrongValue(path + ".name", "a name") }
        tool.description = try function.member("description")?.text(at: path + ".description")
        tool.schema = try function.member("parameters")?.object(at: path + ".parameters")
        tool.isStrict = try function.member("strict")?.flag(at: path + ".strict")
        return tool
    }

    static func choice(_ value: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> ToolChoice? {
        if let word = value.text {
            switch word.text {
            case "auto": return .auto
            case "none": return ToolChoice.none
            // The second word is Mistral's.
            case "required", "any": return .required
            default: throw .wrongValue("tool_choice", "none, auto, required or an object")
            }
        }
        guard let type = try value.object(at: "tool_choice").member("type") else { throw .missing("tool_choice.type") }
        switch type.string {
        case "function":
            guard let name = value.member("function")?.member("name") else {
                throw .missing("tool_choice.function.name")
            }
            return .named(try name.text(at: "tool_choice.function.name").text)
        case "allowed_tools":
            guard let allowed = value.member("allowed_tools") else { throw .missing("tool_choice.allowed_tools") }
            return try self.allowed(allowed, &prompt)
        default:
            prompt.refuse("tool_choice", "names something that is no function")
            return nil
        }
    }

    private static func allowed(_ value: JSONNode, _ prompt: inout Prompt) throws(ClientError) -> ToolChoice {
        let path = "tool_choice.allowed_tools.tools"
        var names: [String] = []
        for item in try value.member("tools")?.elements(at: path) ?? JSONNode.null.items {
            guard let name = item.member("function")?.member("name")?.string else {
                prompt.refuse(path, "names something that is no function")
                continue
            }
            names.append(name)
        }
        return .allowed(names, isRequired: value.member("mode")?.isString("required") ?? false)
    }

    static func format(_ value: JSONNode) throws(ClientError) -> OutputFormat {
        let path = "response_format"
        guard let type = try value.object(at: path).member("type") else { throw .missing(path + ".type") }
        switch type.string {
        case "text": return .text
        // llama.cpp and Together take the schema here.
        case "json_object":
            return value.member("schema").map { .schema(AnswerSchema(name: "answer", schema: $0)) } ?? .json
        case "json_schema":
            guard let schema = value.member("json_schema") else {
                // llama.cpp takes it at the top.
                guard let schema = value.member("schema") else { throw .missing(path + ".json_schema") }
                return .schema(AnswerSchema(name: "answer", schema: schema))
            }
            return try self.schema(try schema.object(at: path + ".json_schema"), path + ".json_schema")
        default: throw .wrongValue(path + ".type", "text, json_object or json_schema")
        }
    }

    /// `{name, description, schema, strict}`, which the Responses API has in the format itself.
    static func schema(_ value: JSONNode, _ path: String) throws(ClientError) -> OutputFormat {
        guard let schema = value.member("schema") else { throw .missing(path + ".schema") }
        return .schema(
            AnswerSchema(
                name: try value.member("name")?.text(at: path + ".name").text ?? "answer",
                description: try value.member("description")?.text(at: path + ".description"),
                schema: try schema.object(at: path + ".schema"),
                isStrict: try value.member("strict")?.flag(at: path + ".strict")))
    }
}
