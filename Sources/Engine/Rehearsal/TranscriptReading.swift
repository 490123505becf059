import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBVocabulary
import PlanBWire

extension Transcript {
    /// Reads the first choice of an answer in the dialect of `facts`. Bytes are hostile: what cannot be read, or is not
    /// complete, is nil.
    static func read(_ bytes: ByteBuffer, of facts: Facts) -> Transcript? {
        // A stream that is one array is read by nobody but its clients.
        guard facts.isConversation, facts.pathFacts.variant != .array else { return nil }
        let codec = Codecs.codec(of: facts.dialect)
        do {
            guard facts.probe.isStream else { return Transcript(try codec.reply(bytes)) }
            var stream = CollectedStream(codec)
            _ = try stream.feed(bytes)
            return Transcript(try stream.reply())
        } catch { return nil }
    }

    /// The first choice of `reply`.
    init(_ reply: Reply) {
        self.init(finish: nil, promptTokens: reply.usage?.input, outputTokens: reply.usage?.output)
        guard let choice = reply.choices.first else { return }
        for block in choice.blocks {
            switch block.content {
            case .text(let words): text += words.text
            case .refusal(let words): refusal += words.text
            case .call(let call): calls.append(Call(name: call.name, arguments: call.arguments.text.text))
            case .media, .result, .reasoning: break
            }
        }
        if text.utf8.count > Self.longest { text = String(decoding: text.utf8.prefix(Self.longest), as: UTF8.self) }
        finish =
            switch choice.finish {
            case .stop, .pause: .stop
            case .length: .length
            case .calls: .calls
            case .filter: .filter
            }
    }
}

extension AskedFor {
    /// What the request says; nil: it cannot be read.
    static func read(_ facts: Facts) -> AskedFor? {
        guard case .whole(let body) = facts.body, facts.isConversation,
            let prompt = try? Codecs.codec(of: facts.dialect).prompt(body, facts.pathFacts)
        else { return nil }
        var asked = AskedFor(isStream: facts.probe.isStream)
        switch prompt.format {
        case .text: break
        case .json: asked.wantsJSON = true
        case .schema(let schema):
            asked.wantsJSON = true
            asked.schema = String(buffer: schema.schema.raw)
        }
        asked.tools = prompt.tools.map { Tool(name: $0.name, schema: $0.schema.map { String(buffer: $0.raw) } ?? "") }
        let last = prompt.turns.last { turn in turn.role == .user && turn.blocks.contains { $0.text != nil } }
        asked.prompt = last?.blocks.compactMap { $0.text?.text }.joined(separator: "\n") ?? ""
        if asked.prompt.utf8.count > longestPrompt {
            asked.prompt = String(decoding: asked.prompt.utf8.prefix(longestPrompt), as: UTF8.self)
        }
        return asked
    }

    /// The most bytes of a prompt that are looked at.
    private static let longestPrompt = 1 << 14
}

extension RehearsalRequest {
    /// What was asked; nil: it cannot be read. Costs a parse of the body: not for event loops.
    public var askedFor: AskedFor? { AskedFor.read(facts) }

    /// The chat completion that goes on with the conversation after `answer`, in words that suit any; nil: it cannot be put
    /// together.
    public func followUp(_ answer: String) -> RehearsalRequest? {
        guard isChat, let node = try? JSONNode(reading: body), let messages = node["messages"] else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        for member in node.items where member.key != "model" {
            writer.key(member.key)
            guard member.key == "messages" else {
                writer.raw(member.raw)
                continue
            }
            writer.beginArray()
            for message in messages.items { writer.raw(message.raw) }
            for (role, content) in [("assistant", answer), ("user", "Thank you. Say that once more, in other words.")] {
                writer.beginObject()
                writer.member("role", role)
                writer.member("content", content)
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        return try? RehearsalRequest(chat: String(buffer: writer.buffer), model: model).limited(like: self)
    }
}

extension DrillObservation {
    /// The answer, read. Costs a parse of it: not for event loops.
    public var drilled: DrilledAnswer {
        DrilledAnswer(
            outcome: outcome, status: status, code: code, target: target,
            transcript: answer.flatMap { Transcript.read($0, of: request.facts) }, firstOutput: firstOutput,
            duration: duration, cost: cost)
    }
}
