import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads a whole answer of Converse.
enum ConverseReply {
    static func read(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not valid JSON: \(error.description)")
        }
        guard let message = root["output"]?["message"], message.kind == .object else {
            throw AttemptFailure(.malformed, detail: "the answer has no message")
        }
        var blocks: [Block] = []
        if let content = message["content"]?.unlessNull {
            guard let items = content.array else {
                throw AttemptFailure(.malformed, detail: "the content of the answer is no list")
            }
            for item in items { try read(item, into: &blocks) }
        }
        let finish = try ConverseStop.read(
            root["stopReason"]?.unlessNull, hasCalls: blocks.contains { $0.call != nil })
        return Reply(
            choices: [Reply.Choice(blocks: blocks, finish: finish, stop: ConverseStop.met(root))],
            usage: ConverseUsage.read(root["usage"]))
    }

    private static func read(_ item: JSONNode, into blocks: inout [Block]) throws(AttemptFailure) {
        guard let variant = item.members?.first(where: { $0.kind != .null }) else {
            throw AttemptFailure(.malformed, detail: "a block of the answer has no content")
        }
        switch variant.key {
        case "text":
            guard let text = variant.text else { throw wrongType("text") }
            if !text.isEmpty { blocks.append(.text(text)) }
        case "toolUse": blocks.append(Block(.call(try call(variant))))
        case "reasoningContent": blocks.append(Block(.reasoning(try reasoning(variant))))
        case "citationsContent":
            // The words of an answer with sources. Other dialects have no place for the sources.
            guard let content = variant["content"]?.array else { throw wrongType("citationsContent") }
            for part in content {
                guard let text = part["text"]?.text else { throw wrongType("citationsContent") }
                if !text.isEmpty { blocks.append(.text(text)) }
            }
        default: throw unknown(variant.key)
        }
    }

    private static func call(_ call: JSONNode) throws(AttemptFailure) -> ToolCall {
        guard let name = call["name"]?.string, !name.isEmpty else { throw wrongType("toolUse") }
        guard call["type"]?.unlessNull == nil else { throw unknown("toolUse.type") }
        return ToolCall(
            id: call["toolUseId"]?.string ?? "", name: name, arguments: ToolArguments(node: call["input"]))
    }

    private static func reasoning(_ content: JSONNode) throws(AttemptFailure) -> Reasoning {
        if let sealed = content["redactedContent"]?.text { return Reasoning(sealed: sealed, origin: .bedrock) }
        guard let thought = content["reasoningText"], let text = thought["text"]?.text else {
            throw wrongType("reasoningContent")
        }
        return Reasoning(
            text: text.isEmpty ? nil : text, signature: thought["signature"]?.text, origin: .bedrock)
    }

    private static func wrongType(_ kind: StaticString) -> AttemptFailure {
        AttemptFailure(.malformed, detail: "a block of the answer (\(kind)) has not the form of its kind")
    }

    /// Content that the client cannot be given must not be left out in silence.
    static func unknown(_ kind: String) -> AttemptFailure {
        let plain = PlainWord.read(kind) ?? "unknown"
        return AttemptFailure(
            .malformed, code: plain, detail: "the answer has content of a kind that cannot be translated (\(plain))")
    }
}
