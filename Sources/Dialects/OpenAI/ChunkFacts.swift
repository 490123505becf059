import NIOCore
import PlanBVocabulary
import PlanBWire

/// What one `data:` payload of a completion stream says, found without decoding it.
///
/// The scan passes over every byte, so a payload that yields facts is a complete, valid JSON value.
struct ChunkFacts {
    /// It is an error, not a chunk.
    var isError = false
    /// It carries something of the answer: text, refusal, a tool call, audio; in a chunk also reasoning.
    var hasAnswer = false
    /// It carries something of the answer, or a finish reason.
    var hasOutput: Bool { hasAnswer || finishes }
    /// It says of any choice that it is finished.
    private var finishes = false
    /// Bytes of text in its deltas, as they stand in the JSON.
    private(set) var textBytes = 0
    /// How many objects `choices` has; nil if there is no such member.
    var choiceCount: Int?
    /// Indices of choices it mentions.
    var seen: UInt128 = 0
    /// Indices of choices that it finishes.
    var finished: UInt128 = 0
    /// The usage it reports, if any.
    var usage: Usage?

    /// It says nothing but how many tokens were used.
    var isUsageOnly: Bool { usage != nil && (choiceCount ?? 0) == 0 }

    init(_ payload: ByteBuffer) throws(JSONFault) {
        let bytes = payload.readableBytesUInt8Span
        var cursor = JSONCursor()
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if JSONText.equals(key, "choices", in: bytes), try cursor.peekKind(in: bytes) == .array {
                try readChoices(&cursor, bytes)
            } else if JSONText.equals(key, "usage", in: bytes), try cursor.peekKind(in: bytes) == .object {
                usage = try UsageReader.read(&cursor, bytes)
            } else {
                let value = try cursor.skipValue(in: bytes)
                if JSONText.equals(key, "error", in: bytes) { isError = value.kind != .null && value.kind != .false }
            }
        }
        try cursor.finish(in: bytes)
    }

    private mutating func readChoices(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        var count = 0
        try cursor.enterArray(in: bytes)
        while try cursor.nextElement(in: bytes) {
            guard try cursor.peekKind(in: bytes) == .object else {
                _ = try cursor.skipValue(in: bytes)
                continue
            }
            count += 1
            try readChoice(&cursor, bytes)
        }
        choiceCount = count
    }

    private mutating func readChoice(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        var index = 0
        var isLast = false
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if JSONText.equals(key, "delta", in: bytes), try cursor.peekKind(in: bytes) == .object {
                try readDelta(&cursor, bytes)
                continue
            }
            if JSONText.equals(key, "message", in: bytes), try cursor.peekKind(in: bytes) == .object {
                try readMessage(&cursor, bytes)
                continue
            }
            let value = try cursor.skipValue(in: bytes)
            if JSONText.equals(key, "index", in: bytes) {
                index = JSONText.integer(value.bytes, in: bytes) ?? 0
            } else if JSONText.equals(key, "finish_reason", in: bytes) {
                isLast = value.kind == .string && value.bytes.count > 2
            } else if JSONText.equals(key, "text", in: bytes) {
                if value.kind == .string, value.bytes.count > 2 { hasAnswer = true }
            }
        }
        let bit: UInt128 = (0..<128).contains(index) ? 1 << UInt128(index) : 0
        seen |= bit
        if isLast {
            finished |= bit
            finishes = true
        }
    }

    /// Output is any member of the delta but the role that is neither null nor empty: new kinds of output count too.
    private mutating func readDelta(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            let value = try cursor.skipValue(in: bytes)
            guard !JSONText.equals(key, "role", in: bytes) else { continue }
            switch value.kind {
            case .string, .array, .object:
                hasAnswer = hasAnswer || value.bytes.count > 2
                textBytes += value.bytes.count - 2
            case .number, .true, .false, .null: break
            }
        }
    }

    /// In a message that comes whole, only what a client can use is an answer: reasoning or annotations are not.
    private mutating func readMessage(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            let value = try cursor.skipValue(in: bytes)
            guard !hasAnswer, value.kind == .string || value.kind == .array || value.kind == .object else { continue }
            for name in Self.answers where JSONText.equals(key, name, in: bytes) {
                hasAnswer = value.bytes.count > 2
            }
        }
    }

    private static let answers: [StaticString] = ["content", "tool_calls", "function_call", "refusal", "audio"]
}
