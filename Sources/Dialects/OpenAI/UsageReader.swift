import NIOCore
import PlanBVocabulary
import PlanBWire

/// Reads a usage object: chat's `prompt_tokens`/`completion_tokens` or the Responses API's `input_tokens`/`output_tokens`.
enum UsageReader {
    /// Reads the object at `range` of a payload; nil if there is none.
    static func read(_ range: Range<Int>, in payload: ByteBuffer) -> Usage? {
        var cursor = JSONCursor(at: range.lowerBound)
        return try? read(&cursor, payload.readableBytesUInt8Span)
    }

    /// Reads the object that the cursor stands before. Counts that are missing, negative or not integers are 0.
    static func read(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) -> Usage {
        var usage = Usage(input: 0, output: 0)
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if try cursor.peekKind(in: bytes) == .object {
                try readDetails(&cursor, bytes, &usage)
                continue
            }
            let value = try cursor.skipValue(in: bytes)
            let count = max(0, JSONText.integer(value.bytes, in: bytes) ?? 0)
            if JSONText.equals(key, "prompt_tokens", in: bytes) || JSONText.equals(key, "input_tokens", in: bytes) {
                usage.input = count
            } else if JSONText.equals(key, "completion_tokens", in: bytes)
                || JSONText.equals(key, "output_tokens", in: bytes)
            {
                usage.output = count
            }
        }
        return usage
    }

    private static func readDetails(
        _ cursor: inout JSONCursor, _ bytes: Span<UInt8>, _ usage: inout Usage
    ) throws(JSONFault) {
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            let value = try cursor.skipValue(in: bytes)
            guard let count = JSONText.integer(value.bytes, in: bytes), count > 0 else { continue }
            if JSONText.equals(key, "cached_tokens", in: bytes) { usage.cachedInput = count }
            if JSONText.equals(key, "reasoning_tokens", in: bytes) { usage.reasoning = count }
        }
    }
}
