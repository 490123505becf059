import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads a client's request.
struct MessagesPromptReader {
    var prompt: Prompt
    /// The names in `prompt.extras`, and the types of blocks in `prompt.unportable`.
    private var noted: Set<String> = []

    /// More members that nobody knows than any client has: the API itself refuses the first one.
    private static let mostExtras = 64

    /// - Parameter isCount: it is a request to count tokens, which has no `max_tokens`.
    static func read(_ body: ByteBuffer, _ path: PathFacts, isCount: Bool) throws(ClientError) -> Prompt {
        let root = try root(of: body)
        var reader = MessagesPromptReader(prompt: Prompt(.anthropic, model: try model(root, path)))
        try reader.readMessages(root)
        try reader.readLimit(root, isCount: isCount)
        try reader.readTools(root)
        try reader.readThinking(root)
        try reader.readWishes(root, path)
        try reader.noteOthers(root)
        do throws(PromptFault) { try reader.prompt.settle() } catch {
            throw .badRequest("invalid_value", parameter: "messages", error.message)
        }
        if let mark = try cacheMark(root, "") { reader.markEnd(mark) }
        return reader.prompt
    }

    private static func root(of body: ByteBuffer) throws(ClientError) -> JSONNode {
        guard body.readableBytes > 0 else {
            throw .badRequest("empty_body", "The request has no body; send a JSON object.")
        }
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard root.kind == .object else {
            throw .badRequest("invalid_json", "The request body must be a JSON object.")
        }
        return root
    }

    private static func model(_ root: JSONNode, _ path: PathFacts) throws(ClientError) -> String {
        if let model = path.model { return try OpenAIProbe.checked(model) }
        guard let node = root["model"]?.unlessNull else { throw MessagesFault.missing("model") }
        guard let model = node.string else { throw MessagesFault.type("model", "a string") }
        return try OpenAIProbe.checked(model)
    }

    private mutating func readLimit(_ root: JSONNode, isCount: Bool) throws(ClientError) {
        guard let node = root["max_tokens"]?.unlessNull else {
            guard !isCount else { return }
            throw MessagesFault.missing("max_tokens")
        }
        guard let limit = node.int else { throw MessagesFault.type("max_tokens", "an integer") }
        guard limit >= 0 else { throw MessagesFault.value("max_tokens", "must not be negative") }
        if limit == 0 {
            prompt.unportable.append(Refusal("max_tokens", "is 0, which warms a cache that only the Messages API has"))
        }
        prompt.outputLimit = max(1, limit)
    }

    /// The mark at the top level stands for one on the last block that can have one.
    private mutating func markEnd(_ mark: CacheMark) {
        guard let turn = prompt.turns.indices.last else { return }
        let last = prompt.turns[turn].blocks.lastIndex {
            if case .reasoning = $0.content { false } else { true }
        }
        guard let last, prompt.turns[turn].blocks[last].cache == nil else { return }
        prompt.turns[turn].blocks[last].cache = mark
    }

    // MARK: What has no place in a prompt

    /// A member that others may do without. What is null was not said.
    mutating func note(_ name: @autoclosure () -> String, _ value: JSONNode) throws(ClientError) {
        guard value.kind != .null else { return }
        let name = name()
        guard noted.insert(name).inserted else { return }
        guard prompt.extras.count < Self.mostExtras else {
            throw .badRequest(
                "unknown_parameter", parameter: String(name.prefix(64)),
                "The request has more than \(Self.mostExtras) members that are not known; leave them out.")
        }
        prompt.extras.append(Extra(name, value))
    }

    /// The members of `node` that are none of `known`.
    mutating func noteOthers(_ node: JSONNode, _ general: @autoclosure () -> String, but known: [StaticString])
        throws(ClientError)
    {
        for member in node.items where !known.contains(where: member.isNamed) {
            try note(general() + "." + member.key, member)
        }
    }

    /// A block that no other dialect has; of each type only the first is named.
    mutating func refuse(type: String, at place: MessagesPlace) {
        let type = PlainWord.read(type) ?? "unknown"
        guard noted.insert("block " + type).inserted else { return }
        prompt.unportable.append(
            Refusal(place.description, "is of the type \"\(type)\", which only the Messages API has"))
    }

    /// The cache mark of a block, a tool or the whole request.
    static func cacheMark(
        _ node: JSONNode, _ path: @autoclosure () -> String
    ) throws(ClientError) -> CacheMark? {
        guard let mark = node["cache_control"]?.unlessNull else { return nil }
        func name() -> String { path().isEmpty ? "cache_control" : path() + ".cache_control" }
        guard mark.kind == .object else { throw MessagesFault.type(name(), "an object") }
        guard mark["type"]?.isString("ephemeral") == true else {
            throw MessagesFault.value(name() + ".type", "must be \"ephemeral\"")
        }
        guard let ttl = mark["ttl"]?.unlessNull else { return CacheMark() }
        guard let text = ttl.string, text == "5m" || text == "1h" else {
            throw MessagesFault.value(name() + ".ttl", "must be \"5m\" or \"1h\"")
        }
        return CacheMark(ttl: text)
    }
}
