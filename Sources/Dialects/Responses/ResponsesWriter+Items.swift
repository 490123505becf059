import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ResponsesWriter {
    private mutating func add(_ item: ResponseItem, into out: inout ByteBuffer) -> Int {
        begin(into: &out)
        let index = items.count
        items.append(item)
        write("response.output_item.added", index, into: &out)
        return index
    }

    private mutating func write(_ type: String, _ index: Int, into out: inout ByteBuffer) {
        event(type, into: &out) { json in
            json.member("output_index", index)
            json.key("item")
            items[index].write(to: &json)
        }
        sequence += 1
    }

    /// An event about a part of an item; `place` is what the type calls the number of the part.
    private mutating func write(
        _ type: String, _ index: Int, _ place: String?, _ part: Int = 0, into out: inout ByteBuffer,
        _ members: (inout JSONWriter) -> Void
    ) {
        event(type, into: &out) { json in
            json.member("item_id", items[index].id)
            json.member("output_index", index)
            if let place { json.member(place, part) }
            members(&json)
        }
        sequence += 1
    }

    // MARK: Messages

    mutating func grow(_ text: JSONString, isRefusal: Bool, into out: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        let index = message(isRefusal: isRefusal, into: &out)
        let part = items[index].parts.count - 1
        items[index].parts[part].text.append(text)
        let type = isRefusal ? "response.refusal.delta" : "response.output_text.delta"
        write(type, index, "content_index", part, into: &out) { json in
            json.member("delta", text)
            if !isRefusal { ResponseItem.writeLogprobs(ByteBuffer(), to: &json) }
        }
    }

    /// The message that grows, with a part of the kind that is wanted at its end.
    private mutating func message(isRefusal: Bool, into out: inout ByteBuffer) -> Int {
        if let open, items[open].isMessage {
            if items[open].parts.last?.isRefusal == isRefusal { return open }
            endPart(open, into: &out)
            beginPart(open, isRefusal: isRefusal, into: &out)
            return open
        }
        closeOpen("completed", into: &out)
        let index = add(ResponseItem(kind: .message, id: object.ids.message(items.count)), into: &out)
        open = index
        beginPart(index, isRefusal: isRefusal, into: &out)
        return index
    }

    private mutating func beginPart(_ index: Int, isRefusal: Bool, into out: inout ByteBuffer) {
        let part = ResponseItem.Part(isRefusal: isRefusal, text: "")
        items[index].parts.append(part)
        write(
            "response.content_part.added", index, "content_index", items[index].parts.count - 1, into: &out
        ) { json in
            json.key("part")
            ResponseItem.write(part, to: &json)
        }
    }

    private mutating func endPart(_ index: Int, into out: inout ByteBuffer) {
        guard let part = items[index].parts.last else { return }
        let place = items[index].parts.count - 1
        let type = part.isRefusal ? "response.refusal.done" : "response.output_text.done"
        write(type, index, "content_index", place, into: &out) { json in
            json.member(part.isRefusal ? "refusal" : "text", part.text)
            if !part.isRefusal { ResponseItem.writeLogprobs(part.logprobs, to: &json) }
        }
        write("response.content_part.done", index, "content_index", place, into: &out) { json in
            json.key("part")
            ResponseItem.write(part, to: &json)
        }
    }

    // MARK: Thoughts

    mutating func think(_ text: JSONString, into out: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        let index = thought(into: &out)
        if items[index].parts.isEmpty {
            items[index].parts.append(ResponseItem.Part(text: ""))
            write("response.reasoning_summary_part.added", index, "summary_index", into: &out) { json in
                json.key("part")
                ResponseItem.writeSummary("", to: &json)
            }
        }
        items[index].parts[0].text.append(text)
        write("response.reasoning_summary_text.delta", index, "summary_index", into: &out) { json in
            json.member("delta", text)
        }
    }

    private mutating func thought(into out: inout ByteBuffer) -> Int {
        if let open, items[open].isReasoning { return open }
        closeOpen("completed", into: &out)
        let index = add(ResponseItem(kind: .reasoning, id: object.ids.reasoning(items.count)), into: &out)
        open = index
        return index
    }

    /// Sealed words go to a client only if this dialect has sealed them: no other provider can open what it sends back.
    mutating func close(with seal: Reasoning, into out: inout ByteBuffer) {
        if let text = seal.text { think(text, into: &out) }
        if seal.origin == .responses, let sealed = seal.sealed {
            let index = thought(into: &out)
            items[index].sealed = sealed
        }
        if let open, items[open].isReasoning { closeOpen("completed", into: &out) }
    }

    private mutating func endThought(_ index: Int, into out: inout ByteBuffer) {
        guard let part = items[index].parts.first else { return }
        write("response.reasoning_summary_text.done", index, "summary_index", into: &out) { json in
            json.member("text", part.text)
        }
        write("response.reasoning_summary_part.done", index, "summary_index", into: &out) { json in
            json.key("part")
            ResponseItem.writeSummary(part.text, to: &json)
        }
    }

    /// Ends the message or the thought that grows, if there is one.
    mutating func closeOpen(_ status: String, into out: inout ByteBuffer) {
        guard let index = open else { return }
        open = nil
        if items[index].isMessage { endPart(index, into: &out) } else { endThought(index, into: &out) }
        items[index].status = status
        write("response.output_item.done", index, into: &out)
    }

    // MARK: Calls

    mutating func beginCall(_ slot: Int, _ id: String?, _ name: String, into out: inout ByteBuffer) {
        closeOpen("completed", into: &out)
        // A slot that is used twice belongs to two providers that answered in turn.
        if let before = calls.removeValue(forKey: slot) { endCall(before, "completed", into: &out) }
        let index = items.count
        calls[slot] = add(
            ResponseItem(
                kind: .call(id: id ?? object.ids.callID(index), name: name), id: object.ids.call(index),
                parts: [ResponseItem.Part(text: "")]), into: &out)
    }

    mutating func growCall(_ index: Int, _ text: JSONString, into out: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        items[index].parts[0].text.append(text)
        write("response.function_call_arguments.delta", index, nil, into: &out) { json in
            json.member("delta", text)
        }
    }

    mutating func endCall(_ index: Int, _ status: String, into out: inout ByteBuffer) {
        if items[index].parts[0].text.isEmpty { growCall(index, "{}", into: &out) }
        let arguments = items[index].parts[0].text
        guard case .call(_, let name) = items[index].kind else { return }
        write("response.function_call_arguments.done", index, nil, into: &out) { json in
            json.member("name", name)
            json.member("arguments", arguments)
        }
        items[index].status = status
        write("response.output_item.done", index, into: &out)
    }
}
