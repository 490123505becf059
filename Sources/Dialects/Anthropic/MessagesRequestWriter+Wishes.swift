import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesRequestWriter {
    /// Returns whether any of them is sent. Defaults are not: newer models take not even these.
    mutating func writeSampling(thinks: Bool) -> Bool {
        let sampling = prompt.sampling
        var isSent = false
        if let temperature = sampling.temperature, let value = temperature.double, value != 1 {
            if target.contract.lacks(.sampling) {
                losses.refuse("temperature", "is not taken by this model, which draws its tokens in its own way")
            } else if value > 1 || thinks {
                // At most 1, which is the default; and nothing else while the model thinks.
                losses.drop("temperature")
            } else {
                writer.member("temperature", temperature)
                isSent = true
            }
        }
        if let topP = sampling.topP, let value = topP.double, value != 1 {
            if target.contract.lacks(.sampling) {
                losses.refuse("top_p", "is not taken by this model, which draws its tokens in its own way")
            } else if isSent || (thinks && value < 0.95) {
                // Models since Claude 4.1 take one of the two.
                losses.drop("top_p")
            } else {
                writer.member("top_p", topP)
                isSent = true
            }
        }
        if let topK = sampling.topK, topK.kind == .number {
            if target.contract.lacks(.sampling) || thinks {
                losses.drop("top_k")
            } else {
                writer.member("top_k", topK)
                isSent = true
            }
        }
        return isSent
    }

    mutating func writeStops() {
        let stops = prompt.stops.filter { !$0.isBlank }
        if stops.count < prompt.stops.count {
            losses.refuse(
                MessagesField.stops(prompt), "has an entry of only white space, which the Messages API does not take")
        }
        guard !stops.isEmpty else { return }
        writer.key("stop_sequences")
        writer.beginArray()
        for stop in stops { writer.string(stop) }
        writer.endArray()
    }

    /// `auto` is the default here as everywhere. What OpenAI calls `default` and others `standard` is `standard_only`.
    mutating func writeServiceTier() {
        switch prompt.serviceTier {
        case nil, "auto": break
        case "standard_only", "default", "standard": writer.member("service_tier", "standard_only")
        default: losses.drop("service_tier")
        }
    }

    /// What the API cannot be told. The other wishes name their own losses where they are written.
    mutating func nameLosses() {
        let sampling = prompt.sampling
        if sampling.seed != nil { losses.drop("seed") }
        if let penalty = sampling.presencePenalty, penalty.double != 0 { losses.drop("presence_penalty") }
        if let penalty = sampling.frequencyPenalty, penalty.double != 0 { losses.drop("frequency_penalty") }
        if prompt.choices > 1 {
            losses.refuse("n", "asks for more than one answer, which the Messages API does not give")
        }
        if prompt.logprobs != nil { losses.refuse("logprobs", "has no counterpart in the Messages API") }
    }
}
