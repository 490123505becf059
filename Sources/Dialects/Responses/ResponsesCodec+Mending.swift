public import NIOCore
import PlanBVocabulary
import PlanBWire

extension ResponsesCodec {
    /// Without the thoughts of other makers: OpenAI looks for such an item by its id and answers 404.
    public static func mended(_ body: ByteBuffer, for target: TargetTraits) -> ByteBuffer? {
        guard Mending.mayConcern(body, "\"rs_"), let root = try? JSONNode(reading: body), root.kind == .object,
            let items = root["input"]?.array.map(Array.init), items.contains(where: isForeignThought)
        else { return nil }
        var writer = JSONWriter()
        writer.copy(root) { member, writer in
            if member.isNamed("model") {
                writer.string(target.model)
            } else if member.isNamed("input") {
                writer.array(items.filter { !isForeignThought($0) }) { $1.raw($0.raw) }
            } else {
                writer.raw(member.raw)
            }
        }
        return writer.buffer
    }

    /// Its id is one of Plan B's, and it holds nothing that OpenAI has sealed.
    private static func isForeignThought(_ item: JSONNode) -> Bool {
        guard item["type"]?.isString("reasoning") == true, item["encrypted_content"]?.unlessNull == nil,
            let id = item["id"]?.string
        else { return false }
        return ResponseIDs.isReasoning(id)
    }
}
