import NIOCore
import PlanBWire

/// Errors as Cohere's SDKs expect them: `{"id","message"}`.
enum CohereErrorBody {
    static func json(_ error: ClientError, _ story: ErrorStory) -> ByteBuffer {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", story.requestID)
        json.member("message", error.message)
        append(story, to: &json)
        json.endObject()
        return json.buffer
    }

    /// The member `planb`, if there is something to tell.
    static func append(_ story: ErrorStory, to json: inout JSONWriter) {
        guard story.attempts != nil || story.resumed != nil else { return }
        json.key("planb")
        json.raw(
            OpenAIErrorBody.story(requestID: story.requestID, attempts: story.attempts, resumed: story.resumed))
    }
}
