import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// What the tests of this dialect share.
enum Converse {
    static func fixture(_ name: String) throws -> ByteBuffer {
        let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return ByteBuffer(bytes: try Data(contentsOf: folder.appendingPathComponent("bedrock/\(name)")))
    }

    static func value(_ bytes: ByteBuffer) throws -> JSONValue { try JSONValue.parse(bytes.readableBytesUInt8Span) }

    static func prompt(_ body: String, stream: Bool = false) throws -> Prompt {
        try ConverseCodec.prompt(ByteBuffer(string: body), PathFacts(model: "m", isStream: stream))
    }

    /// The error that a body is refused with; nil if it is taken.
    static func refusal(_ body: String) -> ClientError? {
        do throws(ClientError) {
            _ = try ConverseCodec.prompt(ByteBuffer(string: body), PathFacts(model: "m"))
            return nil
        } catch { return error }
    }

    static let claude = "us.anthropic.claude-opus-4-6-v1"
    static let oldClaude = "anthropic.claude-sonnet-4-20250514-v1:0"
    static let nova = "amazon.nova-pro-v1:0"
    static let llama = "meta.llama3-70b-instruct-v1:0"

    /// A request as it is written, and what was lost.
    static func written(
        _ prompt: Prompt, _ model: String = claude, _ capabilities: [Capability: Bool] = [:], output: Int? = nil
    ) throws -> (body: JSONValue, losses: Losses, request: ProviderRequest) {
        var losses = Losses()
        let target = TargetTraits(
            model: model, contract: Contract(capabilities: KnownAbilities(capabilities), output: output))
        let request = ConverseCodec.request(prompt, to: target, &losses)
        return (try value(request.body), losses, request)
    }

    /// A prompt with one question.
    static func question(_ change: (inout Prompt) -> Void = { _ in }) -> Prompt {
        var prompt = Prompt(.openAI, model: "m")
        prompt.turns = [Turn(.user, [.text("hi")])]
        change(&prompt)
        return prompt
    }

    static func node(_ text: String) throws -> JSONNode { try JSONNode(reading: ByteBuffer(string: text)) }

    /// The events of a stream of frames; nil at a fault of the framing.
    static func events(_ bytes: ByteBuffer) -> [WireEvent]? {
        var framer = EventStreamFramer()
        framer.append(bytes)
        var events: [WireEvent] = []
        do throws(EventStreamFault) {
            while let message = try framer.next() { events.append(WireEvent(message)) }
        } catch { return nil }
        return events
    }

    /// What a reader makes of events.
    static func read(_ events: [WireEvent]) -> (events: [ReplyEvent], failure: AttemptFailure?, isDone: Bool) {
        var reader = ConverseReader()
        var read: [ReplyEvent] = []
        do throws(AttemptFailure) {
            for event in events { try reader.take(event, into: &read) }
            try reader.checkEnd()
        } catch { return (read, error, reader.isDone) }
        return (read, nil, reader.isDone)
    }

    static func event(_ name: String, _ payload: String) -> WireEvent {
        WireEvent(name: ByteBuffer(string: name), data: ByteBuffer(string: payload))
    }

    static let context = ReplyContext(requestID: "req_1", model: "m", created: 0)

    /// A stream as a client gets it for `events`.
    static func stream(_ events: [ReplyEvent], story: ByteBuffer? = nil) -> ByteBuffer {
        var writer = ConverseWriter(context)
        var out = ByteBuffer()
        for event in events { writer.write(event, into: &out) }
        writer.finish(story: story, into: &out)
        return out
    }
}

extension ReplyEvent {
    /// The event in words, to compare.
    var words: String {
        switch self {
        case .start(let id, let model, _): "start \(id?.text ?? "-") \(model?.text ?? "-")"
        case .text(let choice, let text): "\(choice) text \(text)"
        case .refusal(let choice, let text): "\(choice) refusal \(text)"
        case .reasoning(let choice, let text): "\(choice) reasoning \(text)"
        case .seal(let choice, let seal):
            "\(choice) seal \(seal.origin) \(seal.signature?.text ?? "-") \(seal.sealed?.text ?? "-")"
        case .callStart(let choice, let slot, let id, let name, _): "\(choice) call \(slot) \(id ?? "-") \(name)"
        case .callArguments(let choice, let slot, let text): "\(choice) arguments \(slot) \(text)"
        case .callEnd(let choice, let slot): "\(choice) end \(slot)"
        case .logprobs(let choice, _): "\(choice) logprobs"
        case .finish(let choice, let reason, let stop): "\(choice) finish \(reason) \(stop?.text ?? "-")"
        case .usage(let usage):
            "usage \(usage.input) \(usage.output) \(usage.cachedInput) \(usage.writtenInput) \(usage.reasoning)"
        }
    }
}

extension Block {
    /// The block in words, to compare.
    var words: String {
        let mark = cache.map { " cached \($0.ttl ?? "-")" } ?? ""
        switch content {
        case .text(let text): return "text \(text)" + mark
        case .refusal(let text): return "refusal \(text)" + mark
        case .media(let media): return "\(media.kind) \(media.name?.text ?? "-") \(media.source.words)" + mark
        case .call(let call): return "call \(call.id) \(call.name) \(call.arguments.text)" + mark
        case .result(let result):
            let content =
                result.object.map { String(buffer: $0.raw) } ?? result.blocks.map(\.words).joined(separator: "|")
            return "result \(result.id) \(result.isError.map(String.init) ?? "-") \(content)" + mark
        case .reasoning(let thought):
            return "reasoning \(thought.origin) \(thought.text?.text ?? "-") \(thought.signature?.text ?? "-") "
                + (thought.sealed?.text ?? "-") + mark
        }
    }
}

extension Media.Source {
    var words: String {
        switch self {
        case .data(let type, let base64): "\(type) \(base64)"
        case .text(let text): "text \(text)"
        case .url(let url): "url \(url)"
        case .file(let file): "file \(file)"
        }
    }
}

extension Prompt {
    /// Everything that it says, in words, to compare.
    var words: [String] {
        var words = ["model \(model) \(isStream)"]
        words += system.map { "system \($0.words)" }
        for turn in turns { words += ["turn \(turn.role)"] + turn.blocks.map(\.words) }
        for tool in tools {
            words.append(
                "tool \(tool.name) \(tool.description?.text ?? "-") \(tool.schema.map { String(buffer: $0.raw) } ?? "-") "
                    + "\(tool.isStrict.map(String.init) ?? "-") \(tool.cache.map { $0.ttl ?? "default" } ?? "-")")
        }
        words.append("choice \(toolChoice.map { "\($0)" } ?? "-") \(allowsParallelCalls.map(String.init) ?? "-")")
        if case .schema(let schema) = format {
            words.append(
                "schema \(schema.name) \(schema.description?.text ?? "-") \(String(buffer: schema.schema.raw))")
        } else {
            words.append("format \(format)")
        }
        words.append("limit \(outputLimit.map(String.init) ?? "-") stops \(stops.map(\.text))")
        let numbers = [
            sampling.temperature, sampling.topP, sampling.topK, sampling.seed, sampling.presencePenalty,
            sampling.frequencyPenalty,
        ]
        words.append("sampling \(numbers.map { $0.map { String(buffer: $0.raw) } ?? "-" })")
        words.append(
            "reasoning \(reasoning.map { "\($0.effort?.rawValue ?? "-") \($0.budget ?? -1) \($0.isShown.map(String.init) ?? "-")" } ?? "-")"
        )
        words.append("extras \(extras.map(\.name)) unportable \(unportable.map(\.field))")
        return words
    }
}
