import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a request to Cohere's chat API.
struct CohereRequestWriter {
    let prompt: Prompt
    let target: TargetTraits
    let names: CallNames
    let wishes: WishNames
    var losses: Losses
    var json = JSONWriter()
    var emulation = Emulation.none

    private static let mostStops = 5

    static func write(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        let names = CallNames(prompt, CohereCodec.toolNames)
        var writer = CohereRequestWriter(
            prompt: prompt, target: target, names: names, wishes: WishNames(dialect: prompt.dialect), losses: losses)
        writer.writeBody()
        losses = writer.losses
        return ProviderRequest(
            to: CohereCodec.path(to: target, isStream: prompt.isStream), body: writer.json.buffer, names: names,
            emulation: writer.emulation)
    }

    private mutating func writeBody() {
        json.beginObject()
        json.member("model", target.model)
        json.member("stream", prompt.isStream)
        writeFormat()
        writeMessages()
        writeTools()
        writeThinking()
        writeLimits()
        writeSampling()
        noteRest()
        json.endObject()
    }

    /// A form cannot be demanded together with tools: then the model is asked for it in words.
    private mutating func writeFormat() {
        if case .text = prompt.format { return }
        guard prompt.tools.isEmpty, !target.contract.lacks(.jsonSchema) else {
            emulation = .words(prompt.format)
            return
        }
        json.key("response_format")
        json.beginObject()
        json.member("type", "json_object")
        if case .schema(let schema) = prompt.format {
            json.member("json_schema", schema.schema)
            if schema.description != nil { losses.drop("\(wishes[.format]).description") }
        }
        json.endObject()
    }

    /// How the model is asked for a form in words; nil if it need not be.
    var instruction: JSONString? {
        guard case .words(let format) = emulation else { return nil }
        switch format {
        case .text: return nil
        case .json: return "Answer with one JSON object and nothing else."
        case .schema(let schema):
            return "Answer with one JSON document and nothing else. It must follow this JSON Schema: "
                + JSONString(String(buffer: schema.schema.raw))
        }
    }

    private mutating func writeThinking() {
        guard let wish = prompt.reasoning else { return }
        let isOff = wish.effort == ReasoningWish.Effort.none || wish.effort == nil && wish.budget == 0
        if target.contract.lacks(.reasoning) {
            if !isOff, wish.effort != nil || wish.budget != nil { dropThinking(wish) }
            return
        }
        if isOff, target.contract.lacks(.reasoningOff) { return dropThinking(wish) }
        if !isOff, wish.effort == nil, wish.budget == nil, wish.isShown != true { return }
        json.key("thinking")
        json.beginObject()
        json.member("type", isOff ? "disabled" : "enabled")
        if !isOff {
            if let budget = wish.budget { json.member("token_budget", budget) }
            // The API has no steps; left to itself, the model thinks as much as it can.
            if let effort = wish.effort, wish.budget == nil, effort < .high { losses.drop(wishes[.effort]) }
        }
        json.endObject()
    }

    private mutating func dropThinking(_ wish: ReasoningWish) {
        losses.drop(wishes[wish.effort == nil ? .budget : .effort])
    }

    private mutating func writeLimits() {
        if let limit = prompt.outputLimit {
            let fitting = min(limit, target.contract.output ?? limit)
            if fitting != limit { losses.drop(wishes[.outputLimit]) }
            json.member("max_tokens", fitting)
        }
        guard !prompt.stops.isEmpty else { return }
        if prompt.stops.count > Self.mostStops {
            losses.refuse(wishes[.stops], "has more than the \(Self.mostStops) entries that Cohere takes")
        }
        json.key("stop_sequences")
        json.beginArray()
        for stop in prompt.stops.prefix(Self.mostStops) { json.string(stop) }
        json.endArray()
    }

    /// What has no counterpart.
    private mutating func noteRest() {
        if prompt.choices > 1 { losses.refuse(wishes[.choices], "asks for more than the one answer that Cohere gives") }
        if prompt.logprobs != nil { losses.refuse(wishes[.logprobs], "has no counterpart in Cohere's API") }
        switch prompt.serviceTier {
        case nil, "auto", "default", "standard", "standard_only": break
        default: losses.drop(wishes[.serviceTier])
        }
    }
}
