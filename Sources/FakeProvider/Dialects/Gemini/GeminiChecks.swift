/// The rules of the API of Gemini. Each check gives the provider's error, or nil.
struct GeminiChecks {
    let call: GeminiCall
    /// Which message the body is.
    let shape: String

    init(_ call: GeminiCall, shape: String) {
        self.call = call
        self.shape = shape
    }

    /// The first thing that is wrong.
    var complaint: GeminiError? {
        if let unknownName { return unknownName }
        let message: String?
        switch shape {
        case "request": message = request
        case "embed": message = embedding(call.json ?? .null, "EmbedContentRequest")
        case "batch": message = batch
        default: message = nil
        }
        return message.map { .invalid($0) }
    }

    private var request: String? {
        if let found = contents ?? turns ?? system { return found }
        if let found = tools ?? toolConfig { return found }
        return generation ?? safety ?? cache
    }

    private var unknownName: GeminiError? {
        // The names as they were written, so that the error can name them.
        guard let json = JSONReader.read(call.request.body) else { return nil }
        guard let found = GeminiShapes.table.finding(in: json, as: shape) else { return nil }
        let path = found.path.bracketed
        let place = path.isEmpty ? "" : " at '\(path)'"
        return .unknownName(
            "Invalid JSON payload received. Unknown name \"\(found.name)\"\(place): Cannot find field.", at: path)
    }

    private var contents: String? {
        guard let contents = call["contents"].array, !contents.isEmpty else {
            return "* GenerateContentRequest.contents: contents is not specified"
        }
        for (index, content) in contents.enumerated() {
            let path = "GenerateContentRequest.contents[\(index)]"
            if let role = content["role"].string, !["user", "model", "function"].contains(role) {
                return "Please use a valid role: user, model."
            }
            if content["role"].isNull, contents.count > 1 { return "Please use a valid role: user, model." }
            if let found = parts(content, "\(path).parts") { return found }
        }
        return nil
    }

    private func parts(_ content: JSON, _ path: String) -> String? {
        guard let parts = content["parts"].array, !parts.isEmpty else {
            return "* \(path): contents.parts must not be empty."
        }
        return parts.enumerated().lazy.compactMap { part($1, "\(path)[\($0)]") }.first
    }

    private static let data = [
        "text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult",
        "toolCall", "toolResponse",
    ]

    private func part(_ part: JSON, _ path: String) -> String? {
        let data = Self.data.filter { part.has($0) && !part[$0].isNull }
        if data.isEmpty { return "* \(path).data: required oneof field 'data' must have one initialized field" }
        if data.count > 1 {
            return "Invalid value at '\(path)' (oneof), oneof field 'data' is already set. Cannot set '\(data[1])'"
        }
        if part.has("functionCall") {
            let call = part["functionCall"]
            if call["name"].string?.isEmpty != false { return "* \(path).function_call.name: Name cannot be empty." }
            if call.has("args"), call["args"].members == nil { return notStruct("\(path).function_call.args") }
        }
        if part.has("functionResponse") {
            let response = part["functionResponse"]
            if response["name"].string?.isEmpty != false {
                return "* \(path).function_response.name: Name cannot be empty."
            }
            if response["response"].members == nil { return notStruct("\(path).function_response.response") }
        }
        if part.has("inlineData") {
            if part["inlineData"]["mimeType"].string?.isEmpty != false { return "Unsupported MIME type: " }
            guard part["inlineData"]["data"].string?.isBase64 == true else {
                return "Invalid value at '\(path).inline_data.data' (TYPE_BYTES), Base64 decoding failed"
            }
        }
        guard part.has("thoughtSignature") else { return nil }
        return isOwn(part["thoughtSignature"].string ?? "") ? nil : "Thought signature is not valid."
    }

    private func notStruct(_ path: String) -> String {
        "Invalid value at '\(path)' (type.googleapis.com/google.protobuf.Struct)"
    }

    private func isOwn(_ signature: String) -> Bool {
        let dummy = GeminiCall.dummySignature
        return signature == dummy || signature == base64(Array(dummy.utf8)) || GeminiCall.seal.isOwn(signature)
    }

    private var system: String? {
        let system = call["systemInstruction"]
        guard !system.isNull else { return nil }
        return parts(system, "GenerateContentRequest.system_instruction.parts")
    }

    private var cache: String? {
        guard call["cachedContent"].string?.isEmpty == false else { return nil }
        let others = ["systemInstruction", "tools", "toolConfig"].contains { !call[$0].isNull }
        return others
            ? "CachedContent can not be used with GenerateContent request setting system_instruction, tools or "
                + "tool_config." : nil
    }

    private func embedding(_ request: JSON, _ path: String) -> String? {
        parts(request["content"], "\(path).content.parts")
    }

    private var batch: String? {
        guard let requests = call["requests"].array, !requests.isEmpty else {
            return "* BatchEmbedContentsRequest.requests: requests is not specified"
        }
        for (index, request) in requests.enumerated() {
            let path = "BatchEmbedContentsRequest.requests[\(index)]"
            guard request["model"].string == "models/\(call.model)" else {
                return "* \(path).model: model must be the same as in the path: models/\(call.model)"
            }
            if let found = embedding(request, path) { return found }
        }
        return nil
    }
}
