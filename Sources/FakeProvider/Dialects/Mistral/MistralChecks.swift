/// The rules of the API of Mistral. Each check gives the provider's error, or nil.
struct MistralChecks {
    let call: MistralCall
    let isChat: Bool

    init(_ call: MistralCall, isChat: Bool) {
        self.call = call
        self.isChat = isChat
    }

    private static let shapes = Shapes(
        """
        chat model messages:message@role stream temperature top_p max_tokens stop random_seed tools:tool tool_choice \
        response_format:format parallel_tool_calls presence_penalty frequency_penalty n prediction prompt_mode \
        reasoning_effort safe_prompt metadata top_k min_tokens repetition_penalty logprobs top_logprobs \
        prompt_logprobs prompt_cache_key guardrails service_tier
        message.system role content:part@type
        message.user role content:part@type
        message.assistant role content:part@type tool_calls:call prefix
        message.tool role content:part@type tool_call_id name
        part.text type text
        part.image_url type image_url
        part.document_url type document_url document_name
        part.reference type reference_ids
        part.file type file_id
        part.input_audio type input_audio
        part.thinking type thinking:part@type closed signature
        call id type function:function index
        function name arguments
        tool type function:declaration
        declaration name description strict parameters
        format type json_schema:schema
        schema name description schema strict
        embed model input metadata output_dimension output_dtype encoding_format
        """)

    /// The first thing that is wrong.
    var complaint: MistralError? {
        if let found = unknown ?? missing { return found }
        guard isChat else { return nil }
        if let found = tools ?? parameters { return found }
        return identifiers ?? order
    }

    private var unknown: MistralError? {
        guard let json = call.json, let found = Self.shapes.finding(in: json, as: isChat ? "chat" : "embed") else {
            return nil
        }
        let start: [Shapes.Step] = [.name("body")]
        guard found.isTag else {
            // Below a message the way leads over its role, as over any choice.
            let loc = (start + withRoles(found.path) + [.name(found.name)]).json
            return .init(
                422, "Extra inputs are not permitted", .check(type: "extra_forbidden", loc: loc, input: found.value))
        }
        let loc = (start + found.path).json
        let message =
            "Input tag '\(found.value.string ?? "")' found using '\(found.name)' does not match any of the expected tags"
        return .init(422, message, .check(type: "union_tag_invalid", loc: loc, input: found.value))
    }

    private func withRoles(_ path: [Shapes.Step]) -> [Shapes.Step] {
        guard path.count >= 2, path[0] == .name("messages"), case .index(let index) = path[1] else { return path }
        let role = call["messages"].array?[index]["role"].string ?? ""
        return Array(path.prefix(2)) + [.name(role)] + path.dropFirst(2)
    }

    private var missing: MistralError? {
        for name in ["model", isChat ? "messages" : "input"] where call[name].isNull {
            return .init(422, "Field required", .check(type: "missing", loc: #"["body","\#(name)"]"#, input: .null))
        }
        guard isChat, call["messages"].array?.isEmpty != false else { return nil }
        return .init(
            400, "Expected at least one message.", .service(type: "invalid_request_message_order", code: "3230"))
    }

    private var parameters: MistralError? {
        for (name, range) in [("temperature", 0...1.5), ("top_p", 0...1.0)] where !call[name].isNull {
            guard let value = call[name].double, range.contains(value) else {
                return .init(
                    422, "Input should be between \(range.lowerBound) and \(range.upperBound)",
                    .check(type: "less_than_equal", loc: #"["body","\#(name)"]"#, input: call[name]))
            }
        }
        let choice = call["tool_choice"]
        if let text = choice.string, !["auto", "none", "any", "required"].contains(text) {
            return .init(
                422, "Input should be 'auto', 'none', 'any' or 'required'",
                .check(type: "enum", loc: #"["body","tool_choice"]"#, input: choice))
        }
        return nil
    }

    private var tools: MistralError? {
        for (index, tool) in (call["tools"].array ?? []).enumerated() {
            guard tool["function"]["parameters"].members != nil else {
                let loc = #"["body","tools",\#(index),"function","parameters"]"#
                return .init(422, "Field required", .check(type: "missing", loc: loc, input: tool["function"]))
            }
            let name = tool["function"]["name"].string ?? ""
            if !name.isName(upTo: 64) {
                return function(
                    "Function name was \(name) but must be a-z, A-Z, 0-9, or contain underscores and dashes, with a "
                        + "maximum length of 64.")
            }
        }
        return nil
    }

    private func function(_ message: String, code: String = "3280") -> MistralError {
        .init(400, message, .service(type: "invalid_function_call", code: code))
    }

    private var identifiers: MistralError? {
        for message in call["messages"].array ?? [] {
            let ids =
                (message["tool_calls"].array ?? []).map { $0["id"] }
                + (message.has("tool_call_id") ? [message["tool_call_id"]] : [])
            for id in ids {
                let text = id.string ?? "null"
                guard text.utf8.count == 9, text.isName("") else {
                    return function("Tool call id was \(text) but must be a-z, A-Z, 0-9, with a length of 9.")
                }
            }
        }
        return nil
    }

    /// Which role can follow which, and that each call has its result.
    private var order: MistralError? {
        var before = ""
        var open: [String] = []
        for message in call["messages"].array ?? [] {
            let role = message["role"].string ?? ""
            if before == "tool", role == "user" || role == "system" {
                return misplaced("Unexpected role '\(role)' after role 'tool'")
            }
            if role == "tool" {
                let id = message["tool_call_id"].string ?? ""
                guard let place = open.firstIndex(of: id) else {
                    return misplaced("Unexpected tool call id \(id) in tool results")
                }
                open.remove(at: place)
            } else if !open.isEmpty {
                return misplaced("Not the same number of function calls and responses")
            }
            if role == "assistant" {
                let calls = message["tool_calls"].array ?? []
                let isEmpty = message["content"].string?.isEmpty ?? message["content"].array?.isEmpty ?? true
                if isEmpty, calls.isEmpty {
                    return .init(
                        400, "Assistant message must have either content or tool_calls, but not none.",
                        .service(type: "invalid_request_assistant_message", code: "3240"))
                }
                open = calls.compactMap { $0["id"].string }
            }
            before = role
        }
        if !open.isEmpty { return misplaced("Not the same number of function calls and responses") }
        let last = call["messages"].array?.last ?? .null
        if before == "assistant", last["prefix"].bool != true {
            return misplaced(
                "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant")
        }
        return before == "system" ? misplaced("Expected last role User or Tool for serving but got system") : nil
    }

    private func misplaced(_ message: String) -> MistralError {
        .init(400, message, .service(type: "invalid_request_message_order", code: "3230"))
    }
}
