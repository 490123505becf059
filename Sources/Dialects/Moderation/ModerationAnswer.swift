public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// A verdict about texts. A client that looks at `flagged` must find it: an answer without a verdict is none, and Mistral,
/// whose results have only the categories, is given the member that follows from them.
/// https://platform.openai.com/docs/api-reference/moderations https://docs.mistral.ai/api/#tag/classifiers
public enum ModerationAnswer {
    /// The answer as it came, with `flagged` in every result.
    /// - Throws: `malformed` if a result has no verdict, or the failure that an error inside a 200 stands for.
    public static func settle(_ body: ByteBuffer) throws(AttemptFailure) -> (body: ByteBuffer, usage: Usage?) {
        let root = try TypedMember.answer(body)
        if root["error"]?.unlessNull != nil {
            throw OpenAIFailure.classify(status: nil, body: body, retryAfter: nil)
        }
        guard let results = root["results"]?.array.map(Array.init), !results.isEmpty else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"results\"")
        }
        if results.allSatisfy({ $0["flagged"]?.bool != nil }) { return (body, nil) }
        var json = JSONWriter()
        json.beginObject()
        for member in root.items where !member.isNamed("results") { json.member(member.key, member) }
        json.key("results")
        json.beginArray()
        for result in results { try write(result, &json) }
        json.endArray()
        json.endObject()
        return (json.buffer, nil)
    }

    private static func write(_ result: JSONNode, _ json: inout JSONWriter) throws(AttemptFailure) {
        guard let categories = result["categories"]?.members.map(Array.init), !categories.isEmpty,
            categories.allSatisfy({ $0.bool != nil })
        else { throw AttemptFailure(.malformed, detail: "a result of the answer has no verdict") }
        json.beginObject()
        json.member("flagged", result["flagged"]?.bool ?? categories.contains { $0.bool == true })
        for member in result.items where !member.isNamed("flagged") { json.member(member.key, member) }
        json.endObject()
    }
}
