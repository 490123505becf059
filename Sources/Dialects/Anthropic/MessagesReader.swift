import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Reads the stream of a provider. The type inside an event decides; its name is only a copy.
public struct MessagesReader: ReplyReader {
    /// The block that is open. Blocks follow one another.
    private enum Open {
        case none
        case text
        case thinking(signature: JSONString?)
        case sealed
        /// - `whole`: arguments that came with the start of the block, for servers that send them there.
        case call(slot: Int, hasArguments: Bool, whole: JSONNode?)
    }

    private var open = Open.none
    private var calls = 0
    private var usage = MessagesUsage()
    private var hasBegun = false
    private var hasOutput = false
    private var hasFinish = false
    /// The provider has said that the answer is complete.
    public private(set) var isDone = false

    /// Nothing was read yet.
    public init() {}

    /// Reads an event and appends what it says.
    /// - Throws: the failure that the event stands for, or `malformed`.
    public mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        guard !isDone else { return }
        if event.isException {
            let name = event.name.map { String(buffer: $0) }
            throw MessagesFailure.classify(status: nil, body: event.data, AnswerFacts(errorType: name))
        }
        var node = try Self.node(event)
        if node["type"] == nil {
            guard let inner = MessagesChunk.event(in: node) else { return }
            node = try Self.node(WireEvent(data: inner))
        }
        guard let type = node["type"] else { return }
        let before = events.count
        if type.isString("content_block_delta") {
            try takeDelta(node, &events)
        } else if type.isString("content_block_start") {
            try takeStart(node, &events)
        } else if type.isString("content_block_stop") {
            takeStop(&events)
        } else if type.isString("message_start") {
            takeMessage(node, &events)
        } else if type.isString("message_delta") {
            try takeEnd(node, &events)
        } else if type.isString("message_stop") {
            guard hasFinish || !hasOutput else {
                throw AttemptFailure(.malformed, detail: "the answer does not say why it ended")
            }
            isDone = true
        } else if type.isString("error") {
            throw MessagesFailure.classify(status: nil, body: node.raw, AnswerFacts())
        }
        if !hasOutput { hasOutput = events[before...].contains(where: \.isOutput) }
    }

    /// Whether the stream may end here.
    /// - Throws: `cut` if it may not, `empty` if there is nothing in it.
    public func checkEnd() throws(AttemptFailure) {
        guard hasBegun || hasOutput || hasFinish else {
            throw AttemptFailure(.empty, detail: "the stream ended before anything came")
        }
        guard isDone else { throw AttemptFailure(.cut, detail: "the stream ended before its last event") }
        guard hasOutput || hasFinish else {
            throw AttemptFailure(.empty, detail: "the answer has neither output nor a reason why it ended")
        }
    }

    private static func node(_ event: WireEvent) throws(AttemptFailure) -> JSONNode {
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

    private mutating func takeMessage(_ node: JSONNode, _ events: inout [ReplyEvent]) {
        hasBegun = true
        let message = node["message"]
        events.append(.start(id: message?["id"]?.text, model: message?["model"]?.text, created: nil))
        usage.take(message?["usage"])
        if let usage = usage.usage { events.append(.usage(usage)) }
    }

    private mutating func takeStart(_ node: JSONNode, _ events: inout [ReplyEvent]) throws(AttemptFailure) {
        // A provider that forgets to close a block has closed it by opening the next one.
        takeStop(&events)
        let block = node["content_block"]
        let type = block?["type"]?.string
        switch type {
        case "text":
            open = .text
            if let text = block?["text"]?.text, !text.isEmpty { events.append(.text(choice: 0, text)) }
        case "thinking":
            let signature = block?["signature"]?.text
            open = .thinking(signature: signature?.isEmpty == false ? signature : nil)
            if let text = block?["thinking"]?.text, !text.isEmpty { events.append(.reasoning(choice: 0, text)) }
        case "redacted_thinking":
            open = .sealed
            guard let data = block?["data"]?.text else {
                throw AttemptFailure(.malformed, detail: "a block of the answer lacks a part")
            }
            events.append(.seal(choice: 0, Reasoning(sealed: data, origin: .anthropic)))
        case "tool_use":
            guard let name = block?["name"]?.string, !name.isEmpty else {
                throw AttemptFailure(.malformed, detail: "a tool call of the answer has no name")
            }
            let input = block?["input"]
            let isWhole = input?.kind == .object && input?.isEmpty == false
            open = .call(slot: calls, hasArguments: false, whole: isWhole ? input : nil)
            events.append(
                .callStart(choice: 0, slot: calls, id: block?["id"]?.string, name: name, signature: nil))
            calls += 1
        default: throw MessagesAnswer.unknown(type)
        }
    }

    private mutating func takeDelta(_ node: JSONNode, _ events: inout [ReplyEvent]) throws(AttemptFailure) {
        guard let delta = node["delta"], let type = delta["type"] else { return }
        if type.isString("text_delta") {
            if let text = delta["text"]?.text, !text.isEmpty { events.append(.text(choice: 0, text)) }
        } else if type.isString("input_json_delta") {
            guard let json = delta["partial_json"]?.text, !json.isEmpty else { return }
            guard case .call(let slot, _, _) = open else {
                throw AttemptFailure(.malformed, detail: "the answer has arguments without a tool call")
            }
            open = .call(slot: slot, hasArguments: true, whole: nil)
            events.append(.callArguments(choice: 0, slot: slot, json))
        } else if type.isString("thinking_delta") {
            if let text = delta["thinking"]?.text, !text.isEmpty { events.append(.reasoning(choice: 0, text)) }
        } else if type.isString("signature_delta"), case .thinking = open {
            if let signature = delta["signature"]?.text, !signature.isEmpty { open = .thinking(signature: signature) }
        }
    }

    private mutating func takeStop(_ events: inout [ReplyEvent]) {
        switch open {
        case .thinking(let signature?):
            events.append(.seal(choice: 0, Reasoning(signature: signature, origin: .anthropic)))
        case .call(let slot, let hasArguments, let whole):
            if !hasArguments, let whole {
                events.append(.callArguments(choice: 0, slot: slot, JSONString(String(buffer: whole.raw))))
            }
            events.append(.callEnd(choice: 0, slot: slot))
        case .none, .text, .thinking, .sealed: break
        }
        open = .none
    }

    private mutating func takeEnd(_ node: JSONNode, _ events: inout [ReplyEvent]) throws(AttemptFailure) {
        usage.take(node["usage"])
        if let usage = usage.usage { events.append(.usage(usage)) }
        guard let delta = node["delta"], let word = delta["stop_reason"]?.unlessNull else { return }
        takeStop(&events)
        let reason = try MessagesFinish.read(word, hasCalls: calls > 0)
        hasFinish = true
        events.append(.finish(choice: 0, reason, stop: reason == .stop ? delta["stop_sequence"]?.text : nil))
    }
}
