import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads a whole answer of a provider of the Responses API.
enum ResponsesAnswerReader {
    static func read(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        let root = try TypedMember.answer(body)
        guard let output = root["output"]?.array else {
            guard root["error"]?.unlessNull == nil else { throw ResponsesFailure.classify(status: nil, body: body) }
            throw AttemptFailure(.malformed, detail: "the answer has no \"output\"")
        }
        var blocks: [Block] = []
        var logprobs: JSONNode?
        var count = 0
        for item in output {
            try read(item, into: &blocks, &logprobs)
            count += 1
        }
        let finish = try finish(of: root, hasCalls: blocks.contains { $0.call != nil })
        guard count > 0 || finish == .length || finish == .filter else {
            throw AttemptFailure(.empty, detail: "the answer has no output")
        }
        var reply = head(of: root)
        reply.choices = [Reply.Choice(blocks: blocks, finish: finish, logprobs: logprobs)]
        return reply
    }

    /// What a response says about itself.
    static func head(of response: JSONNode) -> Reply {
        let created = TypedMember.count(response["created_at"])
        return Reply(
            id: response["id"]?.text, model: response["model"]?.text, created: created > 0 ? created : nil,
            usage: usage(response["usage"]))
    }

    static func usage(_ node: JSONNode?) -> Usage? {
        guard let node = node?.unlessNull, node.kind == .object else { return nil }
        let input = node["input_tokens_details"]
        return Usage(
            input: TypedMember.count(node["input_tokens"]), output: TypedMember.count(node["output_tokens"]),
            cachedInput: TypedMember.count(input?["cached_tokens"]),
            reasoning: TypedMember.count(node["output_tokens_details"]?["reasoning_tokens"]),
            writtenInput: TypedMember.count(input?["cache_write_tokens"]))
    }

    /// Why a response ended.
    /// - Throws: if it failed, or is not at its end, or ended for a reason that is not known.
    static func finish(of response: JSONNode, hasCalls: Bool) throws(AttemptFailure) -> FinishReason {
        let status = response["status"]?.string
        switch status {
        case "completed", nil: return hasCalls ? .calls : .stop
        case "incomplete":
            let reason = response["incomplete_details"]?["reason"]?.string
            switch reason {
            case "max_output_tokens": return .length
            case "content_filter": return .filter
            default:
                throw AttemptFailure(
                    .malformed,
                    detail: "the answer is incomplete for a reason\(TypedMember.shown(reason)) not known here")
            }
        case "failed": throw ResponsesFailure.classify(status: nil, body: response.raw)
        case "cancelled": throw AttemptFailure(.serverError, detail: "the answer was cancelled at the provider")
        default:
            throw AttemptFailure(.malformed, detail: "the answer has the status\(TypedMember.shown(status))")
        }
    }

    private static func read(
        _ item: JSONNode, into blocks: inout [Block], _ logprobs: inout JSONNode?
    ) throws(AttemptFailure) {
        switch item["type"]?.string {
        case "message":
            for part in item["content"]?.items ?? JSONNode.null.items {
                blocks.append(try block(of: part))
                if logprobs == nil { logprobs = Self.logprobs(part["logprobs"]) }
            }
        case "function_call": blocks.append(Block(.call(try call(item))))
        case "reasoning":
            let thought = Reasoning(
                text: ResponsesThought.text(of: item), sealed: item["encrypted_content"]?.text, origin: .responses)
            if thought.text != nil || thought.sealed != nil { blocks.append(Block(.reasoning(thought))) }
        case let type: throw unknownItem(type)
        }
    }

    static func unknownItem(_ type: String?) -> AttemptFailure {
        AttemptFailure(.malformed, detail: "the answer has an item of a type\(TypedMember.shown(type)) not asked for")
    }

    private static func block(of part: JSONNode) throws(AttemptFailure) -> Block {
        switch part["type"]?.string {
        case "output_text": if let text = part["text"]?.text { return .text(text) }
        case "refusal": if let text = part["refusal"]?.text { return Block(.refusal(text)) }
        default: break
        }
        throw AttemptFailure(.malformed, detail: "a message of the answer has a part that is neither text nor refusal")
    }

    private static func call(_ item: JSONNode) throws(AttemptFailure) -> ToolCall {
        guard let id = item["call_id"]?.string, let name = item["name"]?.string, !name.isEmpty else {
            throw AttemptFailure(.malformed, detail: "a call of the answer has no \"call_id\" or no \"name\"")
        }
        return ToolCall(id: id, name: name, arguments: ToolArguments(text: item["arguments"]?.text ?? ""))
    }

    /// The list of tokens as chat completions have it; nil if it is empty.
    static func logprobs(_ list: JSONNode?) -> JSONNode? {
        guard let list, list.kind == .array, !list.isEmpty else { return nil }
        var json = JSONWriter()
        json.beginObject()
        json.key("content")
        json.raw(list.raw)
        json.key("refusal")
        json.null()
        json.endObject()
        return try? JSONNode(reading: json.buffer)
    }
}
