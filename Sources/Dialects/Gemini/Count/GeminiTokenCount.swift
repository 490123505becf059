public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// Counting tokens without an answer: `:countTokens`. https://ai.google.dev/api/tokens
public enum GeminiTokenCount {
    /// Reads a client's request, which holds contents or a whole request to be counted.
    /// - Throws: what the client has to change.
    public static func prompt(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        let root = (try? JSONNode(reading: body)) ?? .null
        let whole = root["generateContentRequest"]?.unlessNull ?? root["generate_content_request"]?.unlessNull
        return try GeminiPromptReader.read(whole?.raw ?? body, path)
    }

    /// Writes the answer for a client.
    public static func answer(_ tokens: Int) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("totalTokens", max(tokens, 0))
        writer.endObject()
        return writer.buffer
    }

    /// Writes the request for a provider. The Gemini API counts a whole request; Vertex AI takes its members, but for the
    /// choice of tools and the tier.
    public static func request(_ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses) -> ProviderRequest {
        var prompt = prompt
        prompt.isStream = false
        let path = GeminiPath.path(target, "countTokens")
        let isVertex = path.hasPrefix("/v1beta1/")
        if isVertex {
            prompt.toolChoice = nil
            prompt.serviceTier = nil
        }
        var whole = GeminiRequest(prompt, target)
        var request = whole.write(&losses)
        request.path = path
        guard !isVertex else { return request }
        let model = target.model.utf8.contains(UInt8(ascii: "/")) ? target.model : "models/" + target.model
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("generateContentRequest")
        writer.beginObject()
        writer.member("model", model)
        // What stands after the brace that begins the object; it has at least the contents.
        var body = writer.buffer
        body.writeStaticString(",")
        request.body.moveReaderIndex(forwardBy: 1)
        body.writeImmutableBuffer(request.body)
        body.writeStaticString("}")
        request.body = body
        return request
    }

    /// Reads a provider's answer.
    /// - Throws: `malformed` if it is none.
    public static func count(_ body: ByteBuffer) throws(AttemptFailure) -> Int {
        let root = (try? JSONNode(reading: body)) ?? .null
        if root["error"]?.unlessNull != nil { throw GeminiFailure.classify(status: nil, body: body, AnswerFacts()) }
        guard let count = root["totalTokens"]?.int, count >= 0 else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"totalTokens\"")
        }
        return count
    }
}
