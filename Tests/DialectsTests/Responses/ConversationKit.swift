import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

@testable import PlanBDialects

/// What the tests of a codec have in common: fixtures, streams as events, and plain words to compare values by.
enum ConversationKit {
    static func fixture(_ path: String) throws -> ByteBuffer {
        guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return ByteBuffer(bytes: try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    static func events(_ stream: ByteBuffer) throws -> [WireEvent] {
        var framer = SSEFramer()
        framer.append(stream)
        var events: [WireEvent] = []
        while let event = try framer.next() { events.append(WireEvent(name: event.event, data: event.data)) }
        return events
    }

    /// Everything that a stream says, to its end.
    static func read<Reader: ReplyReader>(_: Reader.Type, _ events: [WireEvent]) throws(AttemptFailure) -> [ReplyEvent]
    {
        var reader = Reader()
        var read: [ReplyEvent] = []
        for event in events { try reader.take(event, into: &read) }
        try reader.checkEnd()
        return read
    }

    static func failure(_ work: () throws -> Void) -> FailureClass? {
        do { try work() } catch { return (error as? AttemptFailure)?.failureClass }
        return nil
    }

    static func write<Writer: ReplyWriter>(
        _: Writer.Type, _ events: [ReplyEvent], _ context: ReplyContext = ConversationKit.context,
        story: ByteBuffer? = nil
    ) -> ByteBuffer {
        var writer = Writer(context)
        var out = ByteBuffer()
        for event in events { writer.write(event, into: &out) }
        writer.finish(story: story, into: &out)
        return out
    }

    static let context = ReplyContext(requestID: "req_0123abcd", model: "asked-model", created: 1_795_226_400)

    static func value(_ bytes: ByteBuffer) throws -> JSONValue { try JSONValue.parse(bytes.readableBytesUInt8Span) }

    static func node(_ text: String) -> JSONNode { (try? JSONNode(reading: ByteBuffer(string: text))) ?? .null }

    // MARK: Plain words

    static func words(_ reply: Reply) -> [String] {
        var words = ["id \(reply.id?.text ?? "-")", "model \(reply.model?.text ?? "-")", "at \(reply.created ?? 0)"]
        for choice in reply.choices {
            words += choice.blocks.map(Self.words)
            words.append("finish \(choice.finish)")
            if let logprobs = choice.logprobs { words.append("logprobs \(String(buffer: logprobs.raw))") }
        }
        if let usage = reply.usage { words.append(Self.words(usage)) }
        return words
    }

    static func words(_ usage: Usage) -> String {
        "usage \(usage.input) (\(usage.cachedInput) cached, \(usage.writtenInput) written) "
            + "\(usage.output) (\(usage.reasoning) reasoning)"
    }

    static func words(_ events: [ReplyEvent]) -> [String] {
        events.map { event in
            switch event {
            case .start(let id, let model, let created):
                "start \(id?.text ?? "-") \(model?.text ?? "-") \(created ?? 0)"
            case .text(let choice, let text): "\(choice) text \(text)"
            case .refusal(let choice, let text): "\(choice) refusal \(text)"
            case .reasoning(let choice, let text): "\(choice) thought \(text)"
            case .seal(let choice, let seal): "\(choice) seal \(seal.origin) \(seal.sealed?.text ?? "-")"
            case .callStart(let choice, let slot, let id, let name, _): "\(choice) call \(slot) \(id ?? "-") \(name)"
            case .callArguments(let choice, let slot, let text): "\(choice) arguments \(slot) \(text)"
            case .callEnd(let choice, let slot): "\(choice) end \(slot)"
            case .logprobs(let choice, let node): "\(choice) logprobs \(String(buffer: node.raw))"
            case .finish(let choice, let reason, _): "\(choice) finish \(reason)"
            case .usage(let usage): words(usage)
            }
        }
    }

    static func words(_ block: Block) -> String {
        switch block.content {
        case .text(let text): return "text \(text)"
        case .refusal(let text): return "refusal \(text)"
        case .media(let media): return "\(media.kind) \(media.name?.text ?? "-") \(media.detail ?? "-") \(media.source)"
        case .call(let call): return "call \(call.id) \(call.name) \(call.arguments.text)"
        case .result(let result):
            return "result \(result.id) \(result.name ?? "-") \(result.isError == true) "
                + "[\(result.blocks.map(words).joined(separator: "; "))] \(result.object.map { String(buffer: $0.raw) } ?? "")"
        case .reasoning(let thought):
            return "thought \(thought.text?.text ?? "-") \(thought.sealed?.text ?? "-") \(thought.origin)"
        }
    }

    /// Everything that a prompt says, but for who asked and for the marks of caches.
    static func words(_ prompt: Prompt) -> [String] {
        var words = ["model \(prompt.model)", "stream \(prompt.isStream)"]
        words += prompt.system.map { "system: \(Self.words($0))" }
        for turn in prompt.turns { words += turn.blocks.map { "\(turn.role): \(Self.words($0))" } }
        words += prompt.tools.map { tool in
            "tool \(tool.name) \(tool.description?.text ?? "-") \(raw(tool.schema)) \(tool.isStrict.map(String.init) ?? "-")"
        }
        words.append("choice \(prompt.toolChoice.map { "\($0)" } ?? "-")")
        words.append("parallel \(prompt.allowsParallelCalls.map(String.init) ?? "-")")
        switch prompt.format {
        case .text: words.append("format text")
        case .json: words.append("format json")
        case .schema(let schema):
            words.append(
                "format \(schema.name) \(schema.description?.text ?? "-") \(raw(schema.schema)) "
                    + "\(schema.isStrict.map(String.init) ?? "-")")
        }
        let sampling = prompt.sampling
        words.append("limit \(prompt.outputLimit ?? 0)")
        words.append(
            "sampling \(raw(sampling.temperature)) \(raw(sampling.topP)) \(raw(sampling.topK)) \(raw(sampling.seed)) "
                + "\(raw(sampling.presencePenalty)) \(raw(sampling.frequencyPenalty))")
        words.append("stops \(prompt.stops.map(\.text))")
        words.append("reasoning \(prompt.reasoning.map { "\($0)" } ?? "-")")
        words.append("logprobs \(prompt.logprobs ?? -1) tier \(prompt.serviceTier ?? "-") n \(prompt.choices)")
        return words
    }

    private static func raw(_ node: JSONNode?) -> String { node.map { String(buffer: $0.raw) } ?? "-" }
}
