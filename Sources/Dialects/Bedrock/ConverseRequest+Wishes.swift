import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ConverseRequest {
    mutating func writeInference() {
        let temperature = temperature()
        let topP = topP(besides: temperature)
        guard thinking.outputLimit != nil || temperature != nil || topP != nil || !prompt.stops.isEmpty else { return }
        json.key("inferenceConfig")
        json.beginObject()
        if let limit = thinking.outputLimit { json.member("maxTokens", limit) }
        if let temperature { json.member("temperature", temperature) }
        if let topP { json.member("topP", topP) }
        if !prompt.stops.isEmpty {
            json.key("stopSequences")
            json.beginArray()
            for stop in prompt.stops { json.string(stop) }
            json.endArray()
        }
        json.endObject()
    }

    /// 0 to 1 here, 0 to 2 in other dialects.
    private mutating func temperature() -> JSONNode? {
        guard let temperature = prompt.sampling.temperature, let value = temperature.double else { return nil }
        if target.contract.lacks(.sampling) || thinking.isOn {
            if value != 1 { giveUp("temperature") }
            return nil
        }
        if value <= 1 { return temperature }
        losses.drop("temperature")
        return JSONNode(.int(1))
    }

    /// Newer Claude models take one of the two only.
    private mutating func topP(besides temperature: JSONNode?) -> JSONNode? {
        guard let topP = prompt.sampling.topP, let value = topP.double else { return nil }
        // One is what everybody means who says nothing.
        if value == 1 { return model.isClaude || target.contract.lacks(.sampling) ? nil : topP }
        if target.contract.lacks(.sampling) || thinking.isOn && value < 0.95 {
            giveUp("top_p")
            return nil
        }
        if model.isClaude, temperature != nil {
            losses.drop("top_p")
            return nil
        }
        return topP
    }

    /// A model that takes no such member cannot do what it asks for; a model that thinks can, but not at once.
    private mutating func giveUp(_ field: String) {
        if target.contract.lacks(.sampling) {
            losses.refuse(field, "cannot be set for this model")
        } else {
            losses.drop(field)
        }
    }

    mutating func writeOutputConfig() {
        guard toolkit.schema != nil || thinking.effort != nil else { return }
        json.key("outputConfig")
        json.beginObject()
        if let schema = toolkit.schema {
            json.key("textFormat")
            json.beginObject()
            json.member("type", "json_schema")
            json.key("structure")
            json.beginObject()
            json.key("jsonSchema")
            json.beginObject()
            json.member("schema", JSONString(String(buffer: schema.schema.raw)))
            json.member("name", schema.name)
            if let description = schema.description, !description.isEmpty { json.member("description", description) }
            json.endObject()
            json.endObject()
            json.endObject()
        }
        if let effort = thinking.effort { json.member("effort", effort) }
        json.endObject()
    }

    /// Members of the model's own API, where Converse has none; and what is to be told of its answer.
    mutating func writeAdditional() {
        let topK = topK()
        let isSerial = isSerial()
        let topKOfNova = model.isNova ? topK : nil
        let topKOfClaude = model.isClaude ? topK : nil
        if thinking.mode != .unsaid || topK != nil || isSerial {
            json.key("additionalModelRequestFields")
            json.beginObject()
            writeThinking()
            if let topKOfClaude { json.member("top_k", topKOfClaude) }
            if let topKOfNova {
                json.key("inferenceConfig")
                json.beginObject()
                json.member("topK", topKOfNova)
                json.endObject()
            }
            if isSerial {
                // Without a `type`, which would contradict `toolConfig.toolChoice`.
                json.key("tool_choice")
                json.beginObject()
                json.member("disable_parallel_tool_use", true)
                json.endObject()
            }
            json.endObject()
        }
        // Claude can say which of the stops it has met.
        if model.isClaude, !prompt.stops.isEmpty {
            json.key("additionalModelResponseFieldPaths")
            json.beginArray()
            json.string("/stop_sequence")
            json.endArray()
        }
    }

    private mutating func writeThinking() {
        guard thinking.mode != .unsaid else { return }
        json.key("thinking")
        json.beginObject()
        switch thinking.mode {
        case .unsaid, .disabled: json.member("type", "disabled")
        case .adaptive: json.member("type", "adaptive")
        case .budget(let budget):
            json.member("type", "enabled")
            json.member("budget_tokens", budget)
        }
        if let display = thinking.display { json.member("display", display) }
        json.endObject()
    }

    private mutating func topK() -> JSONNode? {
        guard let topK = prompt.sampling.topK else { return nil }
        if model.isNova || model.isClaude, !thinking.isOn, !target.contract.lacks(.sampling) { return topK }
        losses.drop("top_k")
        return nil
    }

    /// Whether the model is to be told to make one call at a time.
    private mutating func isSerial() -> Bool {
        guard prompt.allowsParallelCalls == false, !toolkit.tools.isEmpty else { return false }
        if model.isClaude { return true }
        losses.drop("parallel_tool_calls")
        return false
    }
}
