import NIOCore
import PlanBWire
import Testing

/// What a client makes of the bytes it got: reads them as SDKs do, by parsing every event.
struct ClientView {
    var text = ""
    var reasoning = ""
    var roles = 0
    var toolCalls = 0
    var finishes: [String] = []
    var terminators = 0
    var names: Set<String> = []
    var usages: [JSONValue] = []
    var stories: [JSONValue] = []

    init(_ bytes: ByteBuffer) throws {
        let text = String(buffer: bytes)
        guard !text.isEmpty else { return }
        #expect(text.hasSuffix("\n\n"))
        for event in text.components(separatedBy: "\n\n") where !event.isEmpty {
            let data = event.split(separator: "\n").map { $0.dropFirst("data: ".count) }.joined(separator: "\n")
            if data == "[DONE]" {
                terminators += 1
                continue
            }
            #expect(terminators == 0, "an event follows the terminator")
            try read(JSONValue.parse(ByteBuffer(string: data).readableBytesUInt8Span))
        }
    }

    private mutating func read(_ chunk: JSONValue) throws {
        for member in ["id", "model", "system_fingerprint"] {
            if let name = chunk[member]?.string { names.insert(String(name.split(separator: "-").last ?? "")) }
        }
        if let usage = chunk["usage"], !usage.isNull { usages.append(usage) }
        if let story = chunk["planb"] { stories.append(story) }
        guard let choice = chunk["choices"]?[0] else { return }
        if let delta = choice["delta"] {
            text += delta["content"]?.string ?? ""
            reasoning += delta["reasoning_content"]?.string ?? delta["reasoning"]?.string ?? ""
            if delta["role"] != nil { roles += 1 }
            toolCalls += delta["tool_calls"]?.array?.count ?? 0
        }
        if let reason = choice["finish_reason"]?.string { finishes.append(reason) }
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
