import NIOCore
import PlanBConversation
import PlanBWire

/// A call that waits for its result.
struct GeminiOpenCall {
    var id: String
    var name: String
    /// The client named it with an id.
    var hasOwnID: Bool
    var isAnswered = false
}

extension GeminiPromptReader {
    /// Google's older models give calls no ids. Such a call gets one from its place, which is the same in every request of
    /// the conversation.
    mutating func call(_ value: GeminiValue, _ content: Int, _ part: GeminiPart) throws(ClientError) -> ToolCall {
        guard let name = try value.member("name")?.text().text, !name.isEmpty else { throw value.missing("name") }
        let own = try value.member("id")?.text().text
        let id = own.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(content)_\(calls.count)"
        calls.append(GeminiOpenCall(id: id, name: name, hasOwnID: own?.isEmpty == false))
        keepUnknown(of: value, besides: ["id", "name", "args"], as: "contents.parts.functionCall")
        let arguments = try value.member("args")?.object().node
        return ToolCall(id: id, name: name, arguments: ToolArguments(node: arguments), signature: part.signature)
    }

    mutating func result(_ value: GeminiValue) throws(ClientError) -> ToolResult {
        let name = try value.member("name")?.text().text
        let id = try value.member("id")?.text().text
        guard let index = openCall(id.flatMap { $0.isEmpty ? nil : $0 }, name) else {
            throw .badRequest(
                "invalid_value", parameter: value.path,
                "\"\(value.path)\" answers no functionCall of the turn before it, or one that has its response already: "
                    + "send one response for each call, right after the calls.")
        }
        calls[index].isAnswered = true
        var result = ToolResult(id: calls[index].id, name: calls[index].name)
        if let response = value.member("response") { Self.read(try response.object().node, into: &result) }
        if let parts = value.member("parts") {
            for part in try parts.elements() {
                let sorted = GeminiPart(try part.object().node)
                switch sorted.content {
                case .inlineData, .fileData: result.blocks.append(Block(.media(try media(sorted, part))))
                default:
                    prompt.unportable.append(Refusal(part.path, "is neither inlineData nor fileData"))
                }
            }
        }
        keepUnknown(
            of: value, besides: ["id", "name", "response", "parts"], as: "contents.parts.functionResponse")
        return result
    }

    /// By the id, if both have one; else the first call of that name that has no response yet.
    private func openCall(_ id: String?, _ name: String?) -> Int? {
        if let id, let index = calls.firstIndex(where: { $0.id == id }) { return calls[index].isAnswered ? nil : index }
        return calls.firstIndex {
            !$0.isAnswered && (id == nil || !$0.hasOwnID) && (name == nil || name?.isEmpty == true || $0.name == name)
        }
    }

    /// Google's own reading: `output` alone is the output, `error` alone what went wrong, and anything else the output as
    /// a whole. https://ai.google.dev/api/caching#FunctionResponse
    private static func read(_ response: JSONNode, into result: inout ToolResult) {
        var members = response.items
        let first = members.next()
        guard let first, members.next() == nil, first.isNamed("output") || first.isNamed("error") else {
            if !response.isEmpty { result.object = response }
            return
        }
        if first.isNamed("error") { result.isError = true }
        switch first.kind {
        case .null: break
        case .object: result.object = first
        case .string: result.blocks = [.text(first.text ?? "")]
        default: result.blocks = [.text(JSONString(String(buffer: first.raw)))]
        }
    }

    /// Every call has its response. `Prompt.settle` sees it too, but it knows only ids, which the client may not have
    /// given.
    func checkAnswered(_ contents: GeminiValue) throws(ClientError) {
        guard let open = calls.first(where: { !$0.isAnswered }) else { return }
        throw .badRequest(
            "invalid_value", parameter: contents.path,
            "A functionCall of \"\(open.name.prefix(64))\" has no functionResponse: send one in the content right after "
                + "the one that makes the call.")
    }
}
