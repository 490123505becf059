import NIOCore
import PlanBConversation
import PlanBWire

extension GeminiPromptReader {
    mutating func readConfig(_ root: GeminiValue) throws(ClientError) {
        guard let config = try root.member("generationConfig", "generation_config")?.object() else { return }
        prompt.sampling.temperature = try config.member("temperature")?.number()
        prompt.sampling.topP = try config.member("topP", "top_p")?.number()
        // Google's Python SDK writes 40.0, which others do not take for a count.
        prompt.sampling.topK = try config.member("topK", "top_k").map { value throws(ClientError) in
            try value.number().int == nil ? JSONNode(.int(try value.integer())) : value.node
        }
        prompt.sampling.presencePenalty = try config.member("presencePenalty", "presence_penalty")?.number()
        prompt.sampling.frequencyPenalty = try config.member("frequencyPenalty", "frequency_penalty")?.number()
        prompt.sampling.seed = try config.member("seed").map { value throws(ClientError) in
            JSONNode(.int(try value.integer()))
        }
        if let limit = config.member("maxOutputTokens", "max_output_tokens") {
            let count = try limit.integer()
            guard count > 0 else { throw limit.wrongValue("greater than 0") }
            prompt.outputLimit = count
        }
        if let count = config.member("candidateCount", "candidate_count") {
            prompt.choices = try count.integer()
            guard (1...8).contains(prompt.choices) else { throw count.wrongValue("between 1 and 8") }
        }
        for stop in try config.member("stopSequences", "stop_sequences")?.elements() ?? [] {
            let text = try stop.text()
            if !text.isEmpty { prompt.stops.append(text) }
        }
        try readLogprobs(config)
        try readFormat(config)
        try readThinking(config)
        try readMedia(config)
        keepUnknown(of: config, besides: Self.known, as: "generationConfig")
    }

    private mutating func readLogprobs(_ config: GeminiValue) throws(ClientError) {
        let count = config.member("logprobs")
        guard try config.member("responseLogprobs", "response_logprobs")?.flag() == true else {
            // Without the other member it asks for nothing.
            if let count { keep(count.node, "generationConfig.logprobs") }
            return
        }
        prompt.logprobs = try count?.integer() ?? 0
        if let count, !(0...20).contains(prompt.logprobs ?? 0) { throw count.wrongValue("between 0 and 20") }
    }

    private mutating func readFormat(_ config: GeminiValue) throws(ClientError) {
        let type = config.member("responseMimeType", "response_mime_type")
        switch try type?.text().text.lowercased() {
        case nil, "", "text/plain", "application/json": break
        default:
            prompt.unportable.append(
                Refusal("generationConfig.responseMimeType", "asks for a form of answer that only Google has"))
            return
        }
        let schema: JSONNode?
        if let subset = config.member("responseSchema", "response_schema") {
            schema = GeminiSchema.standard(try subset.object().node)
        } else {
            schema = try config.member("responseJsonSchema", "response_json_schema")?.object().node
        }
        if let schema {
            prompt.format = .schema(AnswerSchema(name: "answer", schema: schema))
        } else if try type?.text().text.lowercased() == "application/json" {
            prompt.format = .json
        }
        for name in ["responseFormat", "response_format"] as [StaticString] where config.member(name) != nil {
            prompt.unportable.append(
                Refusal("generationConfig.responseFormat", "is not known here: use responseMimeType and its schema"))
        }
    }

    private mutating func readThinking(_ config: GeminiValue) throws(ClientError) {
        guard let thinking = try config.member("thinkingConfig", "thinking_config")?.object() else { return }
        var wish = ReasoningWish()
        if let level = thinking.member("thinkingLevel", "thinking_level") {
            let word = try level.word()
            if word != "THINKING_LEVEL_UNSPECIFIED" {
                guard let effort = ReasoningWish.Effort(rawValue: word.lowercased()), effort > .none else {
                    throw level.wrongValue("MINIMAL, LOW, MEDIUM, HIGH or XHIGH")
                }
                wish.effort = effort
            }
        }
        if let budget = thinking.member("thinkingBudget", "thinking_budget") {
            switch try budget.integer() {
            // The model is to see for itself, as it does if nothing is said.
            case -1: break
            case 0: wish.effort = ReasoningWish.Effort.none
            case let count where count > 0: wish.budget = count
            default: throw budget.wrongValue("-1 or greater")
            }
        }
        wish.isShown = try thinking.member("includeThoughts", "include_thoughts")?.flag()
        if wish != ReasoningWish() { prompt.reasoning = wish }
        keepUnknown(
            of: thinking,
            besides: [
                "thinkingLevel", "thinking_level", "thinkingBudget", "thinking_budget", "includeThoughts",
                "include_thoughts",
            ], as: "generationConfig.thinkingConfig")
    }

    private mutating func readMedia(_ config: GeminiValue) throws(ClientError) {
        for modality in try config.member("responseModalities", "response_modalities")?.elements() ?? [] {
            let word = try modality.word()
            if word == "TEXT" || word == "MODALITY_UNSPECIFIED" { continue }
            prompt.unportable.append(
                Refusal("generationConfig.responseModalities", "asks for more than text"))
        }
        guard let resolution = config.member("mediaResolution", "media_resolution") else { return }
        let word = try resolution.word()
        if let detail = Self.detail(word) {
            setDetail(detail)
        } else if word != "MEDIA_RESOLUTION_UNSPECIFIED" {
            keep(resolution.node, "generationConfig.mediaResolution")
        }
    }

    /// What the configuration says of all media, in each of them that does not say it for itself.
    private mutating func setDetail(_ detail: String) {
        for turn in prompt.turns.indices {
            for block in prompt.turns[turn].blocks.indices {
                guard case .media(var media) = prompt.turns[turn].blocks[block].content, media.detail == nil else {
                    continue
                }
                media.detail = detail
                prompt.turns[turn].blocks[block].content = .media(media)
            }
        }
    }

    private static let known: [StaticString] = [
        "temperature", "topP", "top_p", "topK", "top_k", "presencePenalty", "presence_penalty", "frequencyPenalty",
        "frequency_penalty", "seed", "maxOutputTokens", "max_output_tokens", "candidateCount", "candidate_count",
        "stopSequences", "stop_sequences", "logprobs", "responseLogprobs", "response_logprobs", "responseMimeType",
        "response_mime_type", "responseSchema", "response_schema", "responseJsonSchema", "response_json_schema",
        "responseFormat", "response_format", "thinkingConfig", "thinking_config", "responseModalities",
        "response_modalities", "mediaResolution", "media_resolution",
    ]
}
