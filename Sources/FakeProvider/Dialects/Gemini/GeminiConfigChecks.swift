/// Tools, and what may be set about an answer.
extension GeminiChecks {
    private var functions: [JSON] { (call["tools"].array ?? []).flatMap { $0["functionDeclarations"].array ?? [] } }

    var tools: String? {
        var names: Set<String> = []
        for (index, function) in functions.enumerated() {
            let path = "GenerateContentRequest.tools[0].function_declarations[\(index)]"
            let name = function["name"].string ?? ""
            let starts = name.first.map { $0.isLetter || $0 == "_" } ?? false
            guard starts, name.isName("_.:-", upTo: 128) else {
                return "* \(path).name: Invalid function name. Must start with a letter or an underscore. Must be "
                    + "alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a "
                    + "maximum length of 128."
            }
            if !names.insert(name).inserted { return "Duplicate function declaration found: \(name)" }
            if function.has("parameters"), function.has("parametersJsonSchema") {
                return "* \(path): parameters and parameters_json_schema are mutually exclusive."
            }
            if let found = schema(function["parameters"], "\(path).parameters") { return found }
        }
        return nil
    }

    /// `parameters` is a message of the API, not a JSON schema; its names were looked at, but for those below
    /// `properties`.
    private func schema(_ schema: JSON, _ path: String) -> String? {
        guard schema.members != nil else { return nil }
        if let found = GeminiShapes.table.finding(in: schema, as: "schema") {
            return "Invalid JSON payload received. Unknown name \"\(found.name)\" at '\(path)': Cannot find field."
        }
        let type = schema["type"].string?.lowercased()
        if type == "object", schema.has("properties"), schema["properties"].members?.isEmpty != false {
            return "* \(path).properties: should be non-empty for OBJECT type"
        }
        for member in schema["properties"].members ?? [] {
            if let found = self.schema(member.value, "\(path).properties[\(member.name)]") { return found }
        }
        return self.schema(schema["items"], "\(path).items")
    }

    var toolConfig: String? {
        let config = call["toolConfig"]["functionCallingConfig"]
        guard !config.isNull else { return nil }
        let mode = config["mode"].string ?? "AUTO"
        guard ["AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED"].contains(mode) else {
            return "Invalid value at 'tool_config.function_calling_config.mode' "
                + "(type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode), \"\(mode)\""
        }
        let allowed = (config["allowedFunctionNames"].array ?? []).compactMap(\.string)
        guard !allowed.isEmpty else { return nil }
        if !["ANY", "VALIDATED"].contains(mode) {
            return "Function calling config is set without function_calling_config.mode ANY or VALIDATED."
        }
        let names = functions.compactMap { $0["name"].string }
        return allowed.first { !names.contains($0) }.map {
            "allowed_function_names: '\($0)' is not a declared function."
        }
    }

    var generation: String? {
        let config = call["generationConfig"]
        let path = "* GenerateContentRequest.generation_config"
        for (name, range) in [("temperature", 0.0...2), ("topP", 0...1)] where !config[name].isNull {
            guard let value = config[name].double, range.contains(value) else {
                return "\(path).\(name): \(name) must be in the range [\(range.lowerBound), \(range.upperBound)]."
            }
        }
        for name in ["maxOutputTokens", "topK", "candidateCount"] where !config[name].isNull {
            guard let value = config[name].int, value > 0 else { return "\(path).\(name): \(name) must be positive." }
        }
        if (config["candidateCount"].int ?? 1) > 8 { return "\(path).candidate_count: must be at most 8." }
        if (config["stopSequences"].array?.count ?? 0) > 5 {
            return "\(path).stop_sequences: the number of stop sequences must be at most 5."
        }
        let hasSchema = config.has("responseSchema") || config.has("responseJsonSchema")
        if hasSchema, config["responseMimeType"].string != "application/json",
            config["responseMimeType"].string != "text/x.enum"
        {
            return "\(path).response_schema: only allowed when response_mime_type is 'application/json'."
        }
        if config.has("responseSchema"), config.has("responseJsonSchema") {
            return "\(path): response_schema and response_json_schema are mutually exclusive."
        }
        return schema(config["responseSchema"], "generation_config.response_schema") ?? thinking(config)
    }

    private func thinking(_ config: JSON) -> String? {
        let thinking = config["thinkingConfig"]
        if thinking.has("thinkingBudget"), thinking.has("thinkingLevel") {
            return "You can only set only one of thinking budget and thinking level."
        }
        guard thinking.has("thinkingLevel") else { return nil }
        if let major = modelVersion(call.model)?.major, major < 3 {
            return "Thinking level is not supported for this model."
        }
        let level = thinking["thinkingLevel"].string ?? ""
        return ["MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH", "THINKING_LEVEL_UNSPECIFIED"].contains(level.uppercased())
            ? nil : "Invalid value at 'generation_config.thinking_config.thinking_level', \"\(level)\""
    }

    var safety: String? {
        let categories = [
            "HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT", "CIVIC_INTEGRITY", "JAILBREAK",
        ]
        let thresholds = [
            "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF",
            "HARM_BLOCK_THRESHOLD_UNSPECIFIED",
        ]
        for (index, setting) in (call["safetySettings"].array ?? []).enumerated() {
            let category = setting["category"].string ?? ""
            guard categories.contains(where: { category == "HARM_CATEGORY_\($0)" }) else {
                return "Invalid value at 'safety_settings[\(index)].category', \"\(category)\""
            }
            guard let threshold = setting["threshold"].string, thresholds.contains(threshold) else {
                return "Invalid value at 'safety_settings[\(index)].threshold'"
            }
        }
        return nil
    }
}
