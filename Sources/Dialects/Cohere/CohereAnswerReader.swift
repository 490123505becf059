import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads a whole answer of Cohere's chat API.
enum CohereAnswerReader {
    static func read(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        let root = try TypedMember.answer(body)
        guard let message = root["message"], message.kind == .object else {
            // An error has its sentence in this place.
            guard root["message"]?.text == nil else { throw CohereFailure.classify(status: nil, body: body) }
            throw AttemptFailure(.malformed, detail: "the answer has no \"message\"")
        }
        var blocks: [Block] = []
        for part in message["content"]?.items ?? JSONNode.null.items {
            if let block = try block(of: part) { blocks.append(block) }
        }
        if let plan = message["tool_plan"]?.text, !plan.isEmpty {
            blocks.append(Block(.reasoning(Reasoning(text: plan, origin: .cohere))))
        }
        for call in message["tool_calls"]?.items ?? JSONNode.null.items {
            blocks.append(Block(.call(try self.call(call))))
        }
        let hasCalls = blocks.contains { $0.call != nil }
        let finish = try finish(root["finish_reason"], hasCalls: hasCalls)
        guard !blocks.isEmpty || finish != .stop else {
            throw AttemptFailure(.empty, detail: "the answer has no content")
        }
        return Reply(
            id: root["id"]?.text, choices: [Reply.Choice(blocks: blocks, finish: finish)], usage: usage(root["usage"]))
    }

    /// The tokens that were used, which are more than those that are billed: Cohere's own preamble counts too.
    static func usage(_ node: JSONNode?) -> Usage? {
        guard let node, let tokens = node["tokens"]?.unlessNull ?? node["billed_units"]?.unlessNull else { return nil }
        let input = TypedMember.count(tokens["input_tokens"])
        return Usage(
            input: input, output: TypedMember.count(tokens["output_tokens"]),
            cachedInput: min(input, TypedMember.count(node["cached_tokens"])))
    }

    /// Why an answer ended.
    /// - Throws: if it failed, or the word is not known.
    static func finish(_ node: JSONNode?, hasCalls: Bool) throws(AttemptFailure) -> FinishReason {
        let word = node?.string
        switch word {
        case "COMPLETE", "STOP_SEQUENCE": return hasCalls ? .calls : .stop
        case "MAX_TOKENS": return .length
        case "TOOL_CALL": return .calls
        case "ERROR", "TIMEOUT":
            throw AttemptFailure(.serverError, status: 500, code: word, detail: "the answer ended with \(word ?? "")")
        default:
            throw AttemptFailure(
                .malformed, detail: "the answer ended for a reason\(TypedMember.shown(word)) not known here")
        }
    }

    private static func block(of part: JSONNode) throws(AttemptFailure) -> Block? {
        switch part["type"]?.string {
        case "text": if let text = part["text"]?.text { return text.isEmpty ? nil : .text(text) }
        case "thinking":
            if let text = part["thinking"]?.text {
                return text.isEmpty ? nil : Block(.reasoning(Reasoning(text: text, origin: .cohere)))
            }
        default: break
        }
        throw AttemptFailure(.malformed, detail: "the answer has content that is neither text nor thinking")
    }

    private static func call(_ call: JSONNode) throws(AttemptFailure) -> ToolCall {
        guard let name = call["function"]?["name"]?.string, !name.isEmpty else {
            throw AttemptFailure(.malformed, detail: "a call of the answer has no name")
        }
        return ToolCall(
            id: call["id"]?.string ?? "", name: name,
            arguments: ToolArguments(text: call["function"]?["arguments"]?.text ?? ""))
    }
}
