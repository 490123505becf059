public import PlanBVocabulary
import PlanBWire

/// Puts a whole answer together from its pieces.
public struct ReplyFold: Sendable {
    /// A block that may still grow.
    private struct Piece {
        enum Kind: Equatable {
            case text
            case refusal
            case reasoning
            case call
        }

        var kind: Kind
        /// Grows in place.
        var text: JSONString
        var call: (id: String?, name: String, signature: JSONString?)?
        var seal: Reasoning?
    }

    private struct Answer {
        var pieces: [Piece] = []
        /// Where the calls stand in `pieces`, by slot.
        var calls: [Int] = []
        var finish = FinishReason.stop
        var stop: JSONString?
        var logprobs: JSONNode?
    }

    /// More answers than any dialect allows to ask for.
    private static let mostAnswers = 128

    private let origin: DialectID
    private var head = Reply()
    private var answers: [Answer] = []

    /// Nothing has come yet.
    /// - Parameter origin: the dialect of the provider.
    public init(origin: DialectID) { self.origin = origin }

    /// What has come so far. Answers whose end has not come yet stand in it as if they had stopped.
    public var reply: Reply {
        var reply = head
        reply.choices = answers.map { answer in
            Reply.Choice(
                blocks: answer.pieces.map(block), finish: answer.finish, stop: answer.stop, logprobs: answer.logprobs)
        }
        return reply
    }

    /// Takes the next piece.
    public mutating func take(_ event: ReplyEvent) {
        switch event {
        case .start(let id, let model, let created):
            head.id = id ?? head.id
            head.model = model ?? head.model
            head.created = created ?? head.created
        case .usage(let usage): head.usage = usage
        case .text(let choice, let text): grow(choice, .text, text)
        case .refusal(let choice, let text): grow(choice, .refusal, text)
        case .reasoning(let choice, let text): grow(choice, .reasoning, text)
        case .seal(let choice, let seal): close(choice, seal)
        case .callStart(let choice, _, let id, let name, let signature):
            guard prepare(choice) else { return }
            answers[choice].calls.append(answers[choice].pieces.count)
            answers[choice].pieces.append(Piece(kind: .call, text: "", call: (id, name, signature)))
        case .callArguments(let choice, let slot, let text):
            guard prepare(choice), answers[choice].calls.indices.contains(slot) else { return }
            answers[choice].pieces[answers[choice].calls[slot]].text.append(text)
        case .callEnd: break
        case .logprobs(let choice, let logprobs):
            guard prepare(choice) else { return }
            answers[choice].logprobs = logprobs
        case .finish(let choice, let reason, let stop):
            guard prepare(choice) else { return }
            answers[choice].finish = reason
            answers[choice].stop = stop
        }
    }

    private mutating func prepare(_ choice: Int) -> Bool {
        guard choice >= 0, choice < Self.mostAnswers else { return false }
        while answers.count <= choice { answers.append(Answer()) }
        return true
    }

    private mutating func grow(_ choice: Int, _ kind: Piece.Kind, _ text: JSONString) {
        guard prepare(choice), !text.isEmpty else { return }
        if let last = answers[choice].pieces.indices.last, answers[choice].pieces[last].kind == kind,
            answers[choice].pieces[last].seal == nil
        {
            answers[choice].pieces[last].text.append(text)
        } else {
            answers[choice].pieces.append(Piece(kind: kind, text: text))
        }
    }

    /// A seal without words of its own closes the thought before it.
    private mutating func close(_ choice: Int, _ seal: Reasoning) {
        guard prepare(choice) else { return }
        let last = answers[choice].pieces.indices.last
        if seal.sealed == nil, let last, answers[choice].pieces[last].kind == .reasoning,
            answers[choice].pieces[last].seal == nil
        {
            answers[choice].pieces[last].seal = seal
        } else {
            answers[choice].pieces.append(Piece(kind: .reasoning, text: seal.text ?? "", seal: seal))
        }
    }

    private func block(_ piece: Piece) -> Block {
        switch piece.kind {
        case .text: return Block(.text(piece.text))
        case .refusal: return Block(.refusal(piece.text))
        case .reasoning:
            return Block(
                .reasoning(
                    Reasoning(
                        text: piece.text.isEmpty ? nil : piece.text, signature: piece.seal?.signature,
                        sealed: piece.seal?.sealed, origin: origin)))
        case .call:
            return Block(
                .call(
                    ToolCall(
                        id: piece.call?.id ?? "", name: piece.call?.name ?? "",
                        arguments: ToolArguments(text: piece.text), signature: piece.call?.signature)))
        }
    }
}
