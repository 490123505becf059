public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// `POST /v1/responses/input_tokens`.
/// https://platform.openai.com/docs/api-reference/responses/input-tokens
public enum ResponsesTokenCount: TokenCountCodec {
    /// What the endpoint takes of a request for a response.
    private static let members: Set = [
        "model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text",
        "truncation",
    ]

    /// Reads a client's request: one for a response, without what only concerns the answer.
    public static func prompt(_ body: ByteBuffer, _ place: PathFacts) throws(ClientError) -> Prompt {
        try ResponsesCodec.prompt(body, place)
    }

    /// Writes the answer for a client.
    public static func answer(_ tokens: Int) -> ByteBuffer {
        ByteBuffer(string: "{\"object\":\"response.input_tokens\",\"input_tokens\":\(max(0, tokens))}")
    }

    /// `/responses/input_tokens`
    public static func path(to target: TargetTraits) -> ProviderPath? { ProviderPath("/responses/input_tokens") }

    /// Writes a request for a provider.
    public static func request(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest? {
        var prompt = prompt
        prompt.isStream = false
        let whole = ResponsesCodec.request(prompt, to: target, &losses)
        var json = JSONWriter()
        json.beginObject()
        for member in ((try? JSONNode(reading: whole.body)) ?? .null).items where members.contains(member.key) {
            json.member(member.key, member)
        }
        json.endObject()
        return ProviderRequest(to: ProviderPath("/responses/input_tokens"), body: json.buffer)
    }

    /// Reads a provider's answer.
    public static func count(_ body: ByteBuffer) throws(AttemptFailure) -> Int {
        guard let count = (try? JSONNode(reading: body))?["input_tokens"]?.int, count >= 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has no count of tokens")
        }
        return count
    }
}
