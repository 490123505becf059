public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

extension ChatCodec {
    /// Reads a provider's whole answer.
    public static func reply(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not valid JSON: \(error.description)")
        }
        if root.member("error") != nil { throw OpenAIFailure.classify(status: nil, body: body, retryAfter: nil) }
        guard let choices = root.member("choices")?.array else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"choices\"")
        }
        var reply = Reply(
            id: root.member("id")?.text, model: root.member("model")?.text, created: root.member("created")?.int,
            usage: root.member("usage").map { ChatUsage.read($0) })
        for choice in choices { reply.choices.append(try read(choice)) }
        guard !reply.choices.isEmpty else { throw AttemptFailure(.empty, detail: "the answer has no choice") }
        return reply
    }

    private static func read(_ choice: JSONNode) throws(AttemptFailure) -> Reply.Choice {
        guard let message = choice.member("message") else {
            throw AttemptFailure(.malformed, detail: "a choice has no \"message\"")
        }
        var blocks: [Block] = []
        if let thought = (message.member("reasoning_content") ?? message.member("reasoning"))?.text, !thought.isEmpty {
            blocks.append(Block(.reasoning(Reasoning(text: thought, origin: dialect))))
        }
        if let content = message.member("content") { blocks += try ChatContent.blocks(content) }
        if let refusal = message.member("refusal")?.text, !refusal.isEmpty { blocks.append(Block(.refusal(refusal))) }
        for call in message.member("tool_calls")?.array ?? JSONNode.null.items {
            guard let function = call.member("function"), let name = function.member("name")?.string else {
                throw AttemptFailure(.malformed, detail: "a tool call has no function")
            }
            let arguments = function.member("arguments")
            blocks.append(
                Block(
                    .call(
                        ToolCall(
                            id: call.member("id")?.string ?? "", name: name,
                            arguments: arguments?.text.map { ToolArguments(text: $0) } ?? ToolArguments(node: arguments)
                        ))))
        }
        let hasCalls = blocks.contains { $0.call != nil }
        guard let finish = try ChatFinish.read(choice.member("finish_reason"), hasCalls: hasCalls) else {
            throw AttemptFailure(.malformed, detail: "a choice has no finish reason")
        }
        return Reply.Choice(blocks: blocks, finish: finish, logprobs: choice.member("logprobs"))
    }
}

/// The content of an answer: a string, or Mistral's list of parts.
enum ChatContent {
    static func blocks(_ content: JSONNode) throws(AttemptFailure) -> [Block] {
        if let text = content.text { return text.isEmpty ? [] : [.text(text)] }
        guard let parts = content.array else {
            throw AttemptFailure(.malformed, detail: "the content is neither text nor a list")
        }
        var blocks: [Block] = []
        for part in parts {
            switch part.member("type")?.string {
            case "text": if let text = part.member("text")?.text, !text.isEmpty { blocks.append(.text(text)) }
            case "thinking":
                var thought: JSONString = ""
                for piece in part.member("thinking")?.array ?? JSONNode.null.items {
                    if let text = piece.member("text")?.text { thought.append(text) }
                }
                if let whole = part.member("thinking")?.text { thought = whole }
                blocks.append(Block(.reasoning(Reasoning(text: thought, origin: .openAI))))
            case "reference": continue
            default: throw AttemptFailure(.malformed, detail: "the answer has content of an unknown kind")
            }
        }
        return blocks
    }
}

/// Finish reasons, of OpenAI and of those that imitate it.
enum ChatFinish {
    /// Nil if there is none yet. An empty one stands for tool calls at xAI.
    static func read(_ node: JSONNode?, hasCalls: Bool) throws(AttemptFailure) -> FinishReason? {
        guard let node else { return nil }
        switch node.string {
        case "stop", "eos", "end_turn", "stop_sequence": return hasCalls ? .calls : .stop
        case "": return hasCalls ? .calls : nil
        case "length", "model_length", "max_tokens": return .length
        case "tool_calls", "function_call": return .calls
        case "content_filter": return .filter
        default:
            let word = node.string.flatMap { PlainWord.read($0) } ?? "something unknown"
            throw AttemptFailure(.malformed, detail: "the answer finished with \(word)")
        }
    }

    static func word(_ reason: FinishReason) -> String {
        switch reason {
        case .stop, .pause: "stop"
        case .length: "length"
        case .calls: "tool_calls"
        case .filter: "content_filter"
        }
    }
}

/// The usage object.
enum ChatUsage {
    static func read(_ node: JSONNode) -> Usage {
        func count(_ node: JSONNode?) -> Int { max(0, node?.int ?? 0) }
        let input = node.member("prompt_tokens_details") ?? node.member("input_tokens_details")
        let output = node.member("completion_tokens_details") ?? node.member("output_tokens_details")
        var usage = Usage(
            input: count(node.member("prompt_tokens") ?? node.member("input_tokens")),
            output: count(node.member("completion_tokens") ?? node.member("output_tokens")),
            // The second is DeepSeek's.
            cachedInput: count(input?.member("cached_tokens") ?? node.member("prompt_cache_hit_tokens")),
            reasoning: count(output?.member("reasoning_tokens")),
            writtenInput: count(input?.member("cache_write_tokens")))
        // xAI counts reasoning beside the completion, and only its total tells.
        let sum = usage.input.addingReportingOverflow(usage.output)
        let whole = sum.partialValue.addingReportingOverflow(usage.reasoning)
        if usage.reasoning > 0, !sum.overflow, !whole.overflow, node.member("total_tokens")?.int == whole.partialValue {
            usage.output += usage.reasoning
        }
        return usage
    }

    static func write(_ usage: Usage, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("prompt_tokens", usage.input)
        writer.member("completion_tokens", usage.output)
        writer.member("total_tokens", usage.input &+ usage.output)
        writer.key("prompt_tokens_details")
        writer.beginObject()
        writer.member("cached_tokens", usage.cachedInput)
        if usage.writtenInput > 0 { writer.member("cache_write_tokens", usage.writtenInput) }
        writer.endObject()
        writer.key("completion_tokens_details")
        writer.beginObject()
        writer.member("reasoning_tokens", usage.reasoning)
        writer.endObject()
        writer.endObject()
    }
}
