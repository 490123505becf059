import NIOCore
import PlanBWire
import Testing

/// What a client reads out of the bytes it was handed.
struct ClientTranscript {
    var text = ""
    var reasoning = ""
    var roles = 0
    var ends = 0
    var terminators = 0
    var toolCalls = 0
    var ids: Set<String> = []
    var models: Set<String> = []
    var usage: JSONValue?
    var story: JSONValue?

    init(_ bytes: ByteBuffer) throws {
        var framer = SSEFramer()
        framer.append(bytes)
        while let event = try framer.next() {
            #expect(terminators == 0, "an event after the terminator")
            if String(buffer: event.data) == "[DONE]" {
                terminators += 1
                continue
            }
            try read(try JSONValue.parse(event.data.readableBytesUInt8Span))
        }
    }

    private mutating func read(_ chunk: JSONValue) throws {
        if let id = chunk["id"]?.string { ids.insert(id) }
        if let model = chunk["model"]?.string { models.insert(model) }
        if let usage = chunk["usage"] { self.usage = usage }
        if let story = chunk["planb"] { self.story = story }
        let choice = chunk["choices"]?[0]
        if choice?["finish_reason"]?.string != nil { ends += 1 }
        guard let delta = choice?["delta"] else { return }
        text += delta["content"]?.string ?? ""
        reasoning += delta["reasoning_content"]?.string ?? delta["reasoning"]?.string ?? ""
        if delta["role"] != nil { roles += 1 }
        toolCalls += delta["tool_calls"]?.array?.count ?? 0
    }
}
