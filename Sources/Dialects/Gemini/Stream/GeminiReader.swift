import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Reads the stream of a provider: each event is an answer with only what is new in it. There is no mark of the end: an
/// answer is complete when each of its candidates says why it ended, or when the prompt was blocked.
public struct GeminiReader: ReplyReader {
    private struct Candidate {
        /// It has spoken or ended.
        var isSeen = false
        var calls = 0
        var finish: FinishReason?
    }

    /// More than the eight that may be asked for.
    private static let mostCandidates = 128

    private var hasStarted = false
    private var isBlocked = false
    private var candidates: [Candidate] = []

    /// Nothing was read yet.
    public init() {}

    /// Never: what the answer used, and even calls, may follow the reason why it ended.
    public var isDone: Bool { false }

    /// Reads an event.
    /// - Throws: `malformed`, or the failure that the event stands for.
    public mutating func take(_ event: WireEvent, into events: inout [ReplyEvent]) throws(AttemptFailure) {
        var root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: event.data) } catch {
            throw AttemptFailure(.malformed, detail: "an event is not JSON: \(error.description)")
        }
        // Errors, above all, come in an array of one.
        if root.kind == .array, let first = root[0] { root = first }
        guard root.kind == .object else { throw AttemptFailure(.malformed, detail: "an event is not a JSON object") }
        var answers: JSONNode?
        var usage: JSONNode?
        var feedback: JSONNode?
        var id: JSONNode?
        var model: JSONNode?
        for member in root.items where member.kind != .null {
            if member.isNamed("candidates") {
                answers = member
            } else if member.isNamed("usageMetadata") {
                usage = member
            } else if member.isNamed("modelVersion") {
                model = member
            } else if member.isNamed("responseId") {
                id = member
            } else if member.isNamed("promptFeedback") {
                feedback = member
            } else if member.isNamed("error") {
                throw GeminiFailure.classify(status: nil, body: root.raw, AnswerFacts())
            }
        }
        if !hasStarted, answers != nil || id != nil || model != nil || feedback != nil {
            hasStarted = true
            events.append(.start(id: id?.text, model: model?.text, created: nil))
        }
        if let answers {
            guard let array = answers.array else {
                throw AttemptFailure(.malformed, detail: "\"candidates\" is not an array")
            }
            for (position, candidate) in array.enumerated() { try read(candidate, position, &events) }
        }
        if feedback?["blockReason"]?.text != nil, candidates.isEmpty, !isBlocked {
            isBlocked = true
            events.append(.finish(choice: 0, .filter, stop: nil))
        }
        if let usage, usage.kind == .object { events.append(.usage(GeminiUsage.read(usage))) }
    }

    /// Whether the stream may end here.
    /// - Throws: `cut` if an answer has not said why it ended, `empty` if there was none.
    public func checkEnd() throws(AttemptFailure) {
        if isBlocked { return }
        let seen = candidates.filter(\.isSeen)
        guard !seen.isEmpty else { throw AttemptFailure(.empty, detail: "the answer has no candidate") }
        guard seen.allSatisfy({ $0.finish != nil }) else {
            throw AttemptFailure(.cut, detail: "the stream ended without a finish reason")
        }
    }

    private mutating func read(
        _ candidate: JSONNode, _ position: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        var index = position
        var content: JSONNode?
        var reason: JSONNode?
        var logprobs: JSONNode?
        for member in candidate.items {
            if member.isNamed("content") {
                content = member
            } else if member.isNamed("index") {
                index = member.int ?? -1
            } else if member.isNamed("finishReason") {
                reason = member.unlessNull
            } else if member.isNamed("logprobsResult") {
                logprobs = member
            }
        }
        guard index >= 0, index < Self.mostCandidates else {
            throw AttemptFailure(.malformed, detail: "a candidate has no index that could be")
        }
        while candidates.count <= index { candidates.append(Candidate()) }
        candidates[index].isSeen = true
        let callsBefore = candidates[index].calls
        for part in content?["parts"]?.items.map({ $0 }) ?? [] { try read(part, of: index, &events) }
        if let logprobs, let object = GeminiLogprobs.read(logprobs) {
            events.append(.logprobs(choice: index, object))
        }
        if let reason {
            let finish = try GeminiFinish.read(reason.string ?? "", hasCalls: candidates[index].calls > 0)
            candidates[index].finish = finish
            events.append(.finish(choice: index, finish, stop: nil))
        } else if candidates[index].finish == .stop, candidates[index].calls > callsBefore {
            candidates[index].finish = .calls
            events.append(.finish(choice: index, .calls, stop: nil))
        }
    }

    private mutating func read(
        _ node: JSONNode, of choice: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        let part = GeminiPart(node)
        guard !part.isBroken else { throw AttemptFailure(.malformed, detail: "a part is not one piece of content") }
        switch part.content {
        case .text(let text):
            if !text.isEmpty {
                events.append(part.isThought ? .reasoning(choice: choice, text) : .text(choice: choice, text))
            }
            seal(part, choice, &events)
        case .functionCall(let call): try read(call, part.signature, of: choice, &events)
        case nil: seal(part, choice, &events)
        case .inlineData: throw unknown("inlineData")
        case .fileData: throw unknown("fileData")
        case .functionResponse: throw unknown("functionResponse")
        case .other(let name): throw unknown(name)
        }
    }

    private func unknown(_ name: String) -> AttemptFailure {
        AttemptFailure(
            .malformed, detail: "gave content that cannot be handed on (\(PlainWord.read(name) ?? "unknown"))")
    }

    private func seal(_ part: GeminiPart, _ choice: Int, _ events: inout [ReplyEvent]) {
        guard let signature = part.signature else { return }
        events.append(.seal(choice: choice, Reasoning(signature: signature, origin: .gemini)))
    }

    /// A call comes whole.
    private mutating func read(
        _ call: JSONNode, _ signature: JSONString?, of choice: Int, _ events: inout [ReplyEvent]
    ) throws(AttemptFailure) {
        guard let name = call["name"]?.string, !name.isEmpty else {
            throw AttemptFailure(.malformed, detail: "a functionCall has no name")
        }
        // Only who asks for them gets arguments in pieces.
        guard call["partialArgs"]?.unlessNull == nil, call["willContinue"]?.bool != true else {
            throw unknown("partialArgs")
        }
        let slot = candidates[choice].calls
        candidates[choice].calls += 1
        let id = call["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        events.append(.callStart(choice: choice, slot: slot, id: id, name: name, signature: signature))
        if let arguments = call["args"]?.unlessNull {
            let text = String(buffer: GeminiPartWriter.singleLine(arguments.raw))
            events.append(.callArguments(choice: choice, slot: slot, JSONString(text)))
        }
        events.append(.callEnd(choice: choice, slot: slot))
    }
}
