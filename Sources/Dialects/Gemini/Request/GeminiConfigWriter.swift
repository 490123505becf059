import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the members of `generationConfig`, but for the form of the answer.
struct GeminiConfigWriter {
    let prompt: Prompt
    let target: TargetTraits
    let model: GeminiModel

    func write(_ writer: inout JSONWriter, _ losses: inout Losses) {
        writeSampling(&writer, &losses)
        writeLimits(&writer, &losses)
        if let count = prompt.logprobs {
            writer.member("responseLogprobs", true)
            if count > 0 { writer.member("logprobs", count) }
        }
        GeminiThinking(prompt.reasoning, model, target.contract, &losses).write(&writer)
    }

    private func writeSampling(_ writer: inout JSONWriter, _ losses: inout Losses) {
        let sampling = prompt.sampling
        let mayDraw = !target.contract.lacks(.sampling)
        for (name, client, value) in [
            ("temperature", "temperature", sampling.temperature), ("topP", "top_p", sampling.topP),
        ] {
            guard let value else { continue }
            if mayDraw {
                writer.member(name, value)
            } else if value.double != 1 {
                losses.refuse(client, "cannot be anything but 1 for this target")
            }
        }
        for (name, client, value) in [
            ("presencePenalty", "presence_penalty", sampling.presencePenalty),
            ("frequencyPenalty", "frequency_penalty", sampling.frequencyPenalty),
        ] {
            // Models that know no penalties refuse even this one.
            guard let value, value.double != 0 else { continue }
            if mayDraw { writer.member(name, value) } else { losses.drop(client) }
        }
        if let topK = sampling.topK {
            if mayDraw { writer.member("topK", topK) } else { losses.drop("top_k") }
        }
        if let seed = sampling.seed {
            // A 32-bit integer: https://ai.google.dev/api/generate-content#generationconfig
            if let value = seed.int, Int32(exactly: value) != nil {
                writer.member("seed", value)
            } else {
                losses.drop("seed")
            }
        }
    }

    private func writeLimits(_ writer: inout JSONWriter, _ losses: inout Losses) {
        if let limit = prompt.outputLimit {
            // A limit above the model's own is an error there.
            let most = target.contract.output ?? limit
            if limit > most { losses.drop("max_completion_tokens") }
            writer.member("maxOutputTokens", min(limit, most))
        }
        if !prompt.stops.isEmpty {
            if prompt.stops.count > 5 { losses.refuse("stop", "has more than the five entries that Gemini takes") }
            writer.key("stopSequences")
            writer.beginArray()
            for stop in prompt.stops.prefix(5) { writer.string(stop) }
            writer.endArray()
        }
        guard prompt.choices > 1 else { return }
        if prompt.choices > 8 { losses.refuse("n", "is more than the eight answers that Gemini gives at a time") }
        writer.member("candidateCount", min(prompt.choices, 8))
    }
}
