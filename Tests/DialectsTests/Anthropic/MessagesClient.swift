import NIOCore
import PlanBWire

/// A client of the Messages API that takes a stream apart by itself, and is as strict as any SDK: it knows nothing of the
/// gateway's own reader.
struct MessagesClient {
    struct Complaint: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    private(set) var message: JSONValue = .null
    private(set) var last: JSONValue = .null
    private var blocks: [JSONValue] = []
    private var open: (kind: String, text: String, signature: String)?
    private var isOver = false
    private var hasDelta = false

    init(_ stream: ByteBuffer) throws {
        let text = String(buffer: stream)
        guard text.hasSuffix("\n\n") else { throw Complaint("the last event is not terminated") }
        for event in text.dropLast(2).split(separator: "\n\n", omittingEmptySubsequences: false) {
            let lines = event.split(separator: "\n", omittingEmptySubsequences: false)
            guard lines.count == 2, lines[0].hasPrefix("event: "), lines[1].hasPrefix("data: ") else {
                throw Complaint("not an event line and a data line: \(event)")
            }
            let data = try MessagesSamples.parse(ByteBuffer(string: String(lines[1].dropFirst(6))))
            guard data["type"]?.string == String(lines[0].dropFirst(7)) else { throw Complaint("name and type differ") }
            try take(data)
        }
        guard isOver else { throw Complaint("no message_stop") }
    }

    private mutating func take(_ event: JSONValue) throws {
        guard !isOver else { throw Complaint("an event after the last one") }
        switch event["type"]?.string ?? "" {
        case "ping": return
        case "message_start":
            guard message == .null, let start = event["message"] else { throw Complaint("a second message_start") }
            guard start["content"] == [], start["usage"]?["input_tokens"]?.int != nil, start["id"]?.string != nil,
                start["model"]?.string != nil, start["role"] == "assistant", start["type"] == "message"
            else { throw Complaint("a bad message_start") }
            message = start
        case "content_block_start": try begin(event)
        case "content_block_delta": try grow(event)
        case "content_block_stop":
            guard let closed = open, event["index"]?.int == blocks.count - 1 else { throw Complaint("a bad stop") }
            blocks[blocks.count - 1] = try whole(closed)
            open = nil
        case "message_delta":
            guard message != .null, open == nil, !hasDelta, event["delta"]?["stop_reason"]?.string != nil,
                event["usage"]?["output_tokens"]?.int != nil
            else { throw Complaint("a bad message_delta") }
            hasDelta = true
            set("content", .array(blocks))
            set("stop_reason", event["delta"]?["stop_reason"])
            set("stop_sequence", event["delta"]?["stop_sequence"])
            if let details = event["delta"]?["stop_details"] { set("stop_details", details) }
            set("usage", event["usage"])
        case "message_stop":
            guard hasDelta else { throw Complaint("message_stop without message_delta") }
            last = event
            isOver = true
        case let other: throw Complaint("an unknown event: \(other)")
        }
    }

    private mutating func begin(_ event: JSONValue) throws {
        guard message != .null, open == nil, !hasDelta, event["index"]?.int == blocks.count,
            let block = event["content_block"], let kind = block["type"]?.string
        else { throw Complaint("a bad content_block_start") }
        switch kind {
        case "text": guard block["text"] == "" else { throw Complaint("text in a start") }
        case "thinking":
            guard block["thinking"] == "", block["signature"] == "" else { throw Complaint("a bad thinking start") }
        case "tool_use":
            guard block["input"] == .object([]), block["id"]?.string?.isEmpty == false, block["name"]?.string != nil
            else { throw Complaint("a bad tool_use start") }
        case "redacted_thinking": guard block["data"]?.string != nil else { throw Complaint("no data") }
        default: throw Complaint("an unknown block: \(kind)")
        }
        blocks.append(block)
        open = (kind, "", "")
    }

    private mutating func grow(_ event: JSONValue) throws {
        guard let kind = open?.kind, event["index"]?.int == blocks.count - 1, let delta = event["delta"] else {
            throw Complaint("a delta for a block that is not open")
        }
        let text: String?
        switch (kind, delta["type"]?.string) {
        case ("text", "text_delta"): text = delta["text"]?.string
        case ("thinking", "thinking_delta"):
            guard open?.signature == "" else { throw Complaint("a thought after its signature") }
            text = delta["thinking"]?.string
        case ("tool_use", "input_json_delta"): text = delta["partial_json"]?.string
        case ("thinking", "signature_delta"):
            guard open?.signature == "", let signature = delta["signature"]?.string, !signature.isEmpty else {
                throw Complaint("a bad signature")
            }
            open?.signature = signature
            return
        default: throw Complaint("a \(delta["type"]?.string ?? "") in a \(kind)")
        }
        guard let text else { throw Complaint("a delta without text") }
        open?.text += text
    }

    private func whole(_ open: (kind: String, text: String, signature: String)) throws -> JSONValue {
        let block = blocks[blocks.count - 1]
        switch open.kind {
        case "text":
            guard !open.text.isEmpty else { throw Complaint("an empty text block") }
            return ["type": "text", "text": .string(open.text)]
        case "thinking":
            guard !open.signature.isEmpty else { throw Complaint("a thought without a signature") }
            return ["type": "thinking", "thinking": .string(open.text), "signature": .string(open.signature)]
        case "tool_use":
            let input = open.text.isEmpty ? "{}" : open.text
            return [
                "type": "tool_use", "id": block["id"] ?? .null, "name": block["name"] ?? .null,
                "input": try MessagesSamples.parse(ByteBuffer(string: input)),
            ]
        default: return block
        }
    }

    private mutating func set(_ name: String, _ value: JSONValue?) {
        var pairs = message.object ?? []
        pairs.removeAll { $0.name == name }
        pairs.append(JSONPair(name, value ?? .null))
        message = .object(pairs)
    }
}
