import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a whole answer for a client of the Responses API.
struct ResponsesAnswerWriter {
    private let ids: ResponseIDs
    private var items: [ResponseItem] = []
    private var calls = 0

    static func write(_ reply: Reply, _ context: ReplyContext) -> ByteBuffer {
        var object = ResponseObject(context)
        object.model = reply.model ?? object.model
        object.created = reply.created ?? object.created
        let choice = reply.choices.first
        var writer = ResponsesAnswerWriter(ids: object.ids)
        for block in choice?.blocks ?? [] { writer.take(block) }
        let finish = choice?.finish ?? .stop
        let state = ResponseObject.State.ended(finish)
        for index in writer.items.indices { writer.items[index].status = "completed" }
        if let last = writer.items.indices.last { writer.items[last].status = state.word }
        if let logprobs = choice?.logprobs, let index = writer.items.firstIndex(where: \.isMessage) {
            writer.items[index].parts[0].append(logprobs: logprobs)
        }
        var json = JSONWriter()
        object.write(state, writer.items, reply.usage, to: &json)
        return json.buffer
    }

    private init(ids: ResponseIDs) { self.ids = ids }

    private mutating func take(_ block: Block) {
        switch block.content {
        case .text(let text): append(text, isRefusal: false)
        case .refusal(let text): append(text, isRefusal: true)
        case .reasoning(let reasoning): append(reasoning)
        case .call(let call):
            let id = call.id.isEmpty ? ids.callID(calls) : call.id
            calls += 1
            items.append(
                ResponseItem(
                    kind: .call(id: id, name: call.name), id: ids.call(items.count),
                    parts: [ResponseItem.Part(text: call.arguments.text)]))
        case .media, .result: break
        }
    }

    private mutating func append(_ text: JSONString, isRefusal: Bool) {
        if items.last?.isMessage != true { items.append(ResponseItem(kind: .message, id: ids.message(items.count))) }
        items[items.count - 1].parts.append(ResponseItem.Part(isRefusal: isRefusal, text: text))
    }

    /// Sealed words go to a client only if this dialect has sealed them: no other provider can open what it sends back.
    private mutating func append(_ reasoning: Reasoning) {
        let sealed = reasoning.origin == .responses ? reasoning.sealed : nil
        if let sealed, reasoning.text == nil, let last = items.indices.last, items[last].isReasoning,
            items[last].sealed == nil
        {
            items[last].sealed = sealed
            return
        }
        guard reasoning.text != nil || sealed != nil else { return }
        var item = ResponseItem(kind: .reasoning, id: ids.reasoning(items.count), sealed: sealed)
        if let text = reasoning.text { item.parts = [ResponseItem.Part(text: text)] }
        items.append(item)
    }
}
