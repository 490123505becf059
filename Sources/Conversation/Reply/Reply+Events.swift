import PlanBVocabulary

extension Reply {
    /// The same answer, piece by piece, for a client that wants it so.
    public var events: [ReplyEvent] {
        var events: [ReplyEvent] = [.start(id: id, model: model, created: created)]
        for (index, choice) in choices.enumerated() {
            var slot = 0
            for block in choice.blocks {
                switch block.content {
                case .text(let text): events.append(.text(choice: index, text))
                case .refusal(let text): events.append(.refusal(choice: index, text))
                case .reasoning(let thought):
                    if let text = thought.text { events.append(.reasoning(choice: index, text)) }
                    if thought.signature != nil || thought.sealed != nil {
                        var seal = thought
                        seal.text = nil
                        events.append(.seal(choice: index, seal))
                    }
                case .call(let call):
                    events += [
                        .callStart(
                            choice: index, slot: slot, id: call.id.isEmpty ? nil : call.id, name: call.name,
                            signature: call.signature),
                        .callArguments(choice: index, slot: slot, call.arguments.text),
                        .callEnd(choice: index, slot: slot),
                    ]
                    slot += 1
                case .media, .result: break
                }
            }
            if let logprobs = choice.logprobs { events.append(.logprobs(choice: index, logprobs)) }
            events.append(.finish(choice: index, choice.finish, stop: choice.stop))
        }
        if let usage { events.append(.usage(usage)) }
        return events
    }

    /// Whether there is anything in it that a client waits for.
    public var hasOutput: Bool { events.contains(where: \.isOutput) }
}
