public import NIOCore
import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Vectors in OpenAI's dialect: `/v1/embeddings`. https://platform.openai.com/docs/api-reference/embeddings
public enum EmbeddingOpenAI {
    /// https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input
    private static let mostInputs = 2048

    /// Reads a client's request.
    /// - Throws: what the client has to change.
    public static func wish(_ body: ByteBuffer) throws(ClientError) -> EmbeddingWish {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard root.kind == .object else { throw .badRequest("invalid_json", "The request body is not a JSON object.") }
        let value = GeminiValue(root, "")
        guard let model = value.member("model") else { throw value.missing("model") }
        guard let input = value.member("input") else { throw value.missing("input") }
        var wish = EmbeddingWish(model: try model.text().text, inputs: [])
        try read(input, into: &wish)
        if let dimensions = value.member("dimensions") {
            let count = try dimensions.integer()
            guard count > 0 else { throw dimensions.wrongValue("greater than 0") }
            wish.dimensions = count
        }
        if let format = value.member("encoding_format") {
            switch try format.text().text {
            case "float": break
            case "base64": wish.isBase64 = true
            default: throw format.wrongValue("\"float\" or \"base64\"")
            }
        }
        wish.extras = value.members(besides: ["model", "input", "dimensions", "encoding_format", "user"]).map(\.key)
        return wish
    }

    private static func read(_ input: GeminiValue, into wish: inout EmbeddingWish) throws(ClientError) {
        if let text = input.node.text {
            wish.inputs = [text]
            return
        }
        guard let array = input.node.array, !input.node.isEmpty else {
            throw input.wrongValue("a string or an array of strings")
        }
        for (index, item) in array.enumerated() {
            guard index < mostInputs else { throw input.wrongValue("at most \(mostInputs) texts") }
            switch item.kind {
            case .string: wish.inputs.append(item.text ?? "")
            case .number, .array:
                wish.unportable.append(Refusal("input", "is made of the tokens of one model, which others do not know"))
                return
            default: throw input.wrongValue("a string or an array of strings")
            }
        }
    }

    /// Writes the request for a provider.
    public static func request(_ wish: EmbeddingWish, to target: TargetTraits) -> ProviderRequest {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", target.model)
        writer.key("input")
        writer.beginArray()
        for input in wish.inputs { writer.string(input) }
        writer.endArray()
        if let dimensions = wish.dimensions { writer.member("dimensions", dimensions) }
        writer.member("encoding_format", "float")
        writer.endObject()
        return ProviderRequest(to: ProviderPath("/embeddings"), body: writer.buffer)
    }

    /// Reads a provider's answer, whose vectors are put in the order of their indexes.
    /// - Parameter count: how many texts there were.
    /// - Throws: `malformed` if it is none, or has not exactly one vector for each text.
    public static func reply(_ body: ByteBuffer, count: Int) throws(AttemptFailure) -> EmbeddingReply {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not JSON: \(error.description)")
        }
        if root["error"]?.unlessNull != nil {
            throw OpenAIFailure.classify(status: nil, body: body, retryAfter: nil)
        }
        var vectors: [Int: JSONNode] = [:]
        for (position, item) in (root["data"]?.array.map(Array.init) ?? []).enumerated() {
            guard let vector = item["embedding"], vector.kind == .array else { continue }
            vectors[item["index"]?.int ?? position] = vector
        }
        let ordered = (0..<max(count, 0)).compactMap { vectors[$0] }
        guard ordered.count == count, vectors.count == count, count > 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has \(vectors.count) vectors for \(count) texts")
        }
        return EmbeddingReply(vectors: ordered, tokens: root["usage"]?["prompt_tokens"]?.int)
    }

    /// Writes the answer for a client. Where the provider does not count tokens, none are told.
    public static func answer(_ reply: EmbeddingReply, model: String, isBase64: Bool) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("object", "list")
        writer.key("data")
        writer.beginArray()
        for (index, vector) in reply.vectors.enumerated() {
            writer.beginObject()
            writer.member("object", "embedding")
            writer.member("index", index)
            writer.key("embedding")
            if isBase64 { writer.string(base64(vector)) } else { writer.raw(vector.raw) }
            writer.endObject()
        }
        writer.endArray()
        writer.member("model", model)
        writer.key("usage")
        writer.beginObject()
        writer.member("prompt_tokens", max(reply.tokens ?? 0, 0))
        writer.member("total_tokens", max(reply.tokens ?? 0, 0))
        writer.endObject()
        writer.endObject()
        return writer.buffer
    }

    /// The numbers as 32-bit floating-point values, little-endian, in base64: what OpenAI's SDKs ask for by default.
    private static func base64(_ vector: JSONNode) -> JSONString {
        var bytes: [UInt8] = []
        for number in vector.items {
            var bits = Float(number.double ?? 0).bitPattern
            for _ in 0..<4 {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
            }
        }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text = ByteBuffer()
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let rest = bytes.count - start
            let word =
                Int(bytes[start]) << 16 | (rest > 1 ? Int(bytes[start + 1]) << 8 : 0)
                | (rest > 2 ? Int(bytes[start + 2]) : 0)
            text.writeInteger(alphabet[word >> 18])
            text.writeInteger(alphabet[word >> 12 & 63])
            text.writeInteger(rest > 1 ? alphabet[word >> 6 & 63] : UInt8(ascii: "="))
            text.writeInteger(rest > 2 ? alphabet[word & 63] : UInt8(ascii: "="))
        }
        return JSONString(escaped: text)
    }
}
