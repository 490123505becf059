import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension CohereRequestWriter {
    mutating func writeMessages() {
        json.key("messages")
        json.beginArray()
        var system = prompt.system
        if let instruction { system.append(.text(instruction)) }
        if !system.isEmpty { writeMessage("system", system[...]) }
        for turn in prompt.turns {
            switch turn.role {
            case .user: writeUser(turn.blocks)
            case .assistant: writeAssistant(turn.blocks)
            case .system: writeSystemTurn(turn.blocks)
            }
        }
        json.endArray()
    }

    private mutating func writeSystemTurn(_ blocks: [Block]) {
        guard target.contract.lacks(.systemTurns) else { return writeMessage("system", blocks[...]) }
        // So that the model can tell them from words of the user.
        let texts = blocks.compactMap(\.text).map { Block.text("<system>" + $0 + "</system>") }
        writeMessage("user", texts[...])
    }

    /// Results come first. Their images follow in words of the user, since results are text.
    private mutating func writeUser(_ blocks: [Block]) {
        var rest: [Block] = []
        for block in blocks {
            guard case .result(let result) = block.content else { continue }
            noteCache(of: block)
            write(result)
            rest += result.media.map { Block(.media($0)) }
        }
        rest += blocks.filter { $0.result == nil }
        if !rest.isEmpty { writeMessage("user", rest[...]) }
    }

    private mutating func noteCache(of block: Block) {
        if block.cache != nil { losses.drop(wishes[.cache]) }
    }

    /// A message of words and media.
    private mutating func writeMessage(_ role: String, _ blocks: ArraySlice<Block>) {
        json.beginObject()
        json.member("role", role)
        json.key("content")
        if blocks.count == 1, let text = blocks.first?.text {
            blocks.first.map { noteCache(of: $0) }
            json.string(text)
        } else {
            json.beginArray()
            for block in blocks {
                noteCache(of: block)
                switch block.content {
                case .text(let text), .refusal(let text): writePart("text", text)
                case .media(let media): write(media)
                case .call, .result, .reasoning: break
                }
            }
            json.endArray()
        }
        json.endObject()
    }

    private mutating func writePart(_ type: String, _ text: JSONString) {
        json.beginObject()
        json.member("type", type)
        json.member(type, text)
        json.endObject()
    }

    /// What is said before calls is their plan.
    private mutating func writeAssistant(_ blocks: [Block]) {
        var texts: [JSONString] = []
        var thoughts: [JSONString] = []
        var calls: [ToolCall] = []
        for block in blocks {
            noteCache(of: block)
            switch block.content {
            case .text(let text), .refusal(let text): texts.append(text)
            case .call(let call): calls.append(call)
            case .reasoning(let reasoning):
                if reasoning.origin == .cohere, let text = reasoning.text {
                    thoughts.append(text)
                } else {
                    losses.drop("reasoning")
                }
            case .media: losses.refuse(wishes[.messages], "has media in an answer of the assistant's")
            case .result: break
            }
        }
        // A turn of nothing but foreign thoughts says nothing here.
        guard !texts.isEmpty || !thoughts.isEmpty || !calls.isEmpty else { return }
        json.beginObject()
        json.member("role", "assistant")
        if !calls.isEmpty, !texts.isEmpty {
            let plan = texts.dropFirst().reduce(into: texts[0]) { $0 = $0 + "\n\n" + $1 }
            json.member("tool_plan", plan)
            texts = []
        }
        writeContent(thoughts, texts)
        write(calls)
        json.endObject()
    }

    private mutating func writeContent(_ thoughts: [JSONString], _ texts: [JSONString]) {
        guard !thoughts.isEmpty || !texts.isEmpty else { return }
        json.key("content")
        if thoughts.isEmpty, texts.count == 1 { return json.string(texts[0]) }
        json.beginArray()
        for thought in thoughts { writePart("thinking", thought) }
        for text in texts { writePart("text", text) }
        json.endArray()
    }

    private mutating func write(_ calls: [ToolCall]) {
        guard !calls.isEmpty else { return }
        json.key("tool_calls")
        json.beginArray()
        for call in calls {
            json.beginObject()
            json.member("id", CohereCodec.callIDs.id(call.id))
            json.member("type", "function")
            json.key("function")
            json.beginObject()
            json.member("name", names.outward(call.name))
            json.member("arguments", call.arguments.text)
            json.endObject()
            json.endObject()
        }
        json.endArray()
    }

    private mutating func write(_ result: ToolResult) {
        json.beginObject()
        json.member("role", "tool")
        json.member("tool_call_id", CohereCodec.callIDs.id(result.id))
        json.key("content")
        let texts = result.blocks.compactMap(\.text)
        if result.isError == true {
            // The API has no place for the news that a tool failed.
            json.string("Error: " + result.text)
        } else if let object = result.object {
            json.beginArray()
            json.beginObject()
            json.member("type", "document")
            json.key("document")
            json.beginObject()
            json.member("data", object)
            json.endObject()
            json.endObject()
            json.endArray()
        } else if texts.count > 1 {
            json.beginArray()
            for text in texts { writePart("text", text) }
            json.endArray()
        } else {
            json.string(texts.first ?? "")
        }
        json.endObject()
    }

    private mutating func write(_ media: Media) {
        switch (media.kind, media.source) {
        case (.image, .data(let type, let base64)):
            writeImage(DataAddress.text(type: type, base64: base64), media.detail)
        case (.image, .url(let address)):
            guard !target.contract.lacks(.imageURLs) else {
                return refuse("names an image by its address, which the target does not fetch")
            }
            writeImage(address, media.detail)
        case (_, .text(let text)):
            if media.name != nil { losses.drop("title") }
            writePart("text", text)
        case (_, .file): refuse("names a file that is stored in another account")
        case (.document, _): refuse("has a document, which Cohere's chat does not take")
        case (.audio, _): refuse("has sound, which Cohere's chat does not take")
        case (.video, _): refuse("has a film, which Cohere's chat does not take")
        }
    }

    private mutating func refuse(_ reason: String) { losses.refuse("\(wishes[.messages]).content", reason) }

    private mutating func writeImage(_ address: JSONString, _ detail: String?) {
        json.beginObject()
        json.member("type", "image_url")
        json.key("image_url")
        json.beginObject()
        json.member("url", address)
        switch detail {
        case "low", "high", "auto": json.member("detail", detail)
        case nil: break
        default: losses.drop("detail")
        }
        json.endObject()
        json.endObject()
    }
}
