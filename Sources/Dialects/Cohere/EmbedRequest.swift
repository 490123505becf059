public import NIOCore
public import PlanBConversation
import PlanBWire

/// A request for embeddings as OpenAI's clients make it, for a provider of Cohere's.
/// https://docs.cohere.com/reference/embed
public struct EmbedRequest: Sendable {
    /// The model as asked.
    public let model: String
    /// The vectors are wanted in base64 instead of as numbers: OpenAI's SDK for Python asks for that by itself.
    public let isBase64: Bool
    private let texts: [JSONString]
    private let dimensions: Int?
    private let inputType: JSONString?
    private let extras: [String]

    /// The most texts of one request.
    private static let mostTexts = 96

    /// Reads the body of a request to `/v1/embeddings`.
    /// - Throws: what the client has to change. Lists of tokens are refused: they are those of OpenAI's tokenizer.
    public init(reading body: ByteBuffer) throws(ClientError) {
        let root = try TypedMember.root(of: body)
        model = try TypedMember.model(root["model"], PathFacts())
        guard let input = root["input"]?.unlessNull else { throw TypedMember.missing("input") }
        texts = try Self.texts(input)
        dimensions = try root["dimensions"]?.unlessNull.map { node throws(ClientError) in
            try TypedMember.int(node, "dimensions", in: 1...Int(Int32.max))
        }
        let format = try root["encoding_format"]?.unlessNull.map { node throws(ClientError) in
            try TypedMember.string(node, "encoding_format").text
        }
        guard format == nil || format == "float" || format == "base64" else {
            throw TypedMember.unknown("encoding_format", "float or base64")
        }
        isBase64 = format == "base64"
        inputType = try root["input_type"]?.unlessNull.map { node throws(ClientError) in
            try TypedMember.string(node, "input_type")
        }
        let known: Set = ["model", "input", "dimensions", "encoding_format", "input_type", "user"]
        extras = root.items.filter { $0.kind != .null }.map(\.key).filter { !known.contains($0) }
    }

    private static func texts(_ input: JSONNode) throws(ClientError) -> [JSONString] {
        if let text = input.text { return [text] }
        guard let items = input.array else { throw TypedMember.wrongType("input", "a string or an array of strings") }
        var texts: [JSONString] = []
        for item in items {
            guard let text = item.text else {
                throw .badRequest(
                    "invalid_type", parameter: "input",
                    "\"input\" must be text here: the model does not know the tokens of OpenAI's tokenizer.")
            }
            texts.append(text)
        }
        guard !texts.isEmpty else { throw .badRequest("invalid_value", parameter: "input", "\"input\" is empty.") }
        return texts
    }

    /// The request for the provider's `model`.
    public func request(model: String, _ losses: inout Losses) -> ProviderRequest {
        for name in extras { losses.drop(name) }
        if texts.count > Self.mostTexts {
            losses.refuse("input", "has more than the \(Self.mostTexts) texts that Cohere takes at once")
        }
        var json = JSONWriter()
        json.beginObject()
        json.member("model", model)
        // What OpenAI's clients embed is most often kept to be searched; the API wants to be told.
        json.member("input_type", inputType ?? "search_document")
        json.key("texts")
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
        json.key("embedding_types")
        json.beginArray()
        json.string("float")
        json.endArray()
        if let dimensions { json.member("output_dimension", dimensions) }
        json.endObject()
        return ProviderRequest(to: ProviderPath("/v2/embed"), body: json.buffer)
    }
}
