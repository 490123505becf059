import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// A whole answer.
enum MessagesAnswer {
    // MARK: A provider's

    static func read(_ body: ByteBuffer) throws(AttemptFailure) -> Reply {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not valid JSON: \(error.description)")
        }
        if root["type"]?.isString("error") == true || root["error"]?.kind == .object {
            throw MessagesFailure.classify(status: nil, body: body, AnswerFacts())
        }
        guard let content = root["content"]?.array else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"content\"")
        }
        var blocks: [Block] = []
        for block in content { blocks.append(try read(block)) }
        guard let word = root["stop_reason"]?.unlessNull else {
            throw AttemptFailure(
                blocks.isEmpty ? .empty : .malformed, detail: "the answer does not say why it ended")
        }
        let finish = try MessagesFinish.read(word, hasCalls: blocks.contains { $0.call != nil })
        var usage = MessagesUsage()
        usage.take(root["usage"])
        return Reply(
            id: root["id"]?.text, model: root["model"]?.text,
            choices: [
                Reply.Choice(
                    blocks: blocks, finish: finish, stop: finish == .stop ? root["stop_sequence"]?.text : nil)
            ], usage: usage.usage)
    }

    private static func read(_ node: JSONNode) throws(AttemptFailure) -> Block {
        let type = node["type"]?.string
        switch type {
        case "text":
            if let text = node["text"]?.text { return Block(.text(text)) }
        case "thinking":
            guard let text = node["thinking"]?.text else { break }
            let signature = node["signature"]?.text
            return Block(
                .reasoning(
                    Reasoning(
                        text: text.isEmpty ? nil : text, signature: signature?.isEmpty == false ? signature : nil,
                        origin: .anthropic)))
        case "redacted_thinking":
            if let data = node["data"]?.text { return Block(.reasoning(Reasoning(sealed: data, origin: .anthropic))) }
        case "tool_use":
            guard let id = node["id"]?.string, let name = node["name"]?.string, !name.isEmpty else { break }
            return Block(.call(ToolCall(id: id, name: name, arguments: ToolArguments(node: node["input"]))))
        default: throw unknown(type)
        }
        throw AttemptFailure(.malformed, detail: "a block of the answer lacks a part")
    }

    /// What the client cannot be given must not be left out in silence.
    static func unknown(_ type: String?) -> AttemptFailure {
        let word = type.flatMap { PlainWord.read($0) }
        return AttemptFailure(
            .malformed, detail: "the answer has a block of a type that is not known" + (word.map { ": \($0)" } ?? ""))
    }

    // MARK: A client's

    static func write(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("id", reply.id ?? id(context))
        writer.member("type", "message")
        writer.member("role", "assistant")
        writer.member("model", reply.model ?? JSONString(context.model))
        writer.key("content")
        writer.beginArray()
        let choice = reply.choices.first
        var calls = 0
        for block in choice?.blocks ?? [] { write(block, context, &calls, to: &writer) }
        writer.endArray()
        MessagesFinish.write(choice?.ending ?? .stop, stop: choice?.stop, hasCalls: calls > 0, to: &writer)
        writer.key("usage")
        MessagesUsage.write(reply.usage ?? Usage(input: context.estimatedInput, output: 0), to: &writer)
        writer.endObject()
        return writer.buffer
    }

    /// The id of an answer that its provider gave none.
    static func id(_ context: ReplyContext) -> JSONString { JSONString("msg_" + context.requestID) }

    /// The id of a call, as clients of this dialect may send it back.
    static func callID(_ id: String?, _ context: ReplyContext, slot: Int) -> String {
        let given = id.flatMap { $0.isEmpty ? nil : $0 }
        return MessagesCodec.callIDs.id(given ?? "toolu_\(context.requestID)_\(slot)")
    }

    private static func write(
        _ block: Block, _ context: ReplyContext, _ calls: inout Int, to writer: inout JSONWriter
    ) {
        switch block.content {
        case .text(let text), .refusal(let text):
            guard !text.isEmpty else { return }
            writer.beginObject()
            writer.member("type", "text")
            writer.member("text", text)
        case .reasoning(let thought):
            if thought.sealed == nil || thought.text?.isEmpty == false {
                writer.beginObject()
                writer.member("type", "thinking")
                writer.member("thinking", thought.text ?? "")
                let seal = thought.signature.map { MessagesThought.carried($0, from: thought.origin) }
                writer.member("signature", seal ?? MessagesThought.unsigned)
                if thought.sealed != nil { writer.endObject() }
            }
            if let sealed = thought.sealed {
                writer.beginObject()
                writer.member("type", "redacted_thinking")
                writer.member("data", MessagesThought.carried(sealed, from: thought.origin))
            }
        case .call(let call):
            writer.beginObject()
            writer.member("type", "tool_use")
            writer.member("id", callID(call.id, context, slot: calls))
            writer.member("name", call.name)
            writer.member("input", call.arguments.object ?? ByteBuffer(string: "{}"))
            calls += 1
        case .media, .result: return
        }
        writer.endObject()
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ document: ByteBuffer) {
        key(name)
        raw(document)
    }
}
