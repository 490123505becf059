/// What the model says in one answer, before a dialect puts it into its own form.
struct Utterance: Sendable {
    /// A call of a tool.
    struct Call: Sendable, Equatable {
        var name: String
        /// The arguments, as they are streamed.
        var fragments: [String]

        var arguments: String { fragments.joined() }
        /// The arguments, when they are a JSON object.
        var object: JSON? {
            guard let value = JSONReader.read(Array(arguments.utf8)), value.members != nil else { return nil }
            return value
        }
    }

    /// Why the answer ends.
    enum Reason: Sendable, Equatable {
        case stop, length, calls, filtered, refused
        /// The answer came to this text, which the request forbids.
        case stopSequence(String)
        /// What the script says, as it is.
        case other(String)
    }

    /// The words of the thoughts.
    var reasoning: [String] = []
    /// The words of the answer.
    var text: [String] = []
    /// The calls of tools; there is no text beside them.
    var calls: [Call] = []
    var reason = Reason.stop
    var usage = Usage()

    /// Token counts, after the script had its say.
    struct Usage: Sendable, Equatable {
        /// All tokens of the request, those of the cache included.
        var prompt = 0
        /// All tokens of the answer, thoughts included.
        var completion = 0
        var cached = 0
        var cacheWritten = 0
        var reasoning = 0
        var told = true

        var total: Int { prompt.addingReportingOverflow(completion).partialValue }
        /// The tokens of the request that were neither read from a cache nor written to one.
        var fresh: Int { minus(minus(prompt, cached), cacheWritten) }
        /// The tokens of the answer that are not thoughts.
        var spoken: Int { minus(completion, reasoning) }

        /// Scripts can tell any number.
        private func minus(_ left: Int, _ right: Int) -> Int {
            let (rest, overflow) = left.subtractingReportingOverflow(right)
            return overflow ? 0 : max(0, rest)
        }
    }

    /// How many tokens come one after the other.
    var tokens: Int { reasoning.count + text.count + calls.reduce(0) { $0 + $1.fragments.count } }
}

extension Utterance {
    init(_ answer: Behaviour.Answer, to ask: Ask) {
        if let told = answer.reasoning {
            reasoning = words(told)
        } else if ask.wantsReasoning {
            reasoning = words(Behaviour.Answer.defaultReasoning)
        }
        let whole = words(answer.refusal ?? Self.text(answer, ask))
        (calls, text) = (Self.calls(answer, ask), whole)
        if !calls.isEmpty {
            (text, reason) = ([], .calls)
        } else {
            cut(ask, isRefusal: answer.refusal != nil)
        }
        if let told = answer.finishReason { reason = Reason(told) }
        usage.told = answer.usage.told
        usage.cached = answer.usage.cached
        usage.cacheWritten = answer.usage.cacheWritten
        usage.reasoning = reasoning.count.addingReportingOverflow(answer.usage.reasoning).partialValue
        usage.prompt = answer.usage.prompt ?? max(1, wordCount(ask.texts))
        let counted = tokens.addingReportingOverflow(answer.usage.reasoning)
        usage.completion = answer.usage.completion ?? (counted.overflow ? 0 : counted.partialValue)
    }

    /// Ends the text where the request wants it to end. Thoughts count as tokens too.
    private mutating func cut(_ ask: Ask, isRefusal: Bool) {
        if isRefusal { reason = .refused }
        let spoken = text.joined()
        let found = ask.stops.filter { !$0.isEmpty }.compactMap { stop in spoken.position(of: stop).map { ($0, stop) } }
        if let (place, stop) = found.min(by: { $0.0 < $1.0 }) {
            text = words(String(spoken.prefix(place)))
            reason = .stopSequence(stop)
        }
        guard let limit = ask.limit, limit < reasoning.count + text.count else { return }
        reasoning = Array(reasoning.prefix(limit))
        text = Array(text.prefix(max(0, limit - reasoning.count)))
        reason = .length
    }

    private static func text(_ answer: Behaviour.Answer, _ ask: Ask) -> String {
        guard let schema = ask.schema, answer.text == Behaviour.Answer.defaultText else { return answer.text }
        return Sample(schema).text
    }

    private static func calls(_ answer: Behaviour.Answer, _ ask: Ask) -> [Call] {
        guard let call = answer.toolCall, !ask.tools.isEmpty else { return [] }
        return (0..<min(max(call.times, 1), Behaviour.Answer.ToolCall.limit)).map { index in
            Call(
                name: call.name ?? ask.tools[index % ask.tools.count],
                fragments: pieces(of: call.arguments, size: 10))
        }
    }
}

extension Utterance.Reason {
    /// The reason that a script names; it may use the words of OpenAI for all dialects.
    init(_ told: String) {
        switch told {
        case "stop": self = .stop
        case "length": self = .length
        case "tool_calls": self = .calls
        case "content_filter": self = .filtered
        case "refusal": self = .refused
        default: self = .other(told)
        }
    }
}

/// `text` in pieces of so many characters.
func pieces(of text: String, size: Int) -> [String] {
    var pieces: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
        pieces.append(String(rest.prefix(size)))
        rest = rest.dropFirst(size)
    }
    return pieces
}

extension String {
    /// How many characters stand before the first occurrence of `part`.
    fileprivate func position(of part: String) -> Int? {
        var rest = self[...]
        var place = 0
        while !rest.isEmpty {
            if rest.hasPrefix(part) { return place }
            rest = rest.dropFirst()
            place += 1
        }
        return nil
    }
}
