import NIOCore
import PlanBWire

/// Reads a stream of Cohere's as a strict client would, and says what is wrong with it. Shares nothing with the code that
/// writes it.
struct CohereTranscript {
    private(set) var faults: [String] = []
    private(set) var last: JSONValue?
    private(set) var types: [String] = []
    /// What each content says, and of which type it is.
    private(set) var contents: [(type: String, words: String)] = []
    private(set) var arguments: [String] = []
    private var openContent: String?
    private var openCalls: Set<Int> = []

    init(_ stream: ByteBuffer) throws {
        var framer = SSEFramer()
        framer.append(stream)
        while let event = try framer.next() {
            let data = try JSONValue.parse(event.data.readableBytesUInt8Span)
            types.append(data["type"]?.string ?? "")
            if event.event.map({ String(buffer: $0) }) != types.last { fault("named otherwise") }
            if last != nil { fault("after the end") }
            take(types.last ?? "", data)
        }
    }

    private mutating func fault(_ text: String) { faults.append("event \(types.count - 1): \(text)") }

    private mutating func take(_ type: String, _ data: JSONValue) {
        if (type == "message-start") != (types.count == 1) { fault("the start is not the first") }
        let message = data["delta"]?["message"]
        let index = data["index"]?.int ?? -1
        switch type {
        case "message-start": if message?["role"] != "assistant" || data["id"] == nil { fault("no role or id") }
        case "content-start":
            if openContent != nil { fault("content in content") }
            if index != contents.count { fault("content \(index) after \(contents.count)") }
            openContent = message?["content"]?["type"]?.string ?? "?"
            contents.append((openContent ?? "", ""))
        case "content-delta":
            guard let openContent, index == contents.count - 1 else { return fault("delta outside content") }
            contents[index].words += message?["content"]?[openContent]?.string ?? "?"
        case "content-end":
            if openContent == nil || index != contents.count - 1 { fault("end of no content") }
            openContent = nil
        case "tool-call-start":
            if openContent != nil { fault("call in content") }
            if index != arguments.count { fault("call \(index) after \(arguments.count)") }
            let call = message?["tool_calls"]
            if call?["id"]?.string == nil || call?["function"]?["name"]?.string == nil { fault("no id or name") }
            arguments.append(call?["function"]?["arguments"]?.string ?? "?")
            openCalls.insert(index)
        case "tool-call-delta":
            guard openCalls.contains(index) else { return fault("delta outside a call") }
            arguments[index] += message?["tool_calls"]?["function"]?["arguments"]?.string ?? "?"
        case "tool-call-end": if openCalls.remove(index) == nil { fault("end of no call") }
        case "message-end":
            last = data
            let isError = data["delta"]?["finish_reason"] == "ERROR"
            if !isError, openContent != nil || !openCalls.isEmpty { fault("something is open at the end") }
            if arguments.contains(""), !isError { fault("a call without arguments") }
        default: fault("unknown type \(type)")
        }
    }
}
