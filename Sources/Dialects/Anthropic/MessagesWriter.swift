public import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the stream of a client. Its blocks follow one another: what other dialects interleave waits until the block
/// before it is complete.
public struct MessagesWriter: ReplyWriter {
    private let context: ReplyContext
    private var head: (id: JSONString?, model: JSONString?)?
    private var hasBegun = false
    private var pieces: [MessagesPiece] = []
    /// The index of the piece whose turn it is.
    private var current = 0
    /// How many pieces were removed from the front.
    private var removed = 0
    /// Where the calls stand, by slot, removed pieces counted.
    private var calls: [Int: Int] = [:]
    private var callCount = 0
    /// The index of the next block.
    private var index = 0
    private var usage: Usage?
    private var ending: (reason: FinishReason, stop: JSONString?)?
    private var hasRefused = false

    /// Nothing was written yet.
    public init(_ context: ReplyContext) { self.context = context }

    /// Server-sent events.
    public static let contentType = "text/event-stream; charset=utf-8"

    /// Appends what the client gets for `event`. Other answers than the first do not exist in this dialect.
    public mutating func write(_ event: ReplyEvent, into out: inout ByteBuffer) {
        switch event {
        case .start(let id, let model, _): if head == nil { head = (id, model) }
        case .usage(let usage): self.usage = usage
        case .finish(0, let reason, let stop): ending = (reason, stop)
        case .text(0, let text): grow(with: text, isThought: false, &out)
        case .refusal(0, let text):
            hasRefused = hasRefused || !text.isEmpty
            grow(with: text, isThought: false, &out)
        case .reasoning(0, let text): grow(with: text, isThought: true, &out)
        case .seal(0, let seal): close(with: seal, &out)
        case .callStart(0, let slot, let id, let name, _):
            calls[slot] = removed + pieces.count
            let id = MessagesAnswer.callID(id, context, slot: callCount)
            callCount += 1
            append(MessagesPiece(kind: .call(id: id, name: name)), &out)
        case .callArguments(0, let slot, let text):
            guard let at = place(of: slot), !text.isEmpty else { return }
            if at == current, pieces[at].hasStarted {
                MessagesEvents.delta(index, .input, text, &out)
            } else {
                pieces[at].waiting.append(text)
            }
        case .callEnd(0, let slot):
            guard let at = place(of: slot) else { return }
            pieces[at].hasEnded = true
            drain(&out)
        default: break
        }
    }

    /// Appends the end of a complete stream: `story` becomes the member `planb` of `message_stop`.
    public mutating func finish(story: ByteBuffer?, into out: inout ByteBuffer) {
        begin(&out)
        for index in pieces.indices { pieces[index].hasEnded = true }
        drain(&out)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "message_delta")
        writer.key("delta")
        writer.beginObject()
        let reason = ending?.reason ?? .stop
        MessagesFinish.write(
            reason == .stop && hasRefused ? .filter : reason, stop: ending?.stop, hasCalls: callCount > 0, to: &writer)
        writer.endObject()
        writer.key("usage")
        MessagesUsage.write(usage ?? Usage(input: context.estimatedInput, output: 0), to: &writer)
        writer.endObject()
        SSEWriter.append(data: writer.buffer, event: "message_delta", to: &out)
        guard let story else {
            out.writeStaticString("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            return
        }
        var last = JSONWriter()
        last.beginObject()
        last.member("type", "message_stop")
        last.key("planb")
        last.raw(story)
        last.endObject()
        SSEWriter.append(data: last.buffer, event: "message_stop", to: &out)
    }

    /// Appends an error. The SDKs raise it by its type: the status of the stream is 200.
    public mutating func fail(_ error: ClientError, _ story: ErrorStory, into out: inout ByteBuffer) {
        SSEWriter.append(data: MessagesError.json(error, story), event: "error", to: &out)
    }

    /// Appends `ping`.
    public static func keepAlive(into out: inout ByteBuffer) {
        out.writeStaticString("event: ping\ndata: {\"type\":\"ping\"}\n\n")
    }

    // MARK: Pieces

    private func place(of slot: Int) -> Int? {
        guard let at = calls[slot], at - removed >= current else { return nil }
        return at - removed
    }

    private mutating func grow(with text: JSONString, isThought: Bool, _ out: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        if let last = pieces.indices.last, last >= current, pieces[last].isThought == isThought, !pieces[last].hasEnded
        {
            if last == current, pieces[last].hasStarted {
                MessagesEvents.delta(index, isThought ? .thinking : .text, text, &out)
            } else {
                pieces[last].waiting.append(text)
            }
        } else {
            append(MessagesPiece(kind: isThought ? .thinking : .text, waiting: text), &out)
        }
    }

    /// A seal closes the thought before it, or stands for one that is not shown.
    private mutating func close(with seal: Reasoning, _ out: inout ByteBuffer) {
        if let words = seal.text { grow(with: words, isThought: true, &out) }
        if let sealed = seal.sealed {
            let data = MessagesThought.carried(sealed, from: seal.origin)
            return append(MessagesPiece(kind: .sealed(data), hasEnded: true), &out)
        }
        let signature = seal.signature.map { MessagesThought.carried($0, from: seal.origin) }
        if let last = pieces.indices.last, last >= current, pieces[last].isThought == true, !pieces[last].hasEnded {
            pieces[last].signature = signature
            pieces[last].hasEnded = true
            drain(&out)
        } else if signature != nil {
            append(MessagesPiece(kind: .thinking, signature: signature, hasEnded: true), &out)
        }
    }

    /// Words are complete as soon as something else follows them; a call says itself when it is.
    private mutating func append(_ piece: MessagesPiece, _ out: inout ByteBuffer) {
        if let last = pieces.indices.last, pieces[last].isThought != nil { pieces[last].hasEnded = true }
        pieces.append(piece)
        drain(&out)
    }

    /// Writes as much as can be written now.
    private mutating func drain(_ out: inout ByteBuffer) {
        while current < pieces.count {
            let piece = pieces[current]
            if !piece.hasStarted {
                begin(&out)
                MessagesEvents.start(index, piece.kind, &out)
                pieces[current].hasStarted = true
            }
            if !piece.waiting.isEmpty {
                MessagesEvents.delta(index, piece.delta, piece.waiting, &out)
                pieces[current].waiting = ""
            }
            guard piece.hasEnded else { break }
            if case .thinking = piece.kind {
                MessagesEvents.delta(index, .signature, piece.signature ?? MessagesThought.unsigned, &out)
            }
            MessagesEvents.stop(index, &out)
            index += 1
            current += 1
        }
        // Now and then, so that a long answer costs no more for each of its pieces.
        if current > 16, current > pieces.count / 2 {
            pieces.removeFirst(current)
            removed += current
            current = 0
        }
    }

    private mutating func begin(_ out: inout ByteBuffer) {
        guard !hasBegun else { return }
        hasBegun = true
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "message_start")
        writer.key("message")
        writer.beginObject()
        writer.member("id", head?.id ?? MessagesAnswer.id(context))
        writer.member("type", "message")
        writer.member("role", "assistant")
        writer.member("model", head?.model ?? JSONString(context.model))
        writer.key("content")
        writer.beginArray()
        writer.endArray()
        writer.member("stop_reason", nil)
        writer.member("stop_sequence", nil)
        writer.key("usage")
        MessagesUsage.write(usage ?? Usage(input: context.estimatedInput, output: 0), to: &writer)
        writer.endObject()
        writer.endObject()
        SSEWriter.append(data: writer.buffer, event: "message_start", to: &out)
    }
}
