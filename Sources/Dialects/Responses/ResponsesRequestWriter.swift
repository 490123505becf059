import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a request to a provider of the Responses API. Nothing is stored there: the conversation is in the request.
struct ResponsesRequestWriter {
    let prompt: Prompt
    let target: TargetTraits
    let names: CallNames
    let wishes: WishNames
    var losses: Losses
    var json = JSONWriter()
    /// How many refusals were written, which need ids.
    var refusals = 0

    /// The API answers 400 below this.
    private static let leastOutput = 16

    static func write(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        let names = CallNames(prompt, ResponsesCodec.toolNames)
        var writer = ResponsesRequestWriter(
            prompt: prompt, target: target, names: names, wishes: WishNames(dialect: prompt.dialect), losses: losses)
        writer.writeBody()
        losses = writer.losses
        return ProviderRequest(
            to: ResponsesCodec.path(to: target, isStream: prompt.isStream), body: writer.json.buffer, names: names)
    }

    private mutating func writeBody() {
        json.beginObject()
        json.member("model", target.model)
        json.member("store", false)
        if prompt.isStream { json.member("stream", true) }
        writeConversation()
        writeTools()
        writeFormat()
        writeReasoning()
        writeLimit()
        writeSampling()
        writeServiceTier()
        json.endObject()
    }

    private mutating func writeFormat() {
        switch prompt.format {
        case .text: return
        case .json: break
        case .schema:
            guard !target.contract.lacks(.jsonSchema) else {
                return losses.refuse(wishes[.format], "needs a model that can follow a JSON schema")
            }
        }
        json.key("text")
        json.beginObject()
        json.key("format")
        json.beginObject()
        if case .schema(let schema) = prompt.format {
            json.member("type", "json_schema")
            json.member("name", schema.name)
            if let description = schema.description { json.member("description", description) }
            json.member("schema", schema.schema)
            if let strict = schema.isStrict { json.member("strict", strict) }
        } else {
            json.member("type", "json_object")
        }
        json.endObject()
        json.endObject()
    }

    private mutating func writeReasoning() {
        var include: [String] = []
        if let wish = prompt.reasoning, let effort = effort(wish) {
            json.key("reasoning")
            json.beginObject()
            if let effort = effort.word { json.member("effort", effort.rawValue) }
            if wish.isShown == true { json.member("summary", "auto") }
            json.endObject()
            if effort.word != ReasoningWish.Effort.none { include.append("reasoning.encrypted_content") }
        }
        if let logprobs = prompt.logprobs {
            include.append("message.output_text.logprobs")
            json.member("top_logprobs", logprobs)
        }
        guard !include.isEmpty else { return }
        json.key("include")
        json.beginArray()
        for word in include { json.string(word) }
        json.endArray()
    }

    private struct Asked {
        /// Nil: as much as the model likes.
        var word: ReasoningWish.Effort?
    }

    /// How reasoning is asked for; nil: it is not to be mentioned at all.
    private mutating func effort(_ wish: ReasoningWish) -> Asked? {
        let asked = wish.effort ?? wish.budget.map(Self.effort)
        let isOff = asked == ReasoningWish.Effort.none
        if target.contract.lacks(.reasoning) {
            if asked != nil, !isOff { losses.drop(wishes[wish.effort == nil ? .budget : .effort]) }
            return nil
        }
        if wish.effort == nil, wish.budget != nil, !isOff { losses.drop(wishes[.budget]) }
        guard isOff, target.contract.lacks(.reasoningOff) else { return Asked(word: asked) }
        losses.drop(wishes[wish.effort == nil ? .budget : .effort])
        return Asked(word: .low)
    }

    /// The nearest step of effort to a number of tokens, which the API cannot be told.
    private static func effort(_ budget: Int) -> ReasoningWish.Effort {
        switch budget {
        case ...0: .none
        case ...2048: .low
        case ...12_288: .medium
        default: .high
        }
    }

    private mutating func writeLimit() {
        guard let limit = prompt.outputLimit else { return }
        let fitting = max(Self.leastOutput, min(limit, target.contract.output ?? limit))
        if fitting != limit { losses.drop(wishes[.outputLimit]) }
        json.member("max_output_tokens", fitting)
    }

    private mutating func writeSampling() {
        let sampling = prompt.sampling
        write(sampling.temperature, as: "temperature", .temperature)
        write(sampling.topP, as: "top_p", .topP)
        if sampling.topK != nil { losses.drop(wishes[.topK]) }
        if sampling.seed != nil { losses.drop(wishes[.seed]) }
        if let penalty = sampling.presencePenalty, penalty.double != 0 { losses.drop(wishes[.presencePenalty]) }
        if let penalty = sampling.frequencyPenalty, penalty.double != 0 { losses.drop(wishes[.frequencyPenalty]) }
        if !prompt.stops.isEmpty { losses.refuse(wishes[.stops], "has no counterpart in the Responses API") }
        if prompt.choices > 1 {
            losses.refuse(wishes[.choices], "asks for more than the one answer of the Responses API")
        }
    }

    private mutating func write(_ number: JSONNode?, as name: String, _ wish: WishNames.Wish) {
        guard let number else { return }
        guard target.contract.lacks(.sampling) else { return json.member(name, number) }
        // What is the default anyway need not be said.
        if number.double != 1 { losses.refuse(wishes[wish], "cannot be set for the model \(target.model)") }
    }

    private mutating func writeServiceTier() {
        switch prompt.serviceTier {
        case nil: break
        case "auto", "default", "flex", "scale", "priority", "fast": json.member("service_tier", prompt.serviceTier)
        case "standard", "standard_only": json.member("service_tier", "default")
        default: losses.drop(wishes[.serviceTier])
        }
    }
}
