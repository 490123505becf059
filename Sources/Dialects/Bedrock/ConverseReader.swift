import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Reads a ConverseStream.
/// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
public struct ConverseReader: ReplyReader {
    /// More calls than any model makes in one turn.
    private static let mostCalls = 256

    /// The block that is open.
    private enum Open {
        case call(slot: Int)
        /// Its seal comes in pieces, and counts when it is complete.
        case thought(seal: JSONString?)
    }

    /// By `contentBlockIndex`. Texts need no place here.
    private var open: [Int: Open] = [:]
    private var calls = 0
    private var hasStarted = false
    private var hasOutput = false
    private var hasFinished = false
    /// The stream ends with `metadata`, after the reason why the answer ended.
    public private(set) var isDone = false

    /// Nothing was read yet.
    public init() {}

    /// Reads a frame's event. Unknown events are passed over.
    public mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        let name = event.name.map { String(buffer: $0) } ?? ""
        if event.isException {
            throw ConverseFailure.classify(status: nil, body: event.data, AnswerFacts(errorType: name))
        }
        switch name {
        case "messageStart":
            if !hasStarted { events.append(.start(id: nil, model: nil, created: nil)) }
            hasStarted = true
        case "contentBlockStart": try takeStart(try Self.parse(event), &events)
        case "contentBlockDelta": try takeDelta(try Self.parse(event), &events)
        case "contentBlockStop": close(try Self.index(try Self.parse(event)), &events)
        case "messageStop":
            let stop = try Self.parse(event)
            for index in open.keys.sorted() { close(index, &events) }
            let reason = try ConverseStop.read(stop["stopReason"]?.unlessNull, hasCalls: calls > 0)
            events.append(.finish(choice: 0, reason, stop: ConverseStop.met(stop)))
            hasFinished = true
        case "metadata":
            if let usage = ConverseUsage.read(try Self.parse(event)["usage"]) { events.append(.usage(usage)) }
            isDone = hasFinished
        default: break
        }
    }

    /// Whether the answer is complete.
    /// - Throws: `empty` if nothing came, `cut` if the end is missing.
    public func checkEnd() throws(AttemptFailure) {
        if isDone { return }
        guard hasOutput || hasFinished else {
            throw AttemptFailure(.empty, detail: "the stream ended without any output")
        }
        throw AttemptFailure(.cut, detail: "the stream ended before the answer was complete")
    }

    private static func parse(_ event: WireEvent) throws(AttemptFailure) -> JSONNode {
        let node: JSONNode
        do throws(JSONFault) { node = try JSONNode(reading: event.data) } catch {
            throw AttemptFailure(
                .malformed, detail: "an event of the stream is not valid JSON: \(error.description)")
        }
        guard node.kind == .object else {
            throw AttemptFailure(.malformed, detail: "an event of the stream is not a JSON object")
        }
        return node
    }

    private static func index(_ event: JSONNode) throws(AttemptFailure) -> Int {
        guard let index = event["contentBlockIndex"]?.int else {
            throw AttemptFailure(.malformed, detail: "a block of the stream has no index")
        }
        return index
    }

    /// Only blocks that are no text have a beginning.
    private mutating func takeStart(_ event: JSONNode, _ events: inout [ReplyEvent]) throws(AttemptFailure) {
        let index = try Self.index(event)
        guard let start = event["start"]?.members?.first(where: { $0.kind != .null }) else { return }
        guard start.isNamed("toolUse"), start["type"]?.unlessNull == nil else {
            throw ConverseReply.unknown(start.key)
        }
        guard let name = start["name"]?.string, !name.isEmpty, open[index] == nil, calls < Self.mostCalls else {
            throw AttemptFailure(.malformed, detail: "a tool call of the stream has not the form of one")
        }
        open[index] = .call(slot: calls)
        events.append(
            .callStart(choice: 0, slot: calls, id: start["toolUseId"]?.string, name: name, signature: nil))
        calls += 1
        hasOutput = true
    }

    private mutating func takeDelta(_ event: JSONNode, _ events: inout [ReplyEvent]) throws(AttemptFailure) {
        let index = try Self.index(event)
        guard let delta = event["delta"]?.members?.first(where: { $0.kind != .null }) else { return }
        switch delta.key {
        case "text":
            guard let text = delta.text else { throw Self.wrongType }
            if text.isEmpty { return }
            closeThoughts(before: index, &events)
            events.append(.text(choice: 0, text))
        case "toolUse":
            guard case .call(let slot)? = open[index], let input = delta["input"]?.text else { throw Self.wrongType }
            if input.isEmpty { return }
            events.append(.callArguments(choice: 0, slot: slot, input))
        case "reasoningContent": try takeThought(delta, index, &events)
        // Sources, for which other dialects have no place.
        case "citation": return
        case let kind: throw ConverseReply.unknown(kind)
        }
        hasOutput = true
    }

    private mutating func takeThought(
        _ delta: JSONNode, _ index: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        if let sealed = delta["redactedContent"]?.text {
            events.append(.seal(choice: 0, Reasoning(sealed: sealed, origin: .bedrock)))
            return
        }
        var seal: JSONString?
        if let open = open[index] {
            guard case .thought(let begun) = open else { throw Self.wrongType }
            seal = begun
        } else {
            // No model thinks in two blocks at a time: one that is left open is over.
            closeThoughts(before: index, &events)
        }
        if let text = delta["text"]?.text {
            if !text.isEmpty { events.append(.reasoning(choice: 0, text)) }
        } else if let more = delta["signature"]?.text {
            seal = seal.map { $0 + more } ?? more
        } else {
            throw Self.wrongType
        }
        open[index] = .thought(seal: seal)
    }

    private mutating func closeThoughts(before index: Int, _ events: inout [ReplyEvent]) {
        guard !open.isEmpty else { return }
        for other in open.keys.sorted() where other != index {
            if case .thought = open[other] { close(other, &events) }
        }
    }

    private mutating func close(_ index: Int, _ events: inout [ReplyEvent]) {
        switch open.removeValue(forKey: index) {
        case .call(let slot): events.append(.callEnd(choice: 0, slot: slot))
        case .thought(let seal?): events.append(.seal(choice: 0, Reasoning(signature: seal, origin: .bedrock)))
        case .thought(nil), nil: break
        }
    }

    private static let wrongType = AttemptFailure(
        .malformed, detail: "a piece of the stream has not the form of its kind")
}
