public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// A model as clients are told of it.
public struct ListedModel: Sendable, Equatable {
    /// The name to ask for.
    public var id: String
    /// What may be asked of it.
    public var operations: Set<Operation>

    /// A model.
    public init(id: String, operations: Set<Operation> = []) {
        self.id = id
        self.operations = operations
    }
}

/// Lists of models, in the forms that the clients of each dialect read. Since when a name is there is not known: the
/// beginning of time is told, as Anthropic documents it for such a case.
public enum ModelListing {
    /// One model, alone.
    public static func model(_ model: ListedModel, for dialect: DialectID) -> ByteBuffer {
        var json = JSONWriter()
        write(model, dialect, &json)
        return json.buffer
    }

    /// A list of models, or the page of it that `page` asks for.
    /// - Throws: what is wrong with the page that is asked for.
    public static func list(
        _ models: [ListedModel], for dialect: DialectID, page: ModelListPage = ModelListPage()
    ) throws(ClientError) -> ByteBuffer {
        var json = JSONWriter()
        json.beginObject()
        switch dialect {
        case .anthropic:
            let range = try page.anthropic(models)
            write(models[range], "data", dialect, &json)
            json.member("has_more", page.isBackward ? range.lowerBound > 0 : range.upperBound < models.count)
            json.member("first_id", models[range].first?.id)
            json.member("last_id", models[range].last?.id)
        case .gemini:
            let range = try page.gemini(models)
            write(models[range], "models", dialect, &json)
            if range.upperBound < models.count { json.member("nextPageToken", String(range.upperBound)) }
        case .openAI, .responses, .bedrock, .invoke, .cohere:
            json.member("object", "list")
            write(models[...], "data", dialect, &json)
        }
        json.endObject()
        return json.buffer
    }

    private static func write(
        _ models: ArraySlice<ListedModel>, _ name: String, _ dialect: DialectID, _ json: inout JSONWriter
    ) {
        json.key(name)
        json.beginArray()
        for model in models { write(model, dialect, &json) }
        json.endArray()
    }

    private static func write(_ model: ListedModel, _ dialect: DialectID, _ json: inout JSONWriter) {
        json.beginObject()
        switch dialect {
        case .anthropic:
            json.member("type", "model")
            json.member("id", model.id)
            json.member("display_name", model.id)
            json.member("created_at", "1970-01-01T00:00:00Z")
            json.member("lifecycle", "active")
        case .gemini:
            json.member("name", "models/" + model.id)
            json.member("displayName", model.id)
            json.key("supportedGenerationMethods")
            json.beginArray()
            for method in methods(model.operations) { json.string(method) }
            json.endArray()
        case .openAI, .responses, .bedrock, .invoke, .cohere:
            json.member("id", model.id)
            json.member("object", "model")
            json.member("created", 0)
            json.member("owned_by", "planb")
        }
        json.endObject()
    }

    private static func methods(_ operations: Set<Operation>) -> [String] {
        var methods: [String] = []
        if operations.contains(.chat) { methods += ["generateContent", "streamGenerateContent"] }
        if operations.contains(.tokenCount) { methods.append("countTokens") }
        if operations.contains(.embedding) { methods += ["embedContent", "batchEmbedContents"] }
        return methods
    }
}
