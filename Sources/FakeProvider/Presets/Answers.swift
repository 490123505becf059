extension Behaviour {
    /// A healthy provider.
    public static let ok = named("ok") { _ in }

    /// A good answer with this text.
    public static func text(_ text: String) -> Behaviour { named("text(\(text))") { $0.answer.text = text } }

    /// A tool call, when the request offers tools; text when it does not.
    public static func toolCall(name: String? = nil, arguments: String? = nil) -> Behaviour {
        named("tool_call") {
            var call = Answer.ToolCall(name: name)
            if let arguments { call.arguments = arguments }
            $0.answer.toolCall = call
        }
    }

    /// So many tool calls at once, of the tools of the request in turn; text when it offers none.
    public static func toolCalls(_ count: Int) -> Behaviour {
        named("tool_calls(\(count))") { $0.answer.toolCall = Answer.ToolCall(times: count) }
    }

    /// Thoughts before the answer, whether the request asks for them or not.
    public static func reasoning(_ text: String = Answer.defaultReasoning) -> Behaviour {
        named("reasoning(\(text))") { $0.answer.reasoning = text }
    }

    /// A good answer that says nothing.
    public static let empty = named("empty") { $0.answer.text = "" }

    /// A refusal in place of text.
    public static let refusal = named("refusal") { $0.answer.refusal = "I can't help with that." }

    /// An answer that ends for this reason, such as `length` or `content_filter`.
    public static func finish(_ reason: String) -> Behaviour {
        named("finish(\(reason))") { $0.answer.finishReason = reason }
    }

    /// A good answer without token counts, although they were asked for.
    public static let noUsage = named("no_usage") { $0.answer.usage.told = false }

    /// A good answer that tells these token counts: all of the request, all of the answer, and those of the request that
    /// came from a cache.
    public static func usage(prompt: Int, completion: Int, cached: Int) -> Behaviour {
        named("usage(\(prompt),\(completion),\(cached))") {
            $0.answer.usage.prompt = prompt
            $0.answer.usage.completion = completion
            $0.answer.usage.cached = cached
        }
    }

    /// A model with this speed, in milliseconds.
    public static func latency(firstToken: Int, perToken: Int) -> Behaviour {
        named("latency(\(firstToken),\(perToken))") {
            $0.latency = Latency(firstToken: Milliseconds(firstToken), perToken: Milliseconds(perToken))
        }
    }

    /// A good answer at this many bytes per second.
    public static func slowDrip(bytesPerSecond: Int) -> Behaviour {
        named("slow_drip(\(bytesPerSecond))") { $0.bytesPerSecond = bytesPerSecond }
    }
}

extension Behaviour.Preset {
    static let answers: [Self] = [
        Self("ok", "A healthy provider.") { .ok },
        Self("text", "text", Behaviour.Answer.defaultText, "A good answer with this text.") { .text($0) },
        Self("tool_call", "A call of the first tool of the request; text if it offers none.") { .toolCall() },
        Self("tool_calls", "count", 2, "So many calls at once, of the tools of the request in turn.") {
            .toolCalls($0)
        },
        Self("reasoning", "text", Behaviour.Answer.defaultReasoning, "Thoughts before the answer, asked for or not.") {
            .reasoning($0)
        },
        Self("empty", "A good answer that says nothing.") { .empty },
        Self("refusal", "A refusal in place of text.") { .refusal },
        Self("finish", "reason", "length", "An answer that ends for this reason.") { .finish($0) },
        Self("no_usage", "A good answer without token counts, although they were asked for.") { .noUsage },
        Self("usage", "prompt,completion,cached", "100,20,40", "A good answer with these token counts.") { text in
            let counts = text.split(separator: ",").compactMap { Int($0.trimmed) }
            guard counts.count == 3 else { return nil }
            return .usage(prompt: counts[0], completion: counts[1], cached: counts[2])
        },
        Self("latency", "first,each", "300,20", "Milliseconds to the first token, then for each token.") { text in
            let parts = text.split(separator: ",").compactMap { Int($0.trimmed) }
            guard parts.count == 2 else { return nil }
            return .latency(firstToken: parts[0], perToken: parts[1])
        },
        Self("slow_drip", "bytes", 20, "A good answer at this many bytes per second.") {
            .slowDrip(bytesPerSecond: $0)
        },
    ]
}
