import NIOCore
import PlanBWire

/// Log probabilities: Google's `logprobsResult` and OpenAI's `logprobs`.
enum GeminiLogprobs {
    /// OpenAI's object for one of Google's; nil if there is nothing in it.
    static func read(_ result: JSONNode) -> JSONNode? {
        guard let chosen = result["chosenCandidates"]?.array, result["chosenCandidates"]?.isEmpty == false else {
            return nil
        }
        var tops = result["topCandidates"]?.items
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("content")
        writer.beginArray()
        for token in chosen {
            writer.beginObject()
            members(of: token, &writer)
            writer.key("top_logprobs")
            writer.beginArray()
            for top in tops?.next()?["candidates"]?.array.map(Array.init) ?? [] {
                writer.beginObject()
                members(of: top, &writer)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.key("refusal")
        writer.null()
        writer.endObject()
        return try? JSONNode(reading: writer.buffer)
    }

    private static func members(of token: JSONNode, _ writer: inout JSONWriter) {
        let text = token["token"]?.text ?? ""
        writer.member("token", text)
        writer.key("logprob")
        number(token["logProbability"], &writer)
        writer.key("bytes")
        writer.beginArray()
        for byte in text.text.utf8 { writer.int(byte) }
        writer.endArray()
    }

    /// Google leaves out what is zero.
    private static func number(_ node: JSONNode?, _ writer: inout JSONWriter) {
        if let node, node.kind == .number { writer.raw(node.raw) } else { writer.int(0) }
    }

    /// Writes the member `logprobsResult` for an object of OpenAI's.
    static func write(_ logprobs: JSONNode, _ writer: inout JSONWriter) {
        let tokens = (logprobs["content"]?.array).map(Array.init) ?? []
        writer.key("logprobsResult")
        writer.beginObject()
        writer.key("chosenCandidates")
        writer.beginArray()
        for token in tokens { candidate(token, &writer) }
        writer.endArray()
        writer.key("topCandidates")
        writer.beginArray()
        for token in tokens {
            writer.beginObject()
            writer.key("candidates")
            writer.beginArray()
            for top in (token["top_logprobs"]?.array).map(Array.init) ?? [] { candidate(top, &writer) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private static func candidate(_ token: JSONNode, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("token", token["token"]?.text ?? "")
        writer.key("logProbability")
        number(token["logprob"], &writer)
        writer.endObject()
    }
}
