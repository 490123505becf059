import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// The object `response`, which stands in an answer and in three events of a stream, and repeats most of the request.
struct ResponseObject: Sendable {
    /// How a response stands.
    enum State {
        case inProgress
        case ended(FinishReason)

        var word: String {
            switch self {
            case .inProgress: "in_progress"
            case .ended(.stop), .ended(.calls): "completed"
            case .ended(.length), .ended(.filter), .ended(.pause): "incomplete"
            }
        }

        /// Why it is incomplete. One that the provider has broken off in order to be asked again ends as one for which
        /// there was no more room does: what is missing can be asked for.
        var reason: String? {
            switch self {
            case .inProgress, .ended(.stop), .ended(.calls): nil
            case .ended(.length), .ended(.pause): "max_output_tokens"
            case .ended(.filter): "content_filter"
            }
        }
    }

    let ids: ResponseIDs
    /// The model that answers and when it began, which the first event may know better.
    var model: JSONString
    var created: Int
    private let echo: [(name: String, value: ByteBuffer)]

    init(_ context: ReplyContext) {
        ids = ResponseIDs(context.requestID)
        model = JSONString(context.model)
        created = context.created
        let request = try? JSONNode(reading: context.request)
        echo = Self.defaults.map { name, usual in
            let said = request?[name]?.unlessNull
            return (name.description, said.map { ResponseText.oneLine($0.raw) } ?? ByteBuffer(staticString: usual))
        }
    }

    /// What a response says about its request, and what it says if the request did not.
    private static let defaults: [(StaticString, StaticString)] = [
        ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"), ("metadata", "{}"),
        ("parallel_tool_calls", "true"), ("previous_response_id", "null"), ("prompt_cache_key", "null"),
        ("reasoning", #"{"effort":null,"summary":null}"#), ("safety_identifier", "null"), ("temperature", "1.0"),
        ("text", #"{"format":{"type":"text"}}"#), ("tool_choice", #""auto""#), ("tools", "[]"), ("top_logprobs", "0"),
        ("top_p", "1.0"), ("truncation", #""disabled""#), ("user", "null"),
    ]

    func write(_ state: State, _ items: [ResponseItem], _ usage: Usage?, to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", ids.response)
        json.member("object", "response")
        json.member("created_at", created)
        json.member("status", state.word)
        json.member("background", false)
        json.member("error", nil)
        json.key("incomplete_details")
        if let reason = state.reason {
            json.beginObject()
            json.member("reason", reason)
            json.endObject()
        } else {
            json.null()
        }
        json.member("model", model)
        json.key("output")
        json.beginArray()
        for item in items { item.write(to: &json) }
        json.endArray()
        // Whatever was asked for: nothing is kept that could be fetched later.
        json.member("store", false)
        for member in echo {
            json.key(member.name)
            json.raw(member.value)
        }
        write(usage, to: &json)
        json.endObject()
    }

    private func write(_ usage: Usage?, to json: inout JSONWriter) {
        json.key("usage")
        guard let usage else { return json.null() }
        json.beginObject()
        json.member("input_tokens", usage.input)
        json.key("input_tokens_details")
        json.beginObject()
        json.member("cached_tokens", usage.cachedInput)
        json.member("cache_write_tokens", usage.writtenInput)
        json.endObject()
        json.member("output_tokens", usage.output)
        json.key("output_tokens_details")
        json.beginObject()
        json.member("reasoning_tokens", usage.reasoning)
        json.endObject()
        let total = usage.input.addingReportingOverflow(usage.output)
        json.member("total_tokens", total.overflow ? .max : total.partialValue)
        json.endObject()
    }
}
