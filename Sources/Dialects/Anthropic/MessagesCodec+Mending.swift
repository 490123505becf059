public import NIOCore
import PlanBVocabulary
import PlanBWire

extension MessagesCodec {
    /// Without the thoughts of other makers, whose seals Anthropic refuses, and without thinking by a budget in a loop of
    /// tool calls that somebody else has begun: there it insists on thoughts of its own.
    public static func mended(_ body: ByteBuffer, for target: TargetTraits) -> ByteBuffer? {
        guard Mending.mayConcern(body, "\"planb-") || Mending.mayConcern(body, "budget_tokens"),
            let root = try? JSONNode(reading: body), root.kind == .object,
            let messages = root["messages"]?.array.map(Array.init)
        else { return nil }
        let stopsThinking = root["thinking"]?["type"]?.isString("enabled") == true && loopLacksThoughts(messages)
        func isKept(_ block: JSONNode) -> Bool { !isThought(block) || !(stopsThinking || isForeign(block)) }
        func isWhole(_ message: JSONNode) -> Bool { message["content"]?.array?.allSatisfy(isKept) ?? true }
        guard stopsThinking || !messages.allSatisfy(isWhole) else { return nil }

        var writer = JSONWriter()
        writer.beginObject()
        for member in root.items where !(stopsThinking && member.isNamed("thinking")) {
            writer.key(member.key)
            if member.isNamed("model") {
                writer.string(target.model)
            } else if member.isNamed("messages") {
                // A turn that was nothing but thoughts is none; turns of one side that follow each other are allowed.
                let left = messages.filter { isWhole($0) || $0["content"]?.array?.contains(where: isKept) == true }
                writer.array(left) { message, writer in
                    if isWhole(message) { return writer.raw(message.raw) }
                    writer.copy(message) { member, writer in
                        guard member.isNamed("content"), let blocks = member.array else {
                            return writer.raw(member.raw)
                        }
                        writer.array(blocks.filter(isKept)) { $1.raw($0.raw) }
                    }
                }
            } else {
                writer.raw(member.raw)
            }
        }
        writer.endObject()
        return writer.buffer
    }

    private static func isThought(_ block: JSONNode) -> Bool {
        block["type"]?.isString("thinking") == true || block["type"]?.isString("redacted_thinking") == true
    }

    private static func isForeign(_ block: JSONNode) -> Bool {
        guard let seal = (block["signature"] ?? block["data"])?.text else { return false }
        if case .known(.anthropic, _) = MessagesThought.maker(of: seal) { return false }
        return true
    }

    /// The conversation ends with results of calls before which their maker has not shown a thought of Anthropic's.
    private static func loopLacksThoughts(_ messages: [JSONNode]) -> Bool {
        guard let last = messages.last,
            last["content"]?.array?.contains(where: { $0["type"]?.isString("tool_result") == true }) == true,
            let answer = messages.dropLast().last, let first = answer["content"]?.array?.first(where: { _ in true })
        else { return false }
        return !isThought(first) || isForeign(first)
    }
}
