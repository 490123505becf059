public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Vectors in Cohere's dialect: `/v2/embed`. https://docs.cohere.com/reference/embed
public enum EmbeddingCohere: EmbeddingCodec {
    /// The most texts of one request.
    private static let mostTexts = 96

    /// Reads a client's request.
    /// - Throws: what the client has to change.
    public static func wish(_ body: ByteBuffer, _ place: PathFacts) throws(ClientError) -> EmbeddingWish {
        let root = try TypedMember.root(of: body)
        var wish = EmbeddingWish(model: try TypedMember.model(root["model"], place), inputs: [])
        if let texts = root["texts"]?.unlessNull {
            for (index, text) in try TypedMember.array(texts, "texts").enumerated() {
                wish.inputs.append(try TypedMember.string(text, "texts[\(index)]"))
            }
        }
        if let inputs = root["inputs"]?.unlessNull { try read(inputs, into: &wish) }
        if let images = root["images"]?.unlessNull, !images.isEmpty {
            wish.unportable.append(Refusal("images", "asks for vectors of images, which others do not make"))
        }
        guard !wish.inputs.isEmpty || !wish.unportable.isEmpty else { throw TypedMember.missing("texts") }
        guard wish.inputs.count <= mostTexts else {
            throw .badRequest("invalid_value", parameter: "texts", "\"texts\" has more than \(mostTexts) texts.")
        }
        if let size = root["output_dimension"]?.unlessNull {
            wish.dimensions = try TypedMember.int(size, "output_dimension", in: 1...Int(Int32.max))
        }
        if let type = root["input_type"]?.unlessNull {
            wish.task = try task(TypedMember.string(type, "input_type").text).map { ($0, "input_type") }
            if wish.task == nil { wish.unportable.append(Refusal("input_type", "is one that only Cohere knows")) }
        }
        try readForms(root["embedding_types"]?.unlessNull, into: &wish)
        // Too long a text is cut at its end unless that is forbidden, which is what others do of themselves.
        if let truncate = root["truncate"]?.unlessNull, !truncate.isString("NONE") { wish.extras.append("truncate") }
        let known: Set = [
            "model", "texts", "inputs", "images", "output_dimension", "input_type", "embedding_types", "truncate",
        ]
        wish.extras += root.items.filter { $0.kind != .null }.map(\.key).filter { !known.contains($0) }
        return wish
    }

    /// `inputs` may mix texts and images; each makes one vector.
    private static func read(_ inputs: JSONNode, into wish: inout EmbeddingWish) throws(ClientError) {
        for (index, input) in try TypedMember.array(inputs, "inputs").enumerated() {
            let path = "inputs[\(index)].content"
            let parts = Array(try TypedMember.array(input["content"] ?? .null, path))
            guard parts.count == 1, let text = parts[0]["text"]?.text else {
                wish.unportable.append(Refusal(path, "is not one text, which is all that others make vectors of"))
                continue
            }
            wish.inputs.append(text)
        }
    }

    private static func readForms(_ types: JSONNode?, into wish: inout EmbeddingWish) throws(ClientError) {
        guard let types else { return }
        wish.forms = []
        for type in try TypedMember.array(types, "embedding_types") {
            let word = try TypedMember.string(type, "embedding_types").text
            if let form = EmbeddingForm(rawValue: word) {
                wish.forms.insert(form)
            } else {
                wish.unportable.append(
                    Refusal("embedding_types", "asks for numbers of a kind that only Cohere makes of its vectors"))
            }
        }
        if wish.forms.isEmpty { wish.forms = [.numbers] }
    }

    static func task(_ word: String) -> EmbeddingTask? {
        switch word {
        case "search_document": .document
        case "search_query": .query
        case "classification": .classification
        case "clustering": .clustering
        default: nil
        }
    }

    /// Writes the answer for a client.
    public static func answer(
        _ reply: EmbeddingReply, to wish: EmbeddingWish, model: String, id: String
    ) -> ByteBuffer {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", id)
        json.key("embeddings")
        json.beginObject()
        for form in wish.forms.sorted(by: { $0.rawValue < $1.rawValue }) {
            json.key(form.rawValue)
            json.beginArray()
            for vector in reply.vectors {
                switch form {
                case .numbers: json.raw(vector.raw)
                case .base64: json.string(VectorBytes.base64(vector))
                }
            }
            json.endArray()
        }
        json.endObject()
        json.key("texts")
        json.beginArray()
        for text in wish.inputs { json.string(text) }
        json.endArray()
        json.key("meta")
        json.beginObject()
        if let tokens = reply.tokens {
            json.key("billed_units")
            json.beginObject()
            json.member("input_tokens", max(tokens, 0))
            json.endObject()
        }
        json.endObject()
        json.member("response_type", "embeddings_by_type")
        json.endObject()
        return json.buffer
    }

    /// `/v2/embed`
    public static func path(to target: TargetTraits, isBatch: Bool) -> ProviderPath { ProviderPath("/v2/embed") }

    /// Writes a request for a provider. What vectors are for has to be said: what clients of others embed is most often
    /// kept to be searched.
    public static func request(
        _ wish: EmbeddingWish, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        if wish.inputs.count > mostTexts {
            losses.refuse("input", "has more than the \(mostTexts) texts that Cohere takes at once")
        }
        if wish.hasMixedTasks { losses.refuse("requests", "is for different tasks, of which Cohere takes one at once") }
        var json = JSONWriter()
        json.beginObject()
        json.member("model", target.model)
        json.member("input_type", inputType(wish, &losses))
        json.key("texts")
        json.beginArray()
        for text in wish.inputs { json.string(text) }
        json.endArray()
        json.key("embedding_types")
        json.beginArray()
        json.string("float")
        json.endArray()
        if let dimensions = wish.dimensions { json.member("output_dimension", dimensions) }
        json.endObject()
        return ProviderRequest(to: path(to: target, isBatch: true), body: json.buffer)
    }

    private static func inputType(_ wish: EmbeddingWish, _ losses: inout Losses) -> String {
        guard let (kind, member) = wish.task else { return "search_document" }
        switch kind {
        case .document: return "search_document"
        case .query: return "search_query"
        case .classification: return "classification"
        case .clustering: return "clustering"
        case .question, .verification, .codeQuery:
            losses.drop(member)
            return "search_query"
        case .similarity:
            losses.drop(member)
            return "search_document"
        }
    }

    /// Reads a provider's answer.
    /// - Throws: `malformed`, `empty`, or the failure that the answer stands for.
    public static func reply(_ body: ByteBuffer, count: Int) throws(AttemptFailure) -> EmbeddingReply {
        let root = try answer(body)
        guard let vectors = root["embeddings"]?["float"]?.array else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"embeddings.float\"")
        }
        let list = Array(vectors)
        guard !list.isEmpty else { throw AttemptFailure(.empty, detail: "the answer has no vector") }
        guard list.count == count else {
            throw AttemptFailure(.malformed, detail: "the answer has \(list.count) vectors for \(count) texts")
        }
        return try EmbeddingReply(vectors: list, tokens: tokens(root)).checked()
    }

    /// Looks at an answer that is handed on.
    public static func inspect(_ body: ByteBuffer) throws(AttemptFailure) -> Usage? {
        let root = try answer(body)
        guard let forms = root["embeddings"]?.members else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"embeddings\"")
        }
        guard forms.contains(where: { $0.kind == .array && !$0.isEmpty }) else {
            throw AttemptFailure(.empty, detail: "the answer has no vector")
        }
        return tokens(root).map { Usage(input: $0, output: 0) }
    }

    private static func answer(_ body: ByteBuffer) throws(AttemptFailure) -> JSONNode {
        let root = try TypedMember.answer(body)
        if root["embeddings"] == nil, root["message"]?.text != nil {
            throw CohereFailure.classify(status: nil, body: body)
        }
        return root
    }

    private static func tokens(_ root: JSONNode) -> Int? {
        guard let units = root["meta"]?["billed_units"]?.unlessNull else { return nil }
        return TypedMember.count(units["input_tokens"]) + TypedMember.count(units["image_tokens"])
    }
}
