import NIOCore
import PlanBVocabulary
import PlanBWire

/// A stream of completion chunks, ended by `[DONE]`.
struct ChunkStream: Sendable {
    private var framer = SSEFramer()
    private let swallowsUsage: Bool
    private var seen: UInt128 = 0
    private var finished: UInt128 = 0
    private var isDone = false
    private var hasOutput = false
    private(set) var usage: Usage?

    init(swallowsUsage: Bool) { self.swallowsUsage = swallowsUsage }

    mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        framer.append(bytes)
        var progress = Progress.preamble
        while let event = try nextEvent() {
            if Self.isTerminator(event.data) {
                isDone = true
                return .complete
            }
            if try take(event.data, into: &out) { progress = .output }
        }
        return progress
    }

    /// When every choice has its finish reason, or the provider said `[DONE]`, the answer is complete and the
    /// terminator is written; an end before that is a cut.
    func finish(into out: inout ByteBuffer) throws(AttemptFailure) {
        guard isDone || (seen != 0 && seen == finished) else {
            throw AttemptFailure(.cut, detail: "the stream ended without a finish reason")
        }
        guard hasOutput else { throw AttemptFailure(.empty, detail: "the stream ended without any output") }
        out.writeStaticString("data: [DONE]\n\n")
    }

    private mutating func nextEvent() throws(AttemptFailure) -> SSEEvent? {
        do throws(SSEFault) { return try framer.next() } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is too long")
        }
    }

    /// Returns whether the event carries output.
    private mutating func take(_ data: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Bool {
        let facts: ChunkFacts
        do throws(JSONFault) { facts = try ChunkFacts(data) } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is not valid JSON: \(error.description)")
        }
        if facts.isError { throw OpenAIFailure.classify(status: nil, body: data, retryAfter: nil) }
        if let usage = facts.usage { self.usage = usage }
        seen |= facts.seen
        finished |= facts.finished
        if facts.hasOutput { hasOutput = true }
        if !(swallowsUsage && facts.isUsageOnly) { SSEWriter.append(data: data, to: &out) }
        return facts.hasOutput
    }

    private static func isTerminator(_ data: ByteBuffer) -> Bool {
        guard data.readableBytes >= 6, data.getInteger(at: data.readerIndex, as: UInt8.self) == UInt8(ascii: "[") else {
            return false
        }
        return data.readableBytesView.starts(with: "[DONE]".utf8)
    }
}
