import NIOCore
import PlanBVocabulary
import PlanBWire

/// Joins the chunks of an answer to what the client already has of another one.
///
/// Until the new answer has repeated all of the text that was delivered, nothing of it is handed over. After that every
/// chunk is, but for what the client has already: the role, and reasoning, which would be that of another train of
/// thought. A client that has no role yet gets it with the first output.
struct SeamLeg: Sendable {
    enum Passage {
        /// The client gets nothing of the chunk.
        case swallow
        /// The client gets this.
        case forward(ByteBuffer, isOutput: Bool)
    }

    private let identity: ChunkIdentity?
    /// The delivered text that the new answer still has to repeat.
    private var owed = ByteBuffer()
    private let length: Int
    /// The client knows the role.
    private var hasRole: Bool
    /// How usage is told; nil if as the leg reports it.
    private let usage: SeamUsage?
    private let swallowsUsage: Bool
    /// The client has text or reasoning of another train of thought.
    private let dropsReasoning: Bool
    private let comparesText: Bool

    init(_ seam: Seam, swallowsUsage: Bool) {
        identity = seam.delivered.identity
        hasRole = seam.delivered.hasRole
        if seam.method == .restart { owed = seam.delivered.text }
        length = owed.readableBytes
        usage = seam.method == .prefill ? SeamUsage(seam.delivered) : nil
        self.swallowsUsage = swallowsUsage
        dropsReasoning = seam.delivered.hasReasoning || seam.delivered.text.readableBytes > 0
        comparesText = seam.comparesText
    }

    /// Decides about a chunk, which `ChunkFacts` has found to be valid and no error.
    mutating func pass(_ data: ByteBuffer) throws(AttemptFailure) -> Passage {
        let parts: ChunkParts
        do throws(JSONFault) { parts = try ChunkParts(data) } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is not valid JSON: \(error.description)")
        }
        if let ambiguity = parts.ambiguity {
            throw AttemptFailure(
                .malformed, detail: "sent a chunk that cannot complete an answer: \(ambiguity.rawValue)")
        }
        let before = owed.readableBytes
        let fresh = try repay(parts.text)
        let isRepeated = before > owed.readableBytes
        let isOutput =
            !fresh.isEmpty || parts.otherOutput != nil || parts.finishes || (parts.hasReasoning && !dropsReasoning)
        guard owed.readableBytes == 0 else {
            if isOutput { throw mismatch("it ends or turns to something else") }
            return .swallow
        }
        // Of a target that tells usage in every chunk, the client goes on hearing it.
        let isUsage = parts.usage != nil && !swallowsUsage
        let isAside = parts.choiceCount == 0
        guard isOutput || isUsage || isAside else { return .swallow }
        let rewritten = rewrite(data, parts, text: isRepeated ? fresh : nil, givesRole: isOutput && !hasRole)
        if parts.hasRole || (isOutput && parts.delta != nil) { hasRole = true }
        return .forward(rewritten, isOutput: isOutput)
    }

    /// The answer says that it is complete.
    func checkRepeated() throws(AttemptFailure) {
        if owed.readableBytes > 0 { throw mismatch("it ends") }
    }

    /// Compares `text` with what is owed, and returns what goes beyond that.
    private mutating func repay(_ text: String) throws(AttemptFailure) -> Substring {
        guard owed.readableBytes > 0 else { return text[...] }
        let end = text.utf8.index(text.startIndex, offsetBy: owed.readableBytes, limitedBy: text.endIndex)
        let repeated = text.utf8[..<(end ?? text.endIndex)]
        guard !comparesText || owed.readableBytesView.starts(with: repeated) else { throw mismatch("it differs") }
        owed.moveReaderIndex(forwardBy: repeated.count)
        // Both are whole characters, so that equal bytes end at the same boundary.
        return end.map { text[$0...] } ?? ""
    }

    /// Says where, never what: the text is the client's.
    private func mismatch(_ what: String) -> AttemptFailure {
        AttemptFailure(
            .mismatch,
            detail: "gave another answer: \(what) before the end of the \(length) bytes that were already sent "
                + "(\(length - owed.readableBytes) were the same)")
    }

    private func rewrite(
        _ data: ByteBuffer, _ parts: ChunkParts, text: Substring?, givesRole: Bool
    ) -> ByteBuffer {
        var patch = JSONPatch()
        identity?.impose(on: parts, &patch)
        let givesRole = givesRole && !parts.hasRole
        let isLess = (parts.hasReasoning && dropsReasoning) || (parts.hasRole && hasRole)
        if let delta = parts.delta, text != nil || isLess || givesRole {
            patch.replace(delta, with: self.delta(of: data, parts, text: text, givesRole: givesRole))
        }
        if let usage, let range = parts.usage { usage.tell(in: range, of: data, &patch) }
        return patch.apply(to: data)
    }

    /// The delta without what the client has already. The members that stay keep their bytes.
    private func delta(of data: ByteBuffer, _ parts: ChunkParts, text: Substring?, givesRole: Bool) -> ByteBuffer {
        let bytes = data.readableBytesSpan
        var delta = ByteBuffer(string: givesRole ? #"{"role":"assistant""# : "{")
        var separator: StaticString = givesRole ? "," : ""
        for member in parts.members {
            switch member.kind {
            case .reasoning where dropsReasoning, .role where hasRole: continue
            case .reasoning, .role, .content, .unchanging: break
            }
            delta.writeStaticString(separator)
            separator = ","
            if member.kind == .content, let text {
                delta.writeBytes(bytes.extracting(member.bytes.lowerBound..<member.value.bytes.lowerBound))
                JSONWriter.appendString(text, to: &delta)
            } else {
                delta.writeBytes(bytes.extracting(member.bytes))
            }
        }
        delta.writeStaticString("}")
        return delta
    }
}
