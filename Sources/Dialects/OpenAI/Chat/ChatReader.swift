import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Reads a stream of chat completion chunks, of OpenAI and of those that imitate it.
public struct ChatReader: ReplyReader {
    /// One answer of the stream.
    private struct Answer {
        /// The calls by slot: the provider's number for it, and its id.
        var calls: [(number: Int, id: String?)] = []
        var isFinished = false
    }

    /// More answers than OpenAI gives.
    private static let mostAnswers = 128
    /// More calls than any model makes in one turn.
    private static let mostCalls = 256

    private var answers: [Answer] = []
    private var hasStarted = false
    private var hasOutput = false
    /// Whether the provider has said that the answer is complete.
    public private(set) var isDone = false

    /// Nothing has come yet.
    public init() {}

    /// Reads an event and appends what it says.
    public mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        if event.data.readableBytesView.starts(with: "[DONE]".utf8) {
            isDone = true
            return closeCalls(&events)
        }
        let chunk: JSONNode
        do throws(JSONFault) { chunk = try JSONNode(reading: event.data) } catch {
            throw AttemptFailure(
                .malformed, detail: "an event of the stream is not valid JSON: \(error.description)")
        }
        if chunk.member("error") != nil || chunk.member("object")?.isString("error") == true {
            throw OpenAIFailure.classify(status: nil, body: event.data, retryAfter: nil)
        }
        guard chunk.kind == .object else { throw AttemptFailure(.malformed, detail: "an event is no JSON object") }
        if !hasStarted, let id = chunk.member("id")?.text, !id.isEmpty {
            hasStarted = true
            events.append(.start(id: id, model: chunk.member("model")?.text, created: chunk.member("created")?.int))
        }
        for (position, choice) in (chunk.member("choices")?.array ?? JSONNode.null.items).enumerated() {
            try take(choice, position, &events)
        }
        if let usage = chunk.member("usage") ?? chunk.member("x_groq")?.member("usage"), usage.kind == .object {
            events.append(.usage(ChatUsage.read(usage)))
        }
    }

    private mutating func take(
        _ choice: JSONNode, _ position: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        let index = choice.member("index")?.int ?? position
        guard index >= 0, index < Self.mostAnswers else {
            throw AttemptFailure(.malformed, detail: "a choice has an impossible index")
        }
        while answers.count <= index { answers.append(Answer()) }
        let before = events.count
        if let delta = choice.member("delta") { try take(delta: delta, index, &events) }
        if let logprobs = choice.member("logprobs"), logprobs.kind == .object {
            events.append(.logprobs(choice: index, logprobs))
        }
        if !hasOutput { hasOutput = events[before...].contains(where: \.isOutput) }
        let reason = choice.member("finish_reason")
        guard let finish = try ChatFinish.read(reason, hasCalls: !answers[index].calls.isEmpty) else { return }
        closeCalls(of: index, &events)
        answers[index].isFinished = true
        events.append(.finish(choice: index, finish, stop: nil))
    }

    private mutating func take(
        delta: JSONNode, _ index: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        if let thought = (delta.member("reasoning_content") ?? delta.member("reasoning"))?.text, !thought.isEmpty {
            events.append(.reasoning(choice: index, thought))
        }
        if let content = delta.member("content") {
            for block in try ChatContent.blocks(content) {
                switch block.content {
                case .text(let text): events.append(.text(choice: index, text))
                case .reasoning(let thought):
                    if let text = thought.text { events.append(.reasoning(choice: index, text)) }
                default: break
                }
            }
        }
        if let refusal = delta.member("refusal")?.text, !refusal.isEmpty {
            events.append(.refusal(choice: index, refusal))
        }
        for (position, call) in (delta.member("tool_calls")?.array ?? JSONNode.null.items).enumerated() {
            try take(call: call, position, index, &events)
        }
    }

    /// Some servers repeat id and name with every piece, some leave the number out, and some give a call a new id under
    /// the number of the one before.
    private mutating func take(
        call: JSONNode, _ position: Int, _ index: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        let number = call.member("index")?.int ?? position
        let id = call.member("id")?.string.flatMap { $0.isEmpty ? nil : $0 }
        let function = call.member("function")
        let known = answers[index].calls.lastIndex { $0.number == number }
        let slot: Int
        if let known, id == nil || answers[index].calls[known].id == id {
            slot = known
        } else {
            guard let name = function?.member("name")?.string, !name.isEmpty else {
                throw AttemptFailure(.malformed, detail: "a tool call begins without a name")
            }
            slot = answers[index].calls.count
            guard slot < Self.mostCalls else { throw AttemptFailure(.malformed, detail: "makes too many tool calls") }
            answers[index].calls.append((number, id))
            events.append(.callStart(choice: index, slot: slot, id: id, name: name, signature: nil))
        }
        guard let arguments = function?.member("arguments") else { return }
        // Mistral may send an object.
        let text = arguments.text ?? JSONString(String(buffer: arguments.raw))
        if !text.isEmpty { events.append(.callArguments(choice: index, slot: slot, text)) }
    }

    /// A call ends when its answer does: until then another piece of it may come.
    private mutating func closeCalls(of index: Int, _ events: inout [ReplyEvent]) {
        guard !answers[index].isFinished else { return }
        for slot in answers[index].calls.indices { events.append(.callEnd(choice: index, slot: slot)) }
    }

    private mutating func closeCalls(_ events: inout [ReplyEvent]) {
        for index in answers.indices where !answers[index].isFinished {
            closeCalls(of: index, &events)
            answers[index].isFinished = true
        }
    }

    /// Throws if the stream may not end here.
    public func checkEnd() throws(AttemptFailure) {
        guard isDone || !answers.isEmpty && answers.allSatisfy(\.isFinished) else {
            throw AttemptFailure(.cut, detail: "the stream ended without a finish reason")
        }
        guard hasOutput || answers.contains(where: \.isFinished) else {
            throw AttemptFailure(.empty, detail: "the stream ended without any output")
        }
    }
}
