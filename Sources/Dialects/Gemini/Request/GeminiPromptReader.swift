import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads the request of a client.
struct GeminiPromptReader {
    var prompt: Prompt
    /// The calls of the model's last turn.
    var calls: [GeminiOpenCall] = []
    /// The user has spoken since.
    var isAnswered = true

    static func read(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        let root = GeminiValue(try document(body), "")
        var reader = GeminiPromptReader(prompt: Prompt(.gemini, model: try model(root, path)))
        reader.prompt.isStream = path.isStream ?? false
        try reader.readSystem(root)
        try reader.readContents(root)
        try reader.readTools(root)
        try reader.readToolConfig(root)
        try reader.readConfig(root)
        try reader.readRest(root)
        do throws(PromptFault) { try reader.prompt.settle() } catch {
            throw .badRequest("invalid_value", parameter: "contents", error.message)
        }
        guard !reader.prompt.turns.isEmpty || !reader.prompt.unportable.isEmpty else {
            throw .badRequest(
                "invalid_value", parameter: "contents", "\"contents\" says nothing: send at least one part of text.")
        }
        return reader.prompt
    }

    private static func document(_ body: ByteBuffer) throws(ClientError) -> JSONNode {
        guard body.readableBytes > 0 else {
            throw .badRequest("empty_body", "The request body is empty; send a JSON object.")
        }
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard root.kind == .object else { throw .badRequest("invalid_json", "The request body is not a JSON object.") }
        return root
    }

    /// The path says which; the body may repeat it.
    private static func model(_ root: GeminiValue, _ path: PathFacts) throws(ClientError) -> String {
        var model = path.model ?? ""
        if model.isEmpty, let named = root.member("model") { model = try named.text().text }
        if model.hasPrefix("models/") { model.removeFirst("models/".count) }
        guard !model.isEmpty else { throw root.missing("model") }
        return model
    }

    private mutating func readRest(_ root: GeminiValue) throws(ClientError) {
        if let tier = root.member("serviceTier", "service_tier") {
            // The word that all the others have for Google's `standard`.
            switch try tier.word() {
            case "UNSPECIFIED", "SERVICE_TIER_UNSPECIFIED": break
            case "STANDARD": prompt.serviceTier = "default"
            case let word: prompt.serviceTier = word.lowercased()
            }
        }
        if root.member("cachedContent", "cached_content") != nil {
            prompt.unportable.append(
                Refusal("cachedContent", "names a part of the prompt that only Google's servers have"))
        }
        for member in root.members(besides: Self.known) { keep(member, member.key) }
    }

    /// Keeps a member that only Google knows, once under each name.
    mutating func keep(_ value: JSONNode, _ name: String) {
        if !prompt.extras.contains(where: { $0.name == name }) { prompt.extras.append(Extra(name, value)) }
    }

    private static let known: [StaticString] = [
        "model", "contents", "systemInstruction", "system_instruction", "tools", "toolConfig", "tool_config",
        "generationConfig", "generation_config", "serviceTier", "service_tier", "cachedContent", "cached_content",
    ]
}
