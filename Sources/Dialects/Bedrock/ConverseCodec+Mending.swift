public import NIOCore
import PlanBVocabulary
import PlanBWire

extension ConverseCodec {
    /// Without thoughts that nobody has signed, which Claude refuses: they were another maker's.
    public static func mended(_ body: ByteBuffer, for target: TargetTraits) -> ByteBuffer? {
        guard ConverseModel(target.model).isClaude, Mending.mayConcern(body, "\"reasoningContent\""),
            let root = try? JSONNode(reading: body), root.kind == .object,
            let messages = root["messages"]?.array.map(Array.init), !messages.allSatisfy({ left(of: $0) == nil })
        else { return nil }
        var writer = JSONWriter()
        writer.copy(root) { member, writer in
            guard member.isNamed("messages") else { return writer.raw(member.raw) }
            writer.array(messages) { message, writer in
                guard let left = left(of: message) else { return writer.raw(message.raw) }
                writer.copy(message) { member, writer in
                    guard member.isNamed("content") else { return writer.raw(member.raw) }
                    writer.array(left) { $1.raw($0.raw) }
                }
            }
        }
        return writer.buffer
    }

    /// What is left of a message's blocks; nil if that is all of them, or none: turns have to alternate.
    private static func left(of message: JSONNode) -> [JSONNode]? {
        guard let blocks = message["content"]?.array.map(Array.init) else { return nil }
        let left = blocks.filter { block in
            guard let thought = block["reasoningContent"]?["reasoningText"] else { return true }
            return thought["signature"]?.unlessNull != nil
        }
        return left.isEmpty || left.count == blocks.count ? nil : left
    }
}
