import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads the body of a chat completion into a prompt.
enum ChatPromptReader {
    static func read(_ body: ByteBuffer, model: String?) throws(ClientError) -> Prompt {
        let root = try JSONNode(request: body)
        var prompt = Prompt(.openAI, model: model ?? "")
        if let name = root.member("model") { prompt.model = try name.text(at: "model").text }
        guard let messages = root.member("messages") else { throw .missing("messages") }
        for (index, message) in try messages.elements(at: "messages").enumerated() {
            try ChatMessageReader(path: "messages[\(index)]").read(message, into: &prompt)
        }
        for member in root.items where member.kind != .null { try take(member, root, &prompt) }
        do throws(PromptFault) { try prompt.settle() } catch {
            throw .badRequest("invalid_value", parameter: "messages", error.message)
        }
        return prompt
    }

    /// Members by their name. What is not here is only known to this dialect, or to a server that imitates it.
    private static func take(_ value: JSONNode, _ root: JSONNode, _ prompt: inout Prompt) throws(ClientError) {
        let name = value.key
        switch name {
        case "model", "messages": break
        // The second name is the newer one, and wins.
        case "max_tokens":
            if root.member("max_completion_tokens") == nil { prompt.outputLimit = try limit(value, name) }
        case "max_completion_tokens": prompt.outputLimit = try limit(value, name)
        case "stream": prompt.isStream = try value.flag(at: name)
        case "stream_options":
            if let wish = try value.object(at: name).member("include_usage") {
                prompt.wantsUsage = try wish.flag(at: "stream_options.include_usage")
            }
        case "temperature": prompt.sampling.temperature = try value.numeral(at: name)
        case "top_p": prompt.sampling.topP = try value.numeral(at: name)
        case "top_k": prompt.sampling.topK = try value.numeral(at: name)
        case "seed": prompt.sampling.seed = try value.numeral(at: name)
        case "presence_penalty": prompt.sampling.presencePenalty = try value.numeral(at: name)
        case "frequency_penalty": prompt.sampling.frequencyPenalty = try value.numeral(at: name)
        case "stop": prompt.stops = try stops(value)
        case "n":
            prompt.choices = try value.integer(at: name)
            guard (1...128).contains(prompt.choices) else { throw .wrongValue(name, "between 1 and 128") }
        case "logprobs":
            if try value.flag(at: name) { prompt.logprobs = prompt.logprobs ?? 0 }
        case "top_logprobs":
            let count = try value.integer(at: name)
            if root.member("logprobs")?.bool == true { prompt.logprobs = count }
        case "tools": try ChatToolReader.readTools(value, &prompt)
        case "tool_choice": prompt.toolChoice = try ChatToolReader.choice(value, &prompt)
        case "parallel_tool_calls": prompt.allowsParallelCalls = try value.flag(at: name)
        case "response_format": prompt.format = try ChatToolReader.format(value)
        case "reasoning_effort": prompt.reasoning = ReasoningWish(effort: try effort(value))
        case "service_tier": prompt.serviceTier = try value.text(at: name).text
        case "user", "safety_identifier": prompt.user = try value.text(at: name)
        case "modalities": try takeModalities(value, &prompt)
        case "audio": break
        case "store": if value.bool == true { prompt.extras.append(Extra(name, value)) }
        case "logit_bias":
            if !(try value.object(at: name).isEmpty) { prompt.refuse(name, "weighs the tokens of one model") }
        case "web_search_options": prompt.refuse(name, "is a tool of OpenAI's servers")
        case "functions", "function_call": prompt.refuse(name, "was replaced by \"tools\": send those")
        case "moderation": prompt.refuse(name, "is a filter of OpenAI's servers")
        default: prompt.extras.append(Extra(name, value))
        }
    }

    private static func limit(_ value: JSONNode, _ name: String) throws(ClientError) -> Int {
        let limit = try value.integer(at: name)
        guard limit >= 1 else { throw .wrongValue(name, "at least 1") }
        return limit
    }

    private static func stops(_ value: JSONNode) throws(ClientError) -> [JSONString] {
        if let text = value.text { return text.isEmpty ? [] : [text] }
        var stops: [JSONString] = []
        for item in try value.elements(at: "stop") {
            let text = try item.text(at: "stop")
            if !text.isEmpty { stops.append(text) }
        }
        return stops
    }

    private static func effort(_ value: JSONNode) throws(ClientError) -> ReasoningWish.Effort {
        let word = try value.text(at: "reasoning_effort").text
        guard let effort = ReasoningWish.Effort(rawValue: word) else {
            throw .wrongValue("reasoning_effort", "none, minimal, low, medium, high, xhigh or max")
        }
        return effort
    }

    private static func takeModalities(_ value: JSONNode, _ prompt: inout Prompt) throws(ClientError) {
        for item in try value.elements(at: "modalities") where !item.isString("text") {
            prompt.refuse("modalities", "asks for more than text")
        }
    }
}

extension Prompt {
    /// `field` may not be left out, and no other dialect has it.
    mutating func refuse(_ field: String, _ reason: String) {
        let refusal = Refusal(field, reason)
        if !unportable.contains(refusal) { unportable.append(refusal) }
    }

    /// `name` is dropped with a notice, once.
    mutating func leaveOut(_ name: String, _ value: JSONNode) {
        if !extras.contains(where: { $0.name == name }) { extras.append(Extra(name, value)) }
    }
}
