public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// `POST /v1/messages/count_tokens` and `GET /v1/models`.
extension MessagesCodec {
    /// Reads a client's request to count tokens: one to answer, without `max_tokens`.
    /// - Throws: what the client has to change, with the member's name.
    public static func countPrompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        try MessagesPromptReader.read(body, path, isCount: true)
    }

    /// Writes a request for a provider to count the tokens of `prompt`; nil if the target's API has no such request.
    /// Amazon counts in another dialect.
    public static func countRequest(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest? {
        guard target.quirks.anthropicVersionInBody?.hasPrefix("bedrock") != true else { return nil }
        return MessagesRequestWriter.write(prompt, to: target, isCount: true, &losses)
    }

    /// The count in a provider's answer.
    /// - Throws: `malformed` if there is none.
    public static func count(_ body: ByteBuffer) throws(AttemptFailure) -> Int {
        guard let count = (try? JSONNode(reading: body))?["input_tokens"]?.int, count >= 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has no count of tokens")
        }
        return count
    }

    /// Writes a count for a client.
    public static func countAnswer(_ tokens: Int) -> ByteBuffer {
        ByteBuffer(string: "{\"input_tokens\":\(max(0, tokens))}")
    }

    /// Writes a list of models for a client, all on one page.
    /// - Parameter models: the id of each, and since when it is there, in seconds since 1970.
    public static func models(_ models: [(id: String, created: Int)]) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("data")
        writer.beginArray()
        for model in models {
            writer.beginObject()
            writer.member("type", "model")
            writer.member("id", model.id)
            writer.member("display_name", model.id)
            writer.member("created_at", date(model.created))
            writer.endObject()
        }
        writer.endArray()
        writer.member("has_more", false)
        writer.member("first_id", models.first?.id)
        writer.member("last_id", models.last?.id)
        writer.endObject()
        return writer.buffer
    }

    /// RFC 3339, from the days since 1970. https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    private static func date(_ seconds: Int) -> String {
        let seconds = min(max(0, seconds), 253_402_300_799)
        let shifted = seconds / 86_400 + 719_468
        let era = shifted / 146_097
        let day = shifted % 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let inYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * inYear + 2) / 153
        let civilMonth = month < 10 ? month + 3 : month - 9
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year + era * 400 + (civilMonth <= 2 ? 1 : 0))-\(two(civilMonth))-"
            + "\(two(inYear - (153 * month + 2) / 5 + 1))T\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):"
            + "\(two(seconds % 60))Z"
    }
}
