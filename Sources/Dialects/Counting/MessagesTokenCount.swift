public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// `POST /v1/messages/count_tokens`. https://docs.claude.com/en/api/messages-count-tokens
public enum MessagesTokenCount: TokenCountCodec {
    /// Reads a client's request to count tokens: one to answer, without `max_tokens`.
    public static func prompt(_ body: ByteBuffer, _ place: PathFacts) throws(ClientError) -> Prompt {
        try MessagesPromptReader.read(body, place, isCount: true)
    }

    /// Writes a count for a client.
    public static func answer(_ tokens: Int) -> ByteBuffer {
        ByteBuffer(string: "{\"input_tokens\":\(max(0, tokens))}")
    }

    /// `/v1/messages/count_tokens`, or the counting model of Vertex AI. Amazon counts in another dialect.
    public static func path(to target: TargetTraits) -> ProviderPath? {
        guard target.quirks.anthropicVersionInBody?.hasPrefix("bedrock") != true else { return nil }
        return ProviderPath(MessagesRequestWriter.path(to: target, isStream: false, isCount: true))
    }

    /// Writes a request for a provider to count the tokens of `prompt`.
    public static func request(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest? {
        guard path(to: target) != nil else { return nil }
        return MessagesRequestWriter.write(prompt, to: target, isCount: true, &losses)
    }

    /// The count in a provider's answer.
    public static func count(_ body: ByteBuffer) throws(AttemptFailure) -> Int {
        guard let count = (try? JSONNode(reading: body))?["input_tokens"]?.int, count >= 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has no count of tokens")
        }
        return count
    }
}
