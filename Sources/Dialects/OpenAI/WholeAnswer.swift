import NIOCore
import PlanBVocabulary
import PlanBWire

/// A JSON answer that is handed over in one piece, after it was found to be one.
struct WholeAnswer: WholeRelay {
    /// More than any answer of a model, sound in base64 included.
    static let choicesLimit = 32 << 20
    /// More than thousands of embeddings or several images in base64.
    static let limit = 256 << 20

    private let requiresChoices: Bool
    private var limit: Int { requiresChoices ? Self.choicesLimit : Self.limit }
    private let refusesEmpty: Bool
    /// Its provider may keep it.
    private let isKept: Bool
    private var body = ByteBuffer()
    private(set) var usage: Usage?
    private(set) var made: [String] = []

    init(requiresChoices: Bool, refusesEmpty: Bool = false, isKept: Bool = false) {
        self.requiresChoices = requiresChoices
        self.refusesEmpty = refusesEmpty
        self.isKept = isKept
    }

    mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        try Self.append(bytes, to: &body, limit: limit)
        return .preamble
    }

    /// - Throws: `oversized`, if that is more than `limit` bytes in all.
    static func append(
        _ bytes: ByteBuffer, to body: inout ByteBuffer, limit: Int = choicesLimit
    ) throws(AttemptFailure) {
        guard body.readableBytes + bytes.readableBytes <= limit else {
            throw AttemptFailure(.oversized, detail: "sent an answer of more than \(limit >> 20) MiB")
        }
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
    }

    /// Counts the bytes of an answer that is held without its body.
    /// - Throws: `oversized`, if that is more than an answer may have.
    static func count(_ bytes: ByteBuffer, in total: inout Int) throws(AttemptFailure) {
        total += bytes.readableBytes
        guard total <= choicesLimit else {
            throw AttemptFailure(.oversized, detail: "sent an answer of more than \(choicesLimit >> 20) MiB")
        }
    }

    /// Validates the whole answer. It becomes output only here, so that everything before can fail over.
    mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        let facts: ChunkFacts
        do throws(JSONFault) { facts = try ChunkFacts(body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not a JSON object: \(error.description)")
        }
        if facts.isError { throw OpenAIFailure.classify(status: nil, body: body, retryAfter: nil) }
        if requiresChoices {
            guard let count = facts.choiceCount else {
                throw AttemptFailure(.malformed, detail: "the answer has no \"choices\"")
            }
            guard count > 0 else { throw AttemptFailure(.empty, detail: "the answer has no choice") }
            guard facts.hasOutput else {
                throw AttemptFailure(.empty, detail: "the answer has neither output nor a finish reason")
            }
            guard facts.hasAnswer || !refusesEmpty else {
                throw AttemptFailure(.empty, detail: "the answer has neither text nor a tool call nor a refusal")
            }
        }
        usage = facts.usage
        if isKept { made = MadeIDs.read(body) }
        if out.readableBytes == 0 { out = body } else { out.writeImmutableBuffer(body) }
    }
}
