public import NIOCore
import PlanBVocabulary
import PlanBWire

extension GeminiCodec {
    /// With a signature on the first call of each of the model's turns, where other models have made the calls: Google's
    /// stand-in for one that was never made. https://ai.google.dev/gemini-api/docs/thought-signatures
    public static func mended(_ body: ByteBuffer, for target: TargetTraits) -> ByteBuffer? {
        guard GeminiModel(target.model).checksSignatures, !target.contract.lacks(.reasoning),
            Mending.mayConcern(body, "\"functionCall\"") || Mending.mayConcern(body, "\"function_call\""),
            let root = try? JSONNode(reading: body), root.kind == .object,
            let contents = root["contents"]?.array.map(Array.init)
        else { return nil }
        let unsigned = unsignedTurns(contents)
        guard !unsigned.isEmpty else { return nil }

        var writer = JSONWriter()
        writer.copy(root) { member, writer in
            guard member.isNamed("contents") else { return writer.raw(member.raw) }
            var position = 0
            writer.array(contents) { content, writer in
                defer { position += 1 }
                guard unsigned.contains(position) else { return writer.raw(content.raw) }
                sign(content, &writer)
            }
        }
        return writer.buffer
    }

    /// The positions of the contents whose first call needs a signature: of contents of the model that follow each other,
    /// which are one turn, the first with a call.
    private static func unsignedTurns(_ contents: [JSONNode]) -> Set<Int> {
        var unsigned: Set<Int> = []
        var first: Int?
        var isSigned = false
        func end() {
            if let first, !isSigned { unsigned.insert(first) }
            (first, isSigned) = (nil, false)
        }
        for (position, content) in contents.enumerated() {
            guard content["role"]?.isString("model") == true else {
                end()
                continue
            }
            for part in content["parts"]?.array ?? JSONNode.null.items where isCall(part) {
                first = first ?? position
                if (part["thoughtSignature"]?.unlessNull ?? part["thought_signature"]?.unlessNull) != nil {
                    isSigned = true
                }
            }
        }
        end()
        return unsigned
    }

    private static func isCall(_ part: JSONNode) -> Bool {
        (part["functionCall"]?.unlessNull ?? part["function_call"]?.unlessNull) != nil
    }

    private static func sign(_ content: JSONNode, _ writer: inout JSONWriter) {
        writer.copy(content) { member, writer in
            guard member.isNamed("parts"), let parts = member.array else { return writer.raw(member.raw) }
            var isSigned = false
            writer.array(Array(parts)) { part, writer in
                guard !isSigned, isCall(part) else { return writer.raw(part.raw) }
                isSigned = true
                writer.beginObject()
                for member in part.items
                where !member.isNamed("thoughtSignature") && !member.isNamed("thought_signature") {
                    writer.key(member.key)
                    writer.raw(member.raw)
                }
                writer.member("thoughtSignature", GeminiPartWriter.skippedSignature)
                writer.endObject()
            }
        }
    }
}
