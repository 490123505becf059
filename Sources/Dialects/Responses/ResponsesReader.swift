import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Reads the stream of a provider of the Responses API.
/// https://platform.openai.com/docs/api-reference/responses-streaming
public struct ResponsesReader: ReplyReader {
    /// A call of the output, which has its place there and its number among the calls.
    private struct Call {
        var slot: Int
        var hasArguments = false
        var isOpen = true
    }

    /// By their index in the output.
    private var calls: [Int: Call] = [:]
    /// The index of the last item of which a piece has come.
    private var lastPiece: Int?
    private var hasStarted = false
    private var hasItem = false
    private var finish: FinishReason?

    /// Nothing was read yet.
    public init() {}

    /// Whether the event that ends a stream has come.
    public var isDone: Bool { finish != nil }

    /// Whether the stream may end here.
    public func checkEnd() throws(AttemptFailure) {
        guard let finish else {
            guard hasStarted else { throw AttemptFailure(.empty, detail: "the stream ended without any event") }
            throw AttemptFailure(.cut, detail: "the stream ended without \"response.completed\"")
        }
        guard hasItem || finish == .length || finish == .filter else {
            throw AttemptFailure(.empty, detail: "the answer has no output")
        }
    }

    /// Reads an event.
    public mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        // Some imitations end their streams as chat completions end.
        guard !isDone, event.data != ByteBuffer(string: "[DONE]") else { return }
        let root = try TypedMember.answer(event.data)
        guard let type = root["type"] else {
            if root["error"]?.unlessNull != nil { throw ResponsesFailure.classify(status: nil, body: event.data) }
            return
        }
        // The frequent ones first.
        if type.isString("response.output_text.delta") {
            try takeText(root, into: &events)
        } else if type.isString("response.function_call_arguments.delta") {
            if let delta = root["delta"]?.text, !delta.isEmpty {
                events.append(.callArguments(choice: 0, slot: try slot(of: root, hasArguments: true), delta))
            }
        } else if type.isString("response.reasoning_summary_text.delta")
            || type.isString("response.reasoning_text.delta")
        {
            takePiece(root) { .reasoning(choice: 0, $0) }.map { events.append($0) }
        } else if type.isString("response.refusal.delta") {
            takePiece(root) { .refusal(choice: 0, $0) }.map { events.append($0) }
        } else {
            try takeOther(root, type.string ?? "", event.data, into: &events)
        }
    }

    private mutating func takeOther(
        _ root: JSONNode, _ type: String, _ data: ByteBuffer, into events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        switch type {
        case "response.created", "response.in_progress", "response.queued": start(root["response"], &events)
        case "response.output_item.added": try begin(root, into: &events)
        case "response.output_item.done": try end(root, into: &events)
        case "response.function_call_arguments.done":
            try complete(root, root["arguments"]?.text, into: &events)
        case "response.reasoning_summary_part.added":
            if let index = root["summary_index"]?.int, index > 0 {
                events.append(.reasoning(choice: 0, ResponsesThought.pause))
            }
        case "response.completed", "response.incomplete", "response.failed": try close(root, into: &events)
        case "error": throw ResponsesFailure.classify(status: nil, body: data)
        case "response.audio.delta", "response.custom_tool_call_input.delta":
            throw ResponsesAnswerReader.unknownItem(type)
        default: break
        }
    }

    private mutating func start(_ response: JSONNode?, _ events: inout [ReplyEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        let head = response.map { ResponsesAnswerReader.head(of: $0) } ?? Reply()
        events.append(.start(id: head.id, model: head.model, created: head.created))
    }

    // MARK: Words

    private mutating func takeText(_ root: JSONNode, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        takePiece(root) { .text(choice: 0, $0) }.map { events.append($0) }
        if let logprobs = ResponsesAnswerReader.logprobs(root["logprobs"]) {
            events.append(.logprobs(choice: 0, logprobs))
        }
    }

    private mutating func takePiece(_ root: JSONNode, _ make: (JSONString) -> ReplyEvent) -> ReplyEvent? {
        hasItem = true
        lastPiece = root["output_index"]?.int
        guard let delta = root["delta"]?.text, !delta.isEmpty else { return nil }
        return make(delta)
    }

    // MARK: Items

    private mutating func begin(_ root: JSONNode, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        hasItem = true
        let item = root["item"]
        switch item?["type"]?.string {
        case "message", "reasoning": break
        case "function_call": try beginCall(root, item, into: &events)
        case let type: throw ResponsesAnswerReader.unknownItem(type)
        }
    }

    private mutating func beginCall(
        _ root: JSONNode, _ item: JSONNode?, into events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        guard let name = item?["name"]?.string, !name.isEmpty, let index = root["output_index"]?.int,
            calls[index] == nil
        else {
            throw AttemptFailure(.malformed, detail: "a call of the answer has no name or no place of its own")
        }
        let call = Call(slot: calls.count)
        calls[index] = call
        events.append(
            .callStart(choice: 0, slot: call.slot, id: item?["call_id"]?.string, name: name, signature: nil))
    }

    private mutating func slot(of root: JSONNode, hasArguments: Bool) throws(AttemptFailure) -> Int {
        guard let index = root["output_index"]?.int, let call = calls[index], call.isOpen else {
            throw AttemptFailure(.malformed, detail: "arguments of a call that has not begun")
        }
        if hasArguments { calls[index]?.hasArguments = true }
        return call.slot
    }

    /// The whole arguments of a call count if no piece of them has come.
    private mutating func complete(
        _ root: JSONNode, _ arguments: JSONString?, into events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        guard let arguments, !arguments.isEmpty, let index = root["output_index"]?.int,
            calls[index]?.hasArguments != true
        else { return }
        events.append(.callArguments(choice: 0, slot: try slot(of: root, hasArguments: true), arguments))
    }

    private mutating func end(_ root: JSONNode, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        hasItem = true
        let index = root["output_index"]?.int
        // What came whole and not in pieces is given whole.
        let isWhole = index == nil || lastPiece != index
        switch root["item"]?["type"]?.string {
        case "message": if isWhole { giveWhole(root["item"], into: &events) }
        case "reasoning":
            let thought = root["item"].flatMap { ResponsesThought.text(of: $0) }
            if isWhole, let thought { events.append(.reasoning(choice: 0, thought)) }
            if let sealed = root["item"]?["encrypted_content"]?.text {
                events.append(.seal(choice: 0, Reasoning(sealed: sealed, origin: .responses)))
            }
        case "function_call":
            if let index, calls[index] == nil { try beginCall(root, root["item"], into: &events) }
            try complete(root, root["item"]?["arguments"]?.text, into: &events)
            if let index, let call = calls[index], call.isOpen { endCall(call, at: index, into: &events) }
        case let type: throw ResponsesAnswerReader.unknownItem(type)
        }
        lastPiece = nil
    }

    private mutating func endCall(_ call: Call, at index: Int, into events: inout [ReplyEvent]) {
        calls[index]?.isOpen = false
        events.append(.callEnd(choice: 0, slot: call.slot))
    }

    private func giveWhole(_ item: JSONNode?, into events: inout [ReplyEvent]) {
        for part in item?["content"]?.items ?? JSONNode.null.items {
            if let text = part["text"]?.text, !text.isEmpty {
                events.append(.text(choice: 0, text))
            } else if let text = part["refusal"]?.text, !text.isEmpty {
                events.append(.refusal(choice: 0, text))
            }
        }
    }

    // MARK: The end

    private mutating func close(_ root: JSONNode, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        guard let response = root["response"], response.kind == .object else {
            throw AttemptFailure(.malformed, detail: "the last event has no \"response\"")
        }
        let finish = try ResponsesAnswerReader.finish(of: response, hasCalls: !calls.isEmpty)
        start(response, &events)
        for (index, call) in calls.sorted(by: { $0.value.slot < $1.value.slot }) where call.isOpen {
            endCall(call, at: index, into: &events)
        }
        if let usage = ResponsesAnswerReader.usage(response["usage"]) { events.append(.usage(usage)) }
        events.append(.finish(choice: 0, finish, stop: nil))
        self.finish = finish
    }
}
