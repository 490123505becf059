import PlanBVocabulary
import PlanBWire

/// The member `usageMetadata`. https://ai.google.dev/api/generate-content#UsageMetadata
enum GeminiUsage {
    /// Google counts thoughts apart from the answer, and what its tools brought apart from the prompt.
    static func read(_ node: JSONNode) -> Usage {
        var prompt = 0
        var tools = 0
        var output = 0
        var thoughts = 0
        var cached = 0
        for member in node.items {
            guard let int = member.int else { continue }
            // No answer has more, and sums of these do not overflow.
            let count = min(max(int, 0), 1 << 40)
            if member.isNamed("promptTokenCount") {
                prompt = count
            } else if member.isNamed("candidatesTokenCount") {
                output = count
            } else if member.isNamed("thoughtsTokenCount") {
                thoughts = count
            } else if member.isNamed("cachedContentTokenCount") {
                cached = count
            } else if member.isNamed("toolUsePromptTokenCount") {
                tools = count
            }
        }
        return Usage(
            input: prompt + tools, output: output + thoughts, cachedInput: min(cached, prompt + tools),
            reasoning: thoughts)
    }

    static func write(_ usage: Usage, _ writer: inout JSONWriter) {
        let input = bounded(usage.input)
        let output = bounded(usage.output)
        let thoughts = min(bounded(usage.reasoning), output)
        writer.key("usageMetadata")
        writer.beginObject()
        writer.member("promptTokenCount", input)
        if usage.cachedInput > 0 { writer.member("cachedContentTokenCount", bounded(usage.cachedInput)) }
        writer.member("candidatesTokenCount", output - thoughts)
        if thoughts > 0 { writer.member("thoughtsTokenCount", thoughts) }
        writer.member("totalTokenCount", input + output)
        writer.endObject()
    }

    private static func bounded(_ count: Int) -> Int { min(max(count, 0), 1 << 40) }
}
