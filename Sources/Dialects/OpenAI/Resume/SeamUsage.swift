import NIOCore
import PlanBVocabulary
import PlanBWire

/// What the client is told of the tokens of an answer that a prefill completed: the prompt once, and all of the output.
/// The provider counts what was delivered as prompt, and only what it added as output.
struct SeamUsage: Sendable {
    /// Tokens of the prompt, if the first target said so.
    private let prompt: Int?
    /// About how many tokens were delivered before.
    private let before: Int

    init(_ delivered: Delivered) {
        prompt = delivered.usage.flatMap { $0.input > 0 ? $0.input : nil }
        before = delivered.estimatedTokens
    }

    /// The counts of the whole answer, from those of its last part.
    func whole(_ part: Usage) -> Usage {
        var whole = part
        whole.input = prompt ?? max(0, part.input - before)
        whole.output = Self.sum(part.output, before)
        return whole
    }

    /// Changes the usage object at `range`. Members that it does not have are not added; the total changes by as much as
    /// its parts do, for what providers count into it differs.
    func tell(in range: Range<Int>, of data: ByteBuffer, _ patch: inout JSONPatch) {
        guard let part = UsageReader.read(range, in: data) else { return }
        let whole = whole(part)
        let bytes = data.readableBytesUInt8Span
        var cursor = JSONCursor(at: range.lowerBound)
        do throws(JSONFault) {
            try cursor.enterObject(in: bytes)
            while let key = try cursor.nextKey(in: bytes) {
                let value = try cursor.skipValue(in: bytes)
                guard let count = JSONText.integer(value.bytes, in: bytes) else { continue }
                if JSONText.equals(key, "prompt_tokens", in: bytes) {
                    patch.replace(value.bytes, with: String(whole.input))
                } else if JSONText.equals(key, "completion_tokens", in: bytes) {
                    patch.replace(value.bytes, with: String(whole.output))
                } else if JSONText.equals(key, "total_tokens", in: bytes) {
                    let changed = Self.sum(Self.sum(count, whole.input - part.input), whole.output - part.output)
                    patch.replace(value.bytes, with: String(max(0, changed)))
                }
            }
        } catch {
            // The range was read before: it is valid.
        }
    }

    /// Counts come from a provider and may be absurd; they must not end the process.
    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
