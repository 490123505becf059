/// What may be asked of the form of an answer.
extension AnthropicChecks {
    var output: String? {
        let config = call["output_config"]
        if let effort = config["effort"].string, !["low", "medium", "high", "xhigh", "max"].contains(effort) {
            return "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'"
        }
        guard !config["format"].isNull else { return nil }
        guard config["format"]["schema"].members != nil else { return "output_config.format.schema: Field required" }
        return schemaComplaint(config["format"]["schema"])
    }

    /// The part of JSON Schema that the provider understands is small.
    private static let unknown: Set<String> = [
        "oneOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "maxItems", "uniqueItems", "contains", "prefixItems", "minProperties", "maxProperties", "patternProperties",
        "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems", "if",
        "then", "else", "not",
    ]

    private func schemaComplaint(_ schema: JSON) -> String? {
        guard let members = schema.members else {
            return schema.array?.lazy.compactMap { schemaComplaint($0) }.first
        }
        let type = schema["type"].string ?? "object"
        if let member = members.first(where: { Self.unknown.contains($0.name) }) {
            return "output_config.format.schema: For '\(type)' type, property '\(member.name)' is not supported"
        }
        if schema["type"].string == "object", schema["additionalProperties"].bool != false {
            return
                "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false"
        }
        for name in ["items", "anyOf", "allOf"] {
            if let found = schemaComplaint(schema[name]) { return found }
        }
        for name in ["properties", "$defs", "definitions"] {
            for member in schema[name].members ?? [] {
                if let found = schemaComplaint(member.value) { return found }
            }
        }
        return nil
    }
}

extension AnthropicCall {
    /// What the head of a request lacks.
    var headComplaint: AnthropicError? {
        guard request.header("x-api-key") != nil || request.header("authorization") != nil else {
            return .init(401, "authentication_error", "x-api-key header is required")
        }
        return version.isEmpty ? .invalid("anthropic-version: header is required") : nil
    }
}
