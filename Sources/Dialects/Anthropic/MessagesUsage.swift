import PlanBVocabulary
import PlanBWire

/// The API's count of tokens, in which cached prompt tokens stand beside `input_tokens`, not in it. In a stream it
/// comes in parts that replace one another: they are never added up.
struct MessagesUsage {
    private var input: Int?
    private var written: Int?
    private var read: Int?
    private var output: Int?
    private var thinking: Int?

    /// Takes over what `node` says. What it does not say stays as it was.
    mutating func take(_ node: JSONNode?) {
        guard let node, node.kind == .object else { return }
        input = Self.count(node["input_tokens"]) ?? input
        read = Self.count(node["cache_read_input_tokens"]) ?? read
        output = Self.count(node["output_tokens"]) ?? output
        thinking = Self.count(node["output_tokens_details"]?["thinking_tokens"]) ?? thinking
        if let count = Self.count(node["cache_creation_input_tokens"]) {
            written = count
        } else if let parts = node["cache_creation"]?.members {
            written = parts.reduce(0) { Self.sum($0, Self.count($1) ?? 0) }
        }
    }

    /// The count as everybody else counts; nil if nothing was said.
    var usage: Usage? {
        guard input != nil || output != nil else { return nil }
        return Usage(
            input: Self.sum(Self.sum(input ?? 0, written ?? 0), read ?? 0), output: output ?? 0,
            cachedInput: read ?? 0, reasoning: thinking ?? 0, writtenInput: written ?? 0)
    }

    /// Writes the object `usage`.
    static func write(_ usage: Usage, to writer: inout JSONWriter) {
        let read = max(0, usage.cachedInput)
        let written = max(0, usage.writtenInput)
        writer.beginObject()
        writer.member("input_tokens", max(0, usage.input.subtractingReportingOverflow(sum(read, written)).partialValue))
        writer.member("cache_creation_input_tokens", written)
        writer.member("cache_read_input_tokens", read)
        writer.member("output_tokens", max(0, usage.output))
        if usage.reasoning > 0 {
            writer.key("output_tokens_details")
            writer.beginObject()
            writer.member("thinking_tokens", usage.reasoning)
            writer.endObject()
        }
        writer.endObject()
    }

    private static func count(_ node: JSONNode?) -> Int? { node?.int.map { max(0, $0) } }

    /// Counts come from a provider and may be absurd; they must not end the process.
    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
