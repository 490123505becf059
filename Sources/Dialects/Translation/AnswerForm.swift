import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Looks at an answer whose form the target could only be asked for, and brings it into the form that was asked for.
enum AnswerForm {
    /// The answer, in its form.
    /// - Throws: `malformed` if it is not in that form: the client was promised it.
    static func settle(_ reply: Reply, _ emulation: Emulation) throws(AttemptFailure) -> Reply {
        var reply = reply
        for index in reply.choices.indices {
            switch emulation {
            case .none: break
            case .tool(let name): reply.choices[index] = unwrapped(reply.choices[index], name)
            case .words(let format): try check(&reply.choices[index], format)
            }
        }
        return reply
    }

    /// The arguments of the call that was made to be the answer are its text.
    private static func unwrapped(_ choice: Reply.Choice, _ name: String) -> Reply.Choice {
        var choice = choice
        guard let call = choice.blocks.compactMap(\.call).first(where: { $0.name == name }) else { return choice }
        choice.blocks = choice.blocks.filter { if case .reasoning = $0.content { true } else { false } }
        choice.blocks.append(.text(call.arguments.text))
        if choice.finish == .calls { choice.finish = .stop }
        return choice
    }

    /// A refusal, a call, or an answer that came to its most tokens is not what the form was asked of.
    private static func check(_ choice: inout Reply.Choice, _ format: OutputFormat) throws(AttemptFailure) {
        guard choice.finish == .stop, !choice.blocks.contains(where: { $0.call != nil }) else { return }
        let text = choice.blocks.compactMap(\.text).reduce(into: JSONString("")) { $0.append($1) }
        let bare = withoutFence(text.text)
        guard let document = try? JSONNode(reading: ByteBuffer(string: bare)) else {
            throw AttemptFailure(.malformed, detail: "was asked for JSON and answered with something else")
        }
        switch format {
        case .text: return
        case .json:
            guard document.kind == .object else {
                throw AttemptFailure(.malformed, detail: "was asked for a JSON object and answered with another value")
            }
        case .schema(let schema):
            if SchemaCheck.mistake(in: document, of: schema.schema) != nil {
                throw AttemptFailure(.malformed, detail: "answered with JSON that does not follow the schema")
            }
        }
        choice.blocks.removeAll { $0.text != nil }
        choice.blocks.append(.text(JSONString(bare)))
    }

    /// Models like to put code between fences, whatever they are told.
    private static func withoutFence(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
        while let last = lines.last, isBlank(last) { lines.removeLast() }
        while let first = lines.first, isBlank(first) { lines.removeFirst() }
        guard lines.count >= 2, lines[0].hasPrefix("```"), lines.last?.hasPrefix("```") == true else { return text }
        return lines.dropFirst().dropLast().joined(separator: "\n")
    }
}
