/// The rules of the API of Cohere. Each check gives the message of the provider's 400, or nil.
struct CohereChecks {
    let call: CohereCall
    /// Which request the body is.
    let shape: String

    init(_ call: CohereCall, shape: String) {
        self.call = call
        self.shape = shape
    }

    private static let shapes = Shapes(
        """
        chat model messages:message@role stream tools:tool tool_choice strict_tools documents citation_options \
        response_format:format@type safety_mode max_tokens stop_sequences temperature seed k p frequency_penalty \
        presence_penalty logprobs thinking:thinking priority raw_prompting
        message.system role content
        message.user role content
        message.assistant role content tool_calls:call tool_plan citations
        message.tool role tool_call_id content
        call id type function:function
        function name arguments
        tool type function:declaration
        declaration name description parameters
        format.text type
        format.json_object type json_schema
        thinking type token_budget
        embed model input_type texts images inputs embedding_types output_dimension truncate max_tokens priority
        rerank model query documents top_n max_tokens_per_doc priority
        """)

    /// The first thing that is wrong.
    var complaint: CohereError? {
        if let unknown { return unknown }
        if call.model.isEmpty { return .invalid("model is required") }
        let message: String?
        switch shape {
        case "chat": message = messages ?? tools ?? pairs ?? parameters
        case "embed": message = embedding
        default: message = reranking
        }
        return message.map { .invalid($0) }
    }

    private var unknown: CohereError? {
        guard let json = call.json, let found = Self.shapes.finding(in: json, as: shape) else { return nil }
        let path = (found.path + [.name(found.name)]).dotted
        return found.isTag
            ? .invalid("\(path): '\(found.value.string ?? "")' is not a valid \(found.name)")
            : .init(422, "unknown field: parameter '\(path)' is not a valid field")
    }

    private var messages: String? {
        guard let messages = call["messages"].array, !messages.isEmpty else {
            return "messages must contain at least one message"
        }
        for (index, message) in messages.enumerated() {
            let content = message["content"]
            let isEmpty = content.string?.isEmpty ?? content.array?.isEmpty ?? true
            guard isEmpty else { continue }
            let calls = message["tool_calls"].array?.isEmpty == false
            if message["role"].string != "assistant" || !calls {
                return "message at messages[\(index)] must be at least 1 token long or tool results must be specified."
            }
        }
        if messages.last?["role"].string == "assistant" {
            return "the last message must be from the user or the result of a tool"
        }
        return messages.contains { $0["role"].string != "system" } ? nil : "messages must have a user message"
    }

    /// Every call has an identifier and one result, in the messages that follow it.
    private var pairs: String? {
        var open: [String] = []
        for (index, message) in (call["messages"].array ?? []).enumerated() {
            if message["role"].string == "tool" {
                guard let id = message["tool_call_id"].string, let place = open.firstIndex(of: id) else {
                    return "tool message at messages[\(index)] has no tool call with the id "
                        + "'\(message["tool_call_id"].string ?? "")' before it"
                }
                open.remove(at: place)
                continue
            }
            if !open.isEmpty { return "tool call ids \(open.joined(separator: ", ")) have no tool results" }
            for tool in message["tool_calls"].array ?? [] {
                guard let id = tool["id"].string, !id.isEmpty else { return "tool calls must have an id" }
                guard let text = tool["function"]["arguments"].string, JSONReader.read(Array(text.utf8)) != nil else {
                    return "tool call arguments at messages[\(index)] must be JSON in a string"
                }
                open.append(id)
            }
        }
        return open.isEmpty ? nil : "tool call ids \(open.joined(separator: ", ")) have no tool results"
    }

    private var tools: String? {
        for (index, tool) in (call["tools"].array ?? []).enumerated() {
            if tool["type"].string != "function" { return "tools[\(index)].type must be 'function'" }
            guard let name = tool["function"]["name"].string, name.isName("_") else {
                return "tools[\(index)]: tool name can only contain letters, digits and underscores"
            }
            if tool["function"]["parameters"].members == nil {
                return "tools[\(index)].function.parameters is required"
            }
        }
        let choice = call["tool_choice"]
        guard !choice.isNull else { return nil }
        guard let text = choice.string, ["REQUIRED", "NONE"].contains(text) else {
            return "tool_choice must be one of REQUIRED, NONE"
        }
        return call["tools"].array?.isEmpty == false ? nil : "tool_choice requires tools"
    }

    private var parameters: String? {
        let ranges: [(String, ClosedRange<Double>)] = [
            ("temperature", 0...1), ("p", 0.01...0.99), ("k", 0...500), ("frequency_penalty", 0...1),
            ("presence_penalty", 0...1),
        ]
        for (name, range) in ranges where !call[name].isNull {
            guard let value = call[name].double, range.contains(value) else {
                return "\(name) must be between \(range.lowerBound) and \(range.upperBound) inclusive."
            }
        }
        if (call["stop_sequences"].array?.count ?? 0) > 5 { return "stop_sequences must have at most 5 items" }
        let wantsJSON = call["response_format"]["type"].string == "json_object"
        if wantsJSON, call["tools"].array?.isEmpty == false || call["documents"].array?.isEmpty == false {
            return "response_format of type json_object cannot be used with tools or documents"
        }
        let mode = call["safety_mode"].string ?? "OFF"
        return ["CONTEXTUAL", "STRICT", "OFF"].contains(mode) ? nil : "safety_mode '\(mode)' is not known"
    }

    private var embedding: String? {
        let types = ["search_document", "search_query", "classification", "clustering", "image"]
        guard let type = call["input_type"].string, types.contains(type) else {
            return "valid input_type must be provided with the provided model"
        }
        let inputs = ["texts", "inputs", "images"].filter { call[$0].array?.isEmpty == false }
        guard inputs.count == 1 else { return "exactly one of texts, images, inputs must be provided" }
        if (call[inputs[0]].array?.count ?? 0) > 96 { return "at most 96 inputs can be embedded at once" }
        let known = ["float", "int8", "uint8", "binary", "ubinary", "base64"]
        let unknown = (call["embedding_types"].array ?? []).compactMap(\.string).first { !known.contains($0) }
        return unknown.map { "embedding type '\($0)' is not known" }
    }

    private var reranking: String? {
        if call["query"].string?.isEmpty != false { return "query must not be empty" }
        return call["documents"].array?.isEmpty == false ? nil : "documents must not be empty"
    }
}
