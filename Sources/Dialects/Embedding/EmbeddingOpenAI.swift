public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Vectors in OpenAI's dialect: `/v1/embeddings`. https://platform.openai.com/docs/api-reference/embeddings
public enum EmbeddingOpenAI: EmbeddingCodec {
    /// https://platform.openai.com/docs/api-reference/embeddings/create#embeddings-create-input
    private static let mostInputs = 2048

    /// Reads a client's request.
    /// - Throws: what the client has to change.
    public static func wish(_ body: ByteBuffer, _ place: PathFacts = PathFacts()) throws(ClientError) -> EmbeddingWish {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard root.kind == .object else { throw .badRequest("invalid_json", "The request body is not a JSON object.") }
        let value = GeminiValue(root, "")
        guard let input = value.member("input") else { throw value.missing("input") }
        var wish = EmbeddingWish(model: try TypedMember.model(root["model"], place), inputs: [])
        try read(input, into: &wish)
        if let dimensions = value.member("dimensions") {
            let count = try dimensions.integer()
            guard count > 0 else { throw dimensions.wrongValue("greater than 0") }
            wish.dimensions = count
        }
        if let format = value.member("encoding_format") {
            switch try format.text().text {
            case "float": break
            case "base64": wish.forms = [.base64]
            default: throw format.wrongValue("\"float\" or \"base64\"")
            }
        }
        // What clients of OpenAI's say who know that a model of Cohere's may answer.
        if let type = value.member("input_type") {
            wish.task = EmbeddingCohere.task(try type.text().text).map { ($0, "input_type") }
            if wish.task == nil { wish.extras.append("input_type") }
        }
        let known: [StaticString] = ["model", "input", "dimensions", "encoding_format", "user", "input_type"]
        wish.extras += value.members(besides: known).map(\.key)
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

    /// `/embeddings`
    public static func path(to target: TargetTraits, isBatch: Bool) -> ProviderPath { ProviderPath("/embeddings") }

    /// Writes the request for a provider.
    public static func request(
        _ wish: EmbeddingWish, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        // Its models make one vector of a text, whatever that is for.
        if let task = wish.task { losses.drop(task.member) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", target.model)
        writer.key("input")
        writer.beginArray()
        for input in wish.inputs { writer.string(input) }
        writer.endArray()
        if let dimensions = wish.dimensions { writer.member(target.quirks.vectorSize, dimensions) }
        writer.member("encoding_format", "float")
        writer.endObject()
        return ProviderRequest(to: path(to: target, isBatch: true), body: writer.buffer)
    }

    /// Reads a provider's answer, whose vectors are put in the order of their indexes.
    /// - Parameter count: how many texts there were.
    /// - Throws: `malformed` if it is none, or has not exactly one vector for each text.
    public static func reply(_ body: ByteBuffer, count: Int) throws(AttemptFailure) -> EmbeddingReply {
        let root = try answer(body)
        var vectors: [Int: JSONNode] = [:]
        for (position, item) in (root["data"]?.array.map(Array.init) ?? []).enumerated() {
            guard let vector = item["embedding"], vector.kind == .array else { continue }
            vectors[item["index"]?.int ?? position] = vector
        }
        let ordered = (0..<max(count, 0)).compactMap { vectors[$0] }
        guard ordered.count == count, vectors.count == count, count > 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has \(vectors.count) vectors for \(count) texts")
        }
        return try EmbeddingReply(vectors: ordered, tokens: root["usage"]?["prompt_tokens"]?.int).checked()
    }

    /// Looks at an answer that is handed on.
    public static func inspect(_ body: ByteBuffer) throws(AttemptFailure) -> Usage? {
        let root = try answer(body)
        guard let data = root["data"], data.kind == .array else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"data\"")
        }
        guard !data.isEmpty else { throw AttemptFailure(.empty, detail: "the answer has no vector") }
        return root["usage"]?["prompt_tokens"]?.int.map { Usage(input: max($0, 0), output: 0) }
    }

    private static func answer(_ body: ByteBuffer) throws(AttemptFailure) -> JSONNode {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not JSON: \(error.description)")
        }
        if root["error"]?.unlessNull != nil {
            throw OpenAIFailure.classify(status: nil, body: body, retryAfter: nil)
        }
        return root
    }

    /// Writes the answer for a client. Where the provider does not count tokens, none are told.
    public static func answer(
        _ reply: EmbeddingReply, to wish: EmbeddingWish, model: String, id: String
    ) -> ByteBuffer {
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
            if wish.isBase64 { writer.string(VectorBytes.base64(vector)) } else { writer.raw(vector.raw) }
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
}
