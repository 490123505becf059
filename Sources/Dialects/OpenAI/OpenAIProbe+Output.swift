import PlanBVocabulary
import PlanBWire

// How long an answer may be, in the words of each dialect. A number that is no plain whole one is none: the model's own
// limit counts then.
extension OpenAIProbe {
    /// In OpenAI's own words.
    mutating func readOutput(_ outline: JSONOutline, _ bytes: Span<UInt8>, _ operation: Operation) {
        switch operation {
        case .chat: take(outline, ["max_tokens", "max_completion_tokens"], bytes)
        case .response: take(outline, ["max_output_tokens"], bytes)
        case .completion:
            take(outline, ["max_tokens"], bytes)
            if let best = outline.first("best_of", in: bytes)?.value, best.kind == .number {
                answers = max(answers, JSONText.integer(best.bytes, in: bytes) ?? answers)
            }
            // A list of prompts has an answer to each; a list of numbers is one prompt.
            guard let prompts = outline.first("prompt", in: bytes)?.value, prompts.kind == .array else { return }
            var count = 0
            RequestNeeds.forEach(prompts, bytes) { if $0.kind != .number { count += 1 } }
            answers = max(1, answers).multipliedReportingOverflow(by: max(1, count)).partialValue
        default: break
        }
    }

    /// In the words of others.
    mutating func readOutput(_ outline: JSONOutline, _ bytes: Span<UInt8>, _ dialect: DialectID) {
        switch dialect {
        case .openAI, .responses: break
        case .anthropic, .invoke, .cohere: take(outline, ["max_tokens"], bytes)
        case .bedrock: take(outline, in: ["inferenceConfig"], ["maxTokens"], bytes)
        // Google reads both spellings of everything.
        case .gemini:
            let configurations: [StaticString] = ["generationConfig", "generation_config"]
            take(outline, in: configurations, ["maxOutputTokens", "max_output_tokens"], bytes)
            for name in configurations {
                guard let configuration = outline.first(name, in: bytes)?.value else { continue }
                for name in ["candidateCount", "candidate_count"] as [StaticString] {
                    if let count = RequestNeeds.member(name, of: configuration, bytes), count.kind == .number {
                        answers = max(answers, JSONText.integer(count.bytes, in: bytes) ?? 1)
                    }
                }
            }
        }
    }

    private mutating func take(_ outline: JSONOutline, _ names: [StaticString], _ bytes: Span<UInt8>) {
        for name in names { if let member = outline.first(name, in: bytes) { take(member.value, bytes) } }
    }

    private mutating func take(
        _ outline: JSONOutline, in holders: [StaticString], _ names: [StaticString], _ bytes: Span<UInt8>
    ) {
        for holder in holders {
            guard let object = outline.first(holder, in: bytes)?.value else { continue }
            for name in names {
                if let value = RequestNeeds.member(name, of: object, bytes) { take(value, bytes) }
            }
        }
    }

    private mutating func take(_ value: JSONValueRange, _ bytes: Span<UInt8>) {
        guard value.kind == .number, let cap = JSONText.integer(value.bytes, in: bytes), cap > 0 else { return }
        outputCap = max(outputCap ?? 0, cap)
    }
}
