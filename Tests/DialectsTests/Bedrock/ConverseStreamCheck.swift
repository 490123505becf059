import NIOCore
import PlanBWire

@testable import PlanBDialects

/// Reads the stream of a client as plainly as it can be said, on `JSONValue`, and finds what is against the order of
/// ConverseStream.
struct ConverseStreamCheck {
    /// `text …`, `thought … signature`, `sealed …`, `call id name arguments`.
    private(set) var blocks: [String] = []
    private(set) var stopReason: String?
    private(set) var metadata: JSONValue?
    private(set) var fault: String?

    private var isStarted = false
    private var open: (kind: String, text: String, signature: String)?

    init(_ bytes: ByteBuffer) {
        guard let events = Converse.events(bytes) else {
            fault = "framing"
            return
        }
        for event in events where fault == nil {
            guard let value = try? Converse.value(event.data), !event.isException else {
                fault = "payload"
                return
            }
            take(event.name.map { String(buffer: $0) } ?? "", value)
        }
        if fault == nil, stopReason == nil || metadata == nil { fault = "no end" }
    }

    private mutating func take(_ name: String, _ value: JSONValue) {
        if metadata != nil { fault = "\(name) after the end" }
        if name != "messageStart", !isStarted { fault = "\(name) before the start" }
        if name.hasPrefix("contentBlock"), value["contentBlockIndex"]?.int != blocks.count { fault = "index" }
        if name.hasPrefix("contentBlock"), stopReason != nil { fault = "content after the stop" }
        switch name {
        case "messageStart":
            if isStarted || value != ["role": "assistant"] { fault = "start" }
            isStarted = true
        case "contentBlockStart":
            guard open == nil, let call = value["start"]?["toolUse"], let id = call["toolUseId"]?.string,
                let tool = call["name"]?.string
            else { return fault = "start of a block" }
            open = ("call \(id) \(tool)", "", "")
        case "contentBlockDelta": take(delta: value["delta"])
        case "contentBlockStop":
            guard let block = open else { return fault = "end of no block" }
            let words = [block.kind, block.text, block.signature]
            blocks.append(words.filter { !$0.isEmpty }.joined(separator: " "))
            open = nil
        case "messageStop":
            if open != nil || stopReason != nil { fault = "stop" }
            stopReason = value["stopReason"]?.string
        case "metadata":
            if stopReason == nil { fault = "metadata before the stop" }
            metadata = value
        default: fault = "unknown event"
        }
    }

    private mutating func take(delta: JSONValue?) {
        guard let member = delta?.object?.first, delta?.object?.count == 1 else { return fault = "delta" }
        switch member.name {
        case "text": extend("text", member.value.string)
        case "toolUse":
            guard open?.kind.hasPrefix("call") == true, let input = member.value["input"]?.string else {
                return fault = "arguments"
            }
            open?.text += input
        case "reasoningContent":
            guard let piece = member.value.object?.first, let text = piece.value.string else {
                return fault = "thought"
            }
            switch piece.name {
            case "text": extend("thought", text)
            case "signature":
                extend("thought", "")
                open?.signature += text
            case "redactedContent": extend("sealed", text)
            default: fault = "thought"
            }
        default: fault = "delta"
        }
    }

    private mutating func extend(_ kind: String, _ text: String?) {
        guard let text else { return fault = kind }
        if open == nil { open = (kind, "", "") }
        if open?.kind != kind || open?.signature.isEmpty == false { fault = "\(kind) in another block" }
        open?.text += text
    }
}
