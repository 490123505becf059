public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Vectors in Google's dialect: `:embedContent` and `:batchEmbedContents`. https://ai.google.dev/api/embeddings
public enum EmbeddingGemini: EmbeddingCodec {
    /// More than any provider takes in one request.
    private static let mostInputs = 2048
    /// https://ai.google.dev/api/embeddings#method:-models.batchembedcontents
    private static let mostInBatch = 100

    /// Reads a client's request.
    /// - Throws: what the client has to change.
    public static func wish(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> EmbeddingWish {
        let isBatch = path.variant == .batch
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        let value = GeminiValue(root, "")
        guard root.kind == .object else { throw .badRequest("invalid_json", "The request body is not a JSON object.") }
        var wish = EmbeddingWish(model: try model(value, path), inputs: [])
        wish.isBatch = isBatch
        guard isBatch else {
            try read(value, into: &wish)
            return wish
        }
        guard let requests = value.member("requests") else { throw value.missing("requests") }
        for (index, request) in try requests.elements().enumerated() {
            guard index < mostInputs else { throw requests.wrongValue("at most \(mostInputs) requests") }
            let others = wish.dimensions
            let task = wish.task?.kind
            wish.dimensions = nil
            wish.task = nil
            try read(try request.object(), into: &wish)
            if index > 0, wish.task?.kind != task { wish.hasMixedTasks = true }
            guard index == 0 || wish.dimensions == others else {
                throw request.wrongValue("of the same \"outputDimensionality\" as the request before it")
            }
        }
        guard !wish.inputs.isEmpty else { throw requests.wrongValue("at least one request") }
        return wish
    }

    private static func model(_ root: GeminiValue, _ path: PathFacts) throws(ClientError) -> String {
        let named = try root.member("model")?.text().text ?? ""
        let model = path.model ?? named
        let plain = model.hasPrefix("models/") ? String(model.dropFirst("models/".count)) : model
        guard !plain.isEmpty else { throw root.missing("model") }
        return plain
    }

    private static func read(_ request: GeminiValue, into wish: inout EmbeddingWish) throws(ClientError) {
        guard let content = request.member("content") else { throw request.missing("content") }
        guard let parts = try content.object().member("parts") else { throw content.missing("parts") }
        var texts: [JSONString] = []
        for part in try parts.elements() {
            guard case .text(let text) = GeminiPart(try part.object().node).content else {
                wish.unportable.append(Refusal(part.path, "is not text, which is all that others make vectors of"))
                continue
            }
            texts.append(text)
        }
        if texts.count > 1 {
            wish.unportable.append(
                Refusal(
                    parts.path, "makes one vector of several texts, which only Google does: send one request for each"))
        }
        guard let text = texts.first ?? (wish.unportable.isEmpty ? nil : "") else { throw parts.wrongValue("one text") }
        wish.inputs.append(text)
        if let size = request.member("outputDimensionality", "output_dimensionality") {
            let count = try size.integer()
            guard count > 0 else { throw size.wrongValue("greater than 0") }
            wish.dimensions = count
        }
        if let type = request.member("taskType", "task_type") {
            let word = try type.word()
            if let kind = tasks[word] {
                wish.task = (kind, "taskType")
            } else if word != "TASK_TYPE_UNSPECIFIED" {
                wish.extras.append("taskType")
            }
        }
        let known: [StaticString] = [
            "model", "content", "outputDimensionality", "output_dimensionality", "requests", "taskType", "task_type",
        ]
        for member in request.members(besides: known) where !wish.extras.contains(member.key) {
            wish.extras.append(member.key)
        }
    }

    /// https://ai.google.dev/api/embeddings#tasktype
    private static let tasks: [String: EmbeddingTask] = [
        "RETRIEVAL_DOCUMENT": .document, "RETRIEVAL_QUERY": .query, "SEMANTIC_SIMILARITY": .similarity,
        "CLASSIFICATION": .classification, "CLUSTERING": .clustering, "QUESTION_ANSWERING": .question,
        "FACT_VERIFICATION": .verification, "CODE_RETRIEVAL_QUERY": .codeQuery,
    ]

    /// `:embedContent` or `:batchEmbedContents`
    public static func path(to target: TargetTraits, isBatch: Bool) -> ProviderPath {
        ProviderPath(GeminiPath.path(target, isBatch ? "batchEmbedContents" : "embedContent"))
    }

    /// Writes the request for a provider: always a batch, of one text for each vector, since several parts of one content
    /// make one vector.
    public static func request(
        _ wish: EmbeddingWish, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        if wish.inputs.count > mostInBatch {
            losses.refuse("input", "has more than the \(mostInBatch) texts that Google takes at once")
        }
        let task = wish.task.flatMap { task in tasks.first { $0.value == task.kind }?.key }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("requests")
        writer.beginArray()
        for input in wish.inputs {
            writer.beginObject()
            // Each repeats it, with what stands before it in the path.
            writer.member(
                "model", target.model.utf8.contains(UInt8(ascii: "/")) ? target.model : "models/" + target.model)
            writer.key("content")
            writer.beginObject()
            writer.key("parts")
            writer.beginArray()
            GeminiPartWriter.text(input, signature: nil, &writer)
            writer.endArray()
            writer.endObject()
            if let task { writer.member("taskType", task) }
            if let dimensions = wish.dimensions { writer.member("outputDimensionality", dimensions) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return ProviderRequest(to: path(to: target, isBatch: true), body: writer.buffer)
    }

    /// Reads a provider's answer, of one vector or of several.
    /// - Parameter count: how many texts there were.
    /// - Throws: `malformed` if it is none, or has not as many vectors as there were texts.
    public static func reply(_ body: ByteBuffer, count: Int) throws(AttemptFailure) -> EmbeddingReply {
        let (vectors, tokens) = try answer(body)
        guard vectors.count == count, count > 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has \(vectors.count) vectors for \(count) texts")
        }
        return try EmbeddingReply(vectors: vectors, tokens: tokens).checked()
    }

    /// Looks at an answer that is handed on.
    public static func inspect(_ body: ByteBuffer) throws(AttemptFailure) -> Usage? {
        let (vectors, tokens) = try answer(body)
        guard !vectors.isEmpty else { throw AttemptFailure(.malformed, detail: "the answer has no vector") }
        return tokens.map { Usage(input: max($0, 0), output: 0) }
    }

    private static func answer(_ body: ByteBuffer) throws(AttemptFailure) -> (vectors: [JSONNode], tokens: Int?) {
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not JSON: \(error.description)")
        }
        if root["error"]?.unlessNull != nil { throw GeminiFailure.classify(status: nil, body: body, AnswerFacts()) }
        let embeddings = root["embedding"].map { [$0] } ?? root["embeddings"]?.array.map(Array.init) ?? []
        let vectors = embeddings.compactMap { $0["values"] }.filter { $0.kind == .array }
        return (vectors, root["usageMetadata"]?["promptTokenCount"]?.int)
    }

    /// Writes the answer for a client.
    public static func answer(
        _ reply: EmbeddingReply, to wish: EmbeddingWish, model: String, id: String
    ) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key(wish.isBatch ? "embeddings" : "embedding")
        if wish.isBatch { writer.beginArray() }
        for vector in wish.isBatch ? reply.vectors : Array(reply.vectors.prefix(1)) {
            writer.beginObject()
            writer.member("values", vector)
            writer.endObject()
        }
        if wish.isBatch { writer.endArray() }
        if let tokens = reply.tokens {
            writer.key("usageMetadata")
            writer.beginObject()
            writer.member("promptTokenCount", max(tokens, 0))
            writer.endObject()
        }
        writer.endObject()
        return writer.buffer
    }
}
