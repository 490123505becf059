import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Reads the stream of Cohere's chat API.
/// https://docs.cohere.com/reference/chat-stream
public struct CohereReader: ReplyReader {
    private struct Call {
        var slot: Int
        var isOpen = true
    }

    /// By the index that the provider gives them.
    private var calls: [Int: Call] = [:]
    private var hasStarted = false
    private var hasOutput = false
    private var finish: FinishReason?

    /// Nothing was read yet.
    public init() {}

    /// Whether the event that ends a stream has come.
    public var isDone: Bool { finish != nil }

    /// Whether the stream may end here.
    public func checkEnd() throws(AttemptFailure) {
        guard let finish else {
            guard hasStarted else { throw AttemptFailure(.empty, detail: "the stream ended without any event") }
            throw AttemptFailure(.cut, detail: "the stream ended without \"message-end\"")
        }
        guard hasOutput || finish != .stop else {
            throw AttemptFailure(.empty, detail: "the stream ended without any output")
        }
    }

    /// Reads an event.
    public mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        guard !isDone else { return }
        let root = try TypedMember.answer(event.data)
        guard let type = root["type"] else {
            if root["message"]?.text != nil { throw CohereFailure.classify(status: nil, body: event.data) }
            return
        }
        let message = root["delta"]?["message"]
        // The frequent ones first.
        if type.isString("content-delta") {
            takeWords(message?["content"], into: &events)
        } else if type.isString("tool-call-delta") {
            let arguments = message?["tool_calls"]?["function"]?["arguments"]?.text
            try takeArguments(root, arguments, into: &events)
        } else if type.isString("tool-plan-delta") {
            if let plan = message?["tool_plan"]?.text { give(.reasoning(choice: 0, plan), plan, into: &events) }
        } else if type.isString("content-start") {
            let kind = message?["content"]?["type"]?.string
            guard kind == nil || kind == "text" || kind == "thinking" else {
                throw AttemptFailure(
                    .malformed, detail: "the answer has content of a type\(TypedMember.shown(kind)) not known here")
            }
            takeWords(message?["content"], into: &events)
        } else if type.isString("tool-call-start") {
            try beginCall(root, message?["tool_calls"], into: &events)
        } else if type.isString("tool-call-end") {
            endCall(root["index"]?.int ?? 0, into: &events)
        } else if type.isString("message-start") {
            guard !hasStarted else { return }
            hasStarted = true
            events.append(.start(id: root["id"]?.text, model: nil, created: nil))
        } else if type.isString("message-end") {
            try end(root["delta"], into: &events)
        }
    }

    private mutating func give(_ event: ReplyEvent, _ text: JSONString, into events: inout [ReplyEvent]) {
        guard !text.isEmpty else { return }
        hasOutput = true
        events.append(event)
    }

    private mutating func takeWords(_ content: JSONNode?, into events: inout [ReplyEvent]) {
        if let text = content?["text"]?.text { give(.text(choice: 0, text), text, into: &events) }
        if let text = content?["thinking"]?.text { give(.reasoning(choice: 0, text), text, into: &events) }
    }

    private mutating func beginCall(
        _ root: JSONNode, _ node: JSONNode?, into events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        let index = root["index"]?.int ?? calls.count
        guard let name = node?["function"]?["name"]?.string, !name.isEmpty, calls[index] == nil else {
            throw AttemptFailure(.malformed, detail: "a call of the answer has no name or no place of its own")
        }
        hasOutput = true
        let slot = calls.count
        calls[index] = Call(slot: slot)
        events.append(.callStart(choice: 0, slot: slot, id: node?["id"]?.string, name: name, signature: nil))
        if let arguments = node?["function"]?["arguments"]?.text, !arguments.isEmpty {
            events.append(.callArguments(choice: 0, slot: slot, arguments))
        }
    }

    private func takeArguments(
        _ root: JSONNode, _ arguments: JSONString?, into events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        guard let arguments, !arguments.isEmpty else { return }
        guard let call = calls[root["index"]?.int ?? calls.count - 1], call.isOpen else {
            throw AttemptFailure(.malformed, detail: "arguments of a call that has not begun")
        }
        events.append(.callArguments(choice: 0, slot: call.slot, arguments))
    }

    private mutating func endCall(_ index: Int, into events: inout [ReplyEvent]) {
        guard let call = calls[index], call.isOpen else { return }
        calls[index]?.isOpen = false
        events.append(.callEnd(choice: 0, slot: call.slot))
    }

    private mutating func end(_ delta: JSONNode?, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        let finish = try CohereAnswerReader.finish(delta?["finish_reason"], hasCalls: !calls.isEmpty)
        for (index, _) in calls.sorted(by: { $0.value.slot < $1.value.slot }) { endCall(index, into: &events) }
        if let usage = CohereAnswerReader.usage(delta?["usage"]) { events.append(.usage(usage)) }
        events.append(.finish(choice: 0, finish, stop: nil))
        self.finish = finish
    }
}
