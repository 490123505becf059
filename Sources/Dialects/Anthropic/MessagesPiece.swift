import NIOCore
import PlanBWire

/// A block of a client's stream that was not written to its end.
struct MessagesPiece {
    enum Kind {
        case text
        case thinking
        /// `redacted_thinking`
        case sealed(JSONString)
        case call(id: String, name: String)
    }

    var kind: Kind
    /// What is to be written as soon as it is this block's turn.
    var waiting: JSONString = ""
    var signature: JSONString?
    var hasStarted = false
    /// Nothing more will come.
    var hasEnded = false

    /// Whether it is a thought, or text; nil if it is neither.
    var isThought: Bool? {
        switch kind {
        case .text: false
        case .thinking: true
        case .sealed, .call: nil
        }
    }

    var delta: MessagesEvents.Delta {
        switch kind {
        case .text: .text
        case .thinking, .sealed: .thinking
        case .call: .input
        }
    }
}

/// The events of a block, written straight into the stream. Texts are escaped, so that they have no end of line.
enum MessagesEvents {
    enum Delta {
        case text
        case thinking
        case signature
        case input
    }

    static func start(_ index: Int, _ kind: MessagesPiece.Kind, _ out: inout ByteBuffer) {
        out.writeStaticString("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":")
        out.writeString(String(index))
        switch kind {
        case .text: out.writeStaticString(",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n")
        case .thinking:
            out.writeStaticString(
                ",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n")
        case .sealed(let data):
            out.writeStaticString(",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"")
            out.writeImmutableBuffer(data.escaped)
            out.writeStaticString("\"}}\n\n")
        case .call(let id, let name):
            out.writeStaticString(",\"content_block\":{\"type\":\"tool_use\",\"id\":")
            JSONWriter.appendString(id, to: &out)
            out.writeStaticString(",\"name\":")
            JSONWriter.appendString(name, to: &out)
            out.writeStaticString(",\"input\":{}}}\n\n")
        }
    }

    static func delta(_ index: Int, _ delta: Delta, _ text: JSONString, _ out: inout ByteBuffer) {
        out.writeStaticString("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":")
        out.writeString(String(index))
        switch delta {
        case .text: out.writeStaticString(",\"delta\":{\"type\":\"text_delta\",\"text\":\"")
        case .thinking: out.writeStaticString(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"")
        case .signature: out.writeStaticString(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"")
        case .input: out.writeStaticString(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"")
        }
        out.writeImmutableBuffer(text.escaped)
        out.writeStaticString("\"}}\n\n")
    }

    static func stop(_ index: Int, _ out: inout ByteBuffer) {
        out.writeStaticString("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
        out.writeString(String(index))
        out.writeStaticString("}\n\n")
    }
}
