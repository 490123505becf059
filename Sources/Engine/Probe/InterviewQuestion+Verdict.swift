import NIOCore
import PlanBConversation
import PlanBWire

extension InterviewQuestion {
    /// What an answer shows.
    enum Verdict {
        case yes(String)
        case no(String)
        case unclear(String)

        var can: Bool? {
            switch self {
            case .yes: true
            case .no: false
            case .unclear: nil
            }
        }

        var detail: String {
            switch self {
            case .yes(let detail), .no(let detail), .unclear(let detail): detail
            }
        }
    }

    /// What `reply`, a good answer, shows. That a request was not refused shows little: many servers pass over what they do
    /// not know.
    func verdict(on reply: Reply) -> Verdict {
        guard let choice = reply.choices.first else { return .unclear("answered with nothing") }
        let text = choice.blocks.compactMap(\.text).map(\.text).joined()
        let calls = choice.blocks.compactMap(\.call)
        switch self {
        case .answer: return .yes("answers")
        case .stream: return .yes("streams")
        case .tools:
            guard calls.isEmpty else { return .yes("calls") }
            return .unclear("took the tool and did not call it")
        case .forcedTool:
            if !calls.isEmpty { return .yes("calls when told to") }
            return choice.finish == .length ? .unclear("ran out of tokens") : .no("passed over tool_choice")
        case .schema: return schemaVerdict(text, ranOut: choice.finish == .length)
        case .image:
            if text.lowercased().contains("red") { return .yes("names the colour") }
            return .unclear("took the image; the answer does not show that it was seen")
        case .prefill:
            let rest = text.drop { $0.isWhitespace }
            if rest.hasPrefix("5") { return .yes("goes on") }
            if rest.hasPrefix("1") { return .no("began anew") }
            return .unclear("went on with something else")
        }
    }

    private func schemaVerdict(_ text: String, ranOut: Bool) -> Verdict {
        guard let document = try? JSONNode(reading: ByteBuffer(string: text)), let schema = Self.answerSchema else {
            return ranOut ? .unclear("ran out of tokens") : .no("did not answer in JSON")
        }
        return SchemaCheck.mistake(in: document, of: schema.schema) == nil
            ? .yes("follows it") : .no("answered in JSON of another form")
    }
}
