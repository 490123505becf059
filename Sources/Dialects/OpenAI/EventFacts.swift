import NIOCore
import PlanBVocabulary
import PlanBWire

/// What one payload of a typed event stream says: the Responses API, images and transcriptions name each event in `type`.
struct EventFacts {
    /// What the event is to the relay.
    enum Role {
        case preamble
        case output
        /// The last event of a good answer.
        case completion
        /// The stream failed.
        case failure
    }

    private(set) var role = Role.preamble
    /// The value of `type`, to be repeated as the SSE event name; nil if it is not a plain word.
    private(set) var name: String?
    private(set) var usage: Usage?
    /// Ids of a response, of its conversation, or of an item.
    private(set) var ids: [String] = []

    init(_ payload: ByteBuffer) throws(JSONFault) {
        let bytes = payload.readableBytesUInt8Span
        var cursor = JSONCursor()
        var hasError = false
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if JSONText.equals(key, "response", in: bytes), try cursor.peekKind(in: bytes) == .object {
                try readResponse(&cursor, bytes)
                continue
            }
            if JSONText.equals(key, "item", in: bytes), try cursor.peekKind(in: bytes) == .object {
                try readID(&cursor, bytes)
                continue
            }
            if JSONText.equals(key, "usage", in: bytes), try cursor.peekKind(in: bytes) == .object {
                usage = try UsageReader.read(&cursor, bytes)
                continue
            }
            let value = try cursor.skipValue(in: bytes)
            if JSONText.equals(key, "type", in: bytes), value.kind == .string {
                name = Self.word(try JSONText.unescape(value.bytes, in: bytes))
            } else if JSONText.equals(key, "error", in: bytes) {
                hasError = value.kind == .object || value.kind == .string
            }
        }
        try cursor.finish(in: bytes)
        role = hasError ? .failure : Self.role(of: name ?? "")
    }

    private mutating func readResponse(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if JSONText.equals(key, "usage", in: bytes), try cursor.peekKind(in: bytes) == .object {
                usage = try UsageReader.read(&cursor, bytes)
            } else if JSONText.equals(key, "conversation", in: bytes), try cursor.peekKind(in: bytes) == .object {
                try readID(&cursor, bytes)
            } else {
                try take(id: key, try cursor.skipValue(in: bytes), bytes)
            }
        }
    }

    private mutating func readID(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            try take(id: key, try cursor.skipValue(in: bytes), bytes)
        }
    }

    private mutating func take(
        id key: Range<Int>, _ value: JSONValueRange, _ bytes: Span<UInt8>
    ) throws(JSONFault) {
        guard JSONText.equals(key, "id", in: bytes), value.kind == .string else { return }
        ids.append(try JSONText.unescape(value.bytes, in: bytes))
    }

    private static func role(of name: String) -> Role {
        switch name {
        case "error", "response.failed": .failure
        case "response.completed", "response.incomplete", "transcript.text.done", "speech.audio.done",
            "image_generation.completed", "image_edit.completed":
            .completion
        case "response.created", "response.queued", "response.in_progress", "response.output_item.added",
            "response.content_part.added", "response.reasoning_summary_part.added", "":
            .preamble
        default: .output
        }
    }

    /// Event names go onto a line of their own: only plain words do.
    private static func word(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_")
        }
        return isPlain && !text.isEmpty && text.utf8.count <= 80 ? text : nil
    }
}
