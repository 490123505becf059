public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// What a request body says about itself, found in one scan: nothing is decoded but the model's name.
public struct OpenAIProbe: Sendable {
    /// The model as asked; nil if the body does not say.
    public var model: String?
    /// The client wants a stream.
    public var isStream = false
    /// The client asked for usage in the stream.
    public var wantsUsage = false
    /// Abilities the request needs.
    public var needs: Capabilities = []
    /// How hard the model is asked to think.
    public var effort = Effort.usual
    /// `n`, the number of answers.
    public var choices = 1
    /// How many answers are generated: `choices`, for each prompt, and those that are thrown away.
    public var answers = 1
    /// The most tokens that the client allows for one answer; nil: it does not say. Of several numbers the largest.
    public var outputCap: Int?

    /// Where the model's value stands: a JSON string with its quotes, or the body of a form part.
    var modelRange: Range<Int>?
    var streamOptions: JSONValueRange?
    /// Where `include_usage` stands inside the stream options, if it does.
    var includeUsage: JSONValueRange?
    var open: Int?
    /// What stands between the parts of a form.
    var boundary: String?

    /// Members that decide where a request goes or what it costs: two of one name have two readers, one answer each.
    private static let decisive: [StaticString] = [
        "model", "stream", "stream_options", "messages", "tools", "n", "max_tokens", "max_completion_tokens",
        "response_format", "max_output_tokens", "best_of", "generationConfig", "inferenceConfig",
    ]

    /// Nothing is known: for bodies that are not looked into.
    public init() {}

    /// Scans a JSON body.
    public static func json(_ body: ByteBuffer, operation: Operation) throws(ClientError) -> OpenAIProbe {
        try read(body, operation).probe
    }

    private static func read(
        _ body: ByteBuffer, _ operation: Operation
    ) throws(ClientError) -> (probe: OpenAIProbe, outline: JSONOutline) {
        let bytes = body.readableBytesUInt8Span
        guard bytes.count > 0 else {
            throw .badRequest("empty_body", "The request body is empty; send a JSON object with \"model\".")
        }
        let outline: JSONOutline
        do throws(JSONFault) { outline = try JSONOutline(bytes) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard outline.root == .object else {
            throw .badRequest("invalid_json", "The request body is a JSON \(outline.root); send an object.")
        }
        for name in decisive where outline.count(of: name, in: bytes) > 1 {
            throw .badRequest(
                "duplicate_member", parameter: name.description, "\"\(name)\" appears more than once in the body.")
        }
        var probe = OpenAIProbe()
        probe.open = outline.open
        try probe.read(outline, bytes, operation)
        return (probe, outline)
    }

    /// Scans the body of a conversation in a dialect other than OpenAI's.
    public static func conversation(
        _ body: ByteBuffer, _ dialect: DialectID, _ place: PathFacts
    ) throws(ClientError) -> OpenAIProbe {
        let (read, outline) = try read(body, .passthrough)
        var probe = read
        probe.isStream = place.isStream ?? probe.isStream
        let bytes = body.readableBytesUInt8Span
        if dialect == .invoke, outline.first("anthropic_version", in: bytes) == nil {
            throw .badRequest(
                "unsupported_body", parameter: "anthropic_version",
                "InvokeModel is only served for bodies of Anthropic's Messages API, with \"anthropic_version\"; "
                    + "call other models with Converse.")
        }
        let list: StaticString = dialect == .gemini ? "contents" : "messages"
        guard outline.first(list, in: bytes)?.value.kind == .array else {
            throw .badRequest(
                "missing_required_parameter", parameter: list.description, "\"\(list)\" must be an array of messages.")
        }
        probe.readOutput(outline, bytes, dialect)
        // Bedrock has its tools in an object, others in an array, as OpenAI has.
        if outline.first("toolConfig", in: bytes)?.value.kind == .object { probe.needs.insert(.tools) }
        return probe
    }

    private mutating func read(
        _ outline: JSONOutline, _ bytes: Span<UInt8>, _ operation: Operation
    ) throws(ClientError) {
        if let member = outline.first("model", in: bytes) {
            guard member.value.kind == .string else {
                throw .badRequest("invalid_type", parameter: "model", "\"model\" must be a string.")
            }
            modelRange = member.value.bytes
            model = try Self.modelName(member.value.bytes, bytes)
        }
        if let member = outline.first("stream", in: bytes) {
            switch member.value.kind {
            case .true: isStream = true
            case .false, .null: break
            default: throw .badRequest("invalid_type", parameter: "stream", "\"stream\" must be true or false.")
            }
        }
        if let member = outline.first("stream_options", in: bytes) { try readStreamOptions(member.value, bytes) }
        try check(outline, bytes, operation)
        if let member = outline.first("tools", in: bytes), member.value.kind == .array, member.value.bytes.count > 2 {
            needs.insert(.tools)
        }
        if let member = outline.first("n", in: bytes), member.value.kind == .number {
            choices = JSONText.integer(member.value.bytes, in: bytes) ?? 1
        }
        answers = choices
        readOutput(outline, bytes, operation)
        needs = needs.union(RequestNeeds.ofMembers(outline, bytes))
        readEffort(outline, bytes)
    }

    /// `reasoning_effort` of chat, `reasoning: {effort}` of the Responses API.
    private mutating func readEffort(_ outline: JSONOutline, _ bytes: Span<UInt8>) {
        var value = outline.first("reasoning_effort", in: bytes)?.value
        if value == nil, let reasoning = outline.first("reasoning", in: bytes)?.value, reasoning.kind == .object {
            var cursor = JSONCursor(at: reasoning.bytes.lowerBound)
            guard (try? cursor.enterObject(in: bytes)) != nil else { return }
            while let key = try? cursor.nextKey(in: bytes), let item = try? cursor.skipValue(in: bytes) {
                if JSONText.equals(key, "effort", in: bytes) { value = item }
            }
        }
        guard let range = value?.bytes else { return }
        for word in ["none", "minimal", "low"] as [StaticString] where JSONText.equals(range, word, in: bytes) {
            effort = .low
        }
        for word in ["high", "xhigh", "max"] as [StaticString] where JSONText.equals(range, word, in: bytes) {
            effort = .high
        }
    }

    private mutating func readStreamOptions(_ value: JSONValueRange, _ bytes: Span<UInt8>) throws(ClientError) {
        if value.kind == .null { return streamOptions = value }
        guard value.kind == .object else {
            throw .badRequest("invalid_type", parameter: "stream_options", "\"stream_options\" must be an object.")
        }
        streamOptions = value
        do throws(JSONFault) {
            var cursor = JSONCursor(at: value.bytes.lowerBound)
            try cursor.enterObject(in: bytes)
            while let key = try cursor.nextKey(in: bytes) {
                let item = try cursor.skipValue(in: bytes)
                guard JSONText.equals(key, "include_usage", in: bytes) else { continue }
                includeUsage = item
                wantsUsage = item.kind == .true
            }
        } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
    }

    private func check(_ outline: JSONOutline, _ bytes: Span<UInt8>, _ operation: Operation) throws(ClientError) {
        if operation == .response { return try checkResponse(outline, bytes) }
        guard operation == .chat else { return }
        // Whatever else takes it would answer without the operator's words.
        if outline.first("system", in: bytes) != nil, outline.first("messages", in: bytes) != nil {
            throw .badRequest(
                "anthropic_body", parameter: "system",
                "This body is one of Anthropic's Messages API (\"system\" beside \"messages\"); send it to /v1/messages."
            )
        }
        guard let messages = outline.first("messages", in: bytes) else {
            if outline.first("input", in: bytes) != nil {
                throw .badRequest(
                    "responses_body", parameter: "input",
                    "This body is one of the Responses API (\"input\" without \"messages\"); send it to /v1/responses.")
            }
            if outline.first("contents", in: bytes) != nil {
                throw .badRequest(
                    "gemini_body", parameter: "contents",
                    "This body is one of Google's (\"contents\" without \"messages\"); send it to "
                        + "/v1beta/models/MODEL:generateContent.")
            }
            throw .badRequest("missing_required_parameter", parameter: "messages", "\"messages\" is missing.")
        }
        guard messages.value.kind == .array else {
            throw .badRequest("invalid_type", parameter: "messages", "\"messages\" must be an array.")
        }
        var cursor = JSONCursor(at: messages.value.bytes.lowerBound)
        var hasMessage = false
        do throws(JSONFault) {
            try cursor.enterArray(in: bytes)
            hasMessage = try cursor.nextElement(in: bytes)
        } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard hasMessage else {
            throw .badRequest(
                "invalid_value", parameter: "messages", "\"messages\" is empty; it needs at least one message.")
        }
    }

    private func checkResponse(_ outline: JSONOutline, _ bytes: Span<UInt8>) throws(ClientError) {
        guard outline.first("input", in: bytes) == nil, outline.first("messages", in: bytes) != nil else { return }
        throw .badRequest(
            "chat_body", parameter: "messages",
            "This body is one of chat completions (\"messages\" without \"input\"); send it to /v1/chat/completions.")
    }

    /// A model name is at most 256 bytes without control characters: it is a route's name, not a document.
    static func modelName(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(ClientError) -> String {
        guard range.count <= 512 else {
            throw .badRequest("invalid_value", parameter: "model", "\"model\" is longer than 256 bytes.")
        }
        let name: String
        do throws(JSONFault) { name = try JSONText.unescape(range, in: bytes) } catch {
            throw .badRequest("invalid_value", parameter: "model", "\"model\" is not a valid string.")
        }
        return try checked(name)
    }

    static func checked(_ name: String) throws(ClientError) -> String {
        guard !name.isEmpty else { throw .badRequest("invalid_value", parameter: "model", "\"model\" is empty.") }
        guard name.utf8.count <= 256 else {
            throw .badRequest("invalid_value", parameter: "model", "\"model\" is longer than 256 bytes.")
        }
        guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .badRequest("invalid_value", parameter: "model", "\"model\" contains a control character.")
        }
        return name
    }
}
