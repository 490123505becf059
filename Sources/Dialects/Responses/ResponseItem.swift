import NIOCore
import PlanBConversation
import PlanBWire

/// An item of the output of a response, whole or while it grows.
struct ResponseItem: Sendable {
    enum Kind: Sendable {
        case message
        case reasoning
        case call(id: String, name: String)
    }

    /// A part of a message, the summary of a thought, or the arguments of a call.
    struct Part: Sendable {
        var isRefusal = false
        /// Grows in place.
        var text: JSONString
        /// Elements of the list of tokens, with commas between them.
        var logprobs = ByteBuffer()
    }

    var kind: Kind
    var id: String
    var parts: [Part] = []
    var sealed: JSONString?
    var status = "in_progress"

    var isCall: Bool { if case .call = kind { true } else { false } }
    var isMessage: Bool { if case .message = kind { true } else { false } }
    var isReasoning: Bool { if case .reasoning = kind { true } else { false } }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        switch kind {
        case .message:
            json.member("type", "message")
            json.member("status", status)
            json.member("role", "assistant")
            json.key("content")
            json.beginArray()
            for part in parts { Self.write(part, to: &json) }
            json.endArray()
        case .reasoning:
            json.member("type", "reasoning")
            json.key("summary")
            json.beginArray()
            for part in parts { Self.writeSummary(part.text, to: &json) }
            json.endArray()
            if let sealed { json.member("encrypted_content", sealed) }
        case .call(let id, let name):
            json.member("type", "function_call")
            json.member("status", status)
            json.member("call_id", id)
            json.member("name", name)
            json.member("arguments", parts.first?.text ?? "")
        }
        json.endObject()
    }

    static func write(_ part: Part, to json: inout JSONWriter) {
        json.beginObject()
        if part.isRefusal {
            json.member("type", "refusal")
            json.member("refusal", part.text)
        } else {
            json.member("type", "output_text")
            json.key("annotations")
            json.beginArray()
            json.endArray()
            writeLogprobs(part.logprobs, to: &json)
            json.member("text", part.text)
        }
        json.endObject()
    }

    static func writeLogprobs(_ elements: ByteBuffer, to json: inout JSONWriter) {
        json.key("logprobs")
        json.beginArray()
        if elements.readableBytes > 0 { json.raw(elements) }
        json.endArray()
    }

    static func writeSummary(_ text: JSONString, to json: inout JSONWriter) {
        json.beginObject()
        json.member("type", "summary_text")
        json.member("text", text)
        json.endObject()
    }
}

extension ResponseItem.Part {
    /// Adds the tokens of `logprobs`, which is the object that chat completions have.
    mutating func append(logprobs: JSONNode) {
        for name in ["content", "refusal"] as [StaticString] {
            for element in logprobs[name]?.items ?? JSONNode.null.items {
                if self.logprobs.readableBytes > 0 { self.logprobs.writeInteger(UInt8(ascii: ",")) }
                self.logprobs.writeImmutableBuffer(ResponseText.oneLine(element.raw))
            }
        }
    }
}

/// Text for a line of a stream of events.
enum ResponseText {
    /// `document` without ends of line: in JSON they stand between values only.
    static func oneLine(_ document: ByteBuffer) -> ByteBuffer {
        let isEnd = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        guard document.readableBytesView.contains(where: isEnd) else { return document }
        return ByteBuffer(bytes: document.readableBytesView.map { isEnd($0) ? 0x20 : $0 })
    }
}

/// Ids of a response and of its items, which no provider has given: the same whenever the same request is looked at.
struct ResponseIDs: Sendable {
    private let base: String

    init(_ requestID: String) {
        base = requestID.hasPrefix("req_") ? String(requestID.dropFirst(4)) : requestID
    }

    var response: String { "resp_\(base)" }
    func message(_ index: Int) -> String { "msg_\(base)_\(index)" }
    func reasoning(_ index: Int) -> String { "rs_\(base)_\(index)" }
    /// Whether an id is of the kind that ``reasoning(_:)`` gives. OpenAI's own have no second underscore.
    static func isReasoning(_ id: String) -> Bool {
        let parts = id.split(separator: "_", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "rs" && !parts[2].isEmpty
            && parts[2].utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }
    func call(_ index: Int) -> String { "fc_\(base)_\(index)" }
    /// For a call to which the provider gave no id.
    func callID(_ index: Int) -> String { "call_\(base)_\(index)" }
}
