import NIOCore
import PlanBVocabulary
import PlanBWire

/// A stream of completion chunks, ended by `[DONE]`.
///
/// With a seam it completes another stream, that of an answer which broke: chunks pass through a `SeamLeg`, and what the
/// client has of both is told by `delivered`.
struct ChunkStream: StreamRelay {
    private var framer = SSEFramer()
    private let swallowsUsage: Bool
    /// A finish reason alone is no answer.
    private let refusesEmpty: Bool
    private var seen: UInt128 = 0
    private var finished: UInt128 = 0
    private var isDone = false
    private var hasOutput = false
    private(set) var usage: Usage?
    private(set) var outputBytes = 0
    /// The last event is held back, so that it can carry what was not known when the head was sent.
    private var holdsLast = false
    private var held: ByteBuffer?
    private var heldIsOutput = false
    /// Joins this answer to another one that broke.
    private var leg: SeamLeg?
    /// What the client has, if that is tracked.
    private(set) var delivered: Delivered?
    private var postponed: AttemptFailure?
    /// Bytes since the last output.
    private var silentBytes = 0
    /// Twice the longest event. Comments and empty deltas for hours stay below it.
    private static let mostSilentBytes = 16 << 20

    init(swallowsUsage: Bool, refusesEmpty: Bool = false, tracksDelivery: Bool = false, seam: Seam? = nil) {
        self.swallowsUsage = swallowsUsage
        // What completes an answer may be nothing but its end.
        self.refusesEmpty = refusesEmpty && (seam?.delivered.text.readableBytes ?? 0) == 0
        delivered = seam?.delivered ?? (tracksDelivery ? Delivered() : nil)
        leg = seam.map { SeamLeg($0, swallowsUsage: swallowsUsage) }
        holdsLast = seam != nil
    }

    mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        if let postponed { throw postponed }
        silentBytes += bytes.readableBytes
        guard silentBytes <= Self.mostSilentBytes else {
            throw AttemptFailure(.oversized, detail: "sent more than \(Self.mostSilentBytes >> 20) MiB without output")
        }
        framer.append(bytes)
        var progress = Progress.preamble
        do throws(AttemptFailure) {
            while let event = try nextEvent() {
                if Self.isTerminator(event.data) {
                    try leg?.checkRepeated()
                    isDone = true
                    return .complete
                }
                if try take(event.data, into: &out) { progress = .output }
            }
        } catch {
            // The caller drops what a failed call has given, yet these bytes are accounted for as delivered: the failure
            // waits for the next call. An answer that joins no other is tried anew as a whole instead.
            guard leg != nil, progress == .output else { throw error }
            postponed = error
        }
        if progress == .output { silentBytes = 0 }
        return progress
    }

    /// When every choice has its finish reason, or the provider said `[DONE]`, the answer is complete and the
    /// terminator is written; an end before that is a cut.
    mutating func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) {
        try checkEnd()
        if let held {
            write(story.map { Self.adding($0, to: held) } ?? held, to: &out)
            self.held = nil
        }
        out.writeStaticString("data: [DONE]\n\n")
    }

    mutating func holdLast() { holdsLast = true }
    var wantsStory: Bool { holdsLast }

    func checkEnd() throws(AttemptFailure) {
        if let postponed { throw postponed }
        guard isDone || (seen != 0 && seen == finished) else {
            throw AttemptFailure(.cut, detail: "the stream ended without a finish reason")
        }
        try leg?.checkRepeated()
        guard hasOutput else { throw AttemptFailure(.empty, detail: "the stream ended without any output") }
    }

    private mutating func nextEvent() throws(AttemptFailure) -> SSEEvent? {
        do throws(SSEFault) { return try framer.next() } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is too long")
        }
    }

    /// Returns whether output has been written: an event that is held back is none yet.
    private mutating func take(_ data: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Bool {
        let facts: ChunkFacts
        do throws(JSONFault) { facts = try ChunkFacts(data) } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is not valid JSON: \(error.description)")
        }
        if facts.isError { throw OpenAIFailure.classify(status: nil, body: data, retryAfter: nil) }
        if let usage = facts.usage { self.usage = usage }
        outputBytes += facts.textBytes
        seen |= facts.seen
        finished |= facts.finished
        let isOutput = refusesEmpty ? facts.hasAnswer : facts.hasOutput
        if isOutput { hasOutput = true }
        if swallowsUsage && facts.isUsageOnly { return false }
        guard leg != nil else { return hand(data, isOutput: isOutput, to: &out) }
        switch try leg?.pass(data) {
        case .forward(let joined, let isMore):
            return hand(joined, isOutput: isMore && (isOutput || !refusesEmpty), to: &out)
        case .swallow, .none: return false
        }
    }

    private mutating func hand(_ data: ByteBuffer, isOutput: Bool, to out: inout ByteBuffer) -> Bool {
        guard holdsLast else {
            write(data, to: &out)
            return isOutput
        }
        let wasOutput = heldIsOutput
        if let held { write(held, to: &out) }
        held = data
        heldIsOutput = isOutput
        return wasOutput
    }

    /// What is written is delivered: the caller hands it over, also when the answer breaks later.
    private mutating func write(_ data: ByteBuffer, to out: inout ByteBuffer) {
        SSEWriter.append(data: data, to: &out)
        delivered?.note(data)
    }

    /// `data`, which is a JSON object with members, with the member `planb` in front.
    private static func adding(_ story: ByteBuffer, to data: ByteBuffer) -> ByteBuffer {
        guard let brace = data.readableBytesView.firstIndex(of: UInt8(ascii: "{")) else { return data }
        var patch = JSONPatch()
        patch.insert(at: brace - data.readerIndex + 1, "\"planb\":\(String(buffer: story)),")
        return patch.apply(to: data)
    }

    private static func isTerminator(_ data: ByteBuffer) -> Bool {
        guard data.readableBytes >= 6, data.getInteger(at: data.readerIndex, as: UInt8.self) == UInt8(ascii: "[") else {
            return false
        }
        return data.readableBytesView.starts(with: "[DONE]".utf8)
    }
}
