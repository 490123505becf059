import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ResponsesRequestWriter {
    mutating func writeConversation() {
        var system = prompt.system
        system.indices.forEach { noteCache(of: system[$0]) }
        // As long as there is something else to say, since the input must not be empty.
        if system.count == 1, !prompt.turns.isEmpty, let text = system[0].text {
            json.member("instructions", text)
            system = []
        }
        json.key("input")
        json.beginArray()
        writeMessage(system[...], role: "system")
        for turn in prompt.turns {
            switch turn.role {
            case .user: write(turn.blocks, role: "user")
            case .assistant: write(turn.blocks, role: "assistant")
            case .system: write(turn.blocks, role: "system")
            }
        }
        json.endArray()
    }

    /// Words and media that follow each other are one message; a call, a result and a thought are items of their own.
    private mutating func write(_ blocks: [Block], role: String) {
        var start = 0
        for index in blocks.indices {
            noteCache(of: blocks[index])
            switch blocks[index].content {
            case .text, .refusal, .media: continue
            case .call, .result, .reasoning: break
            }
            writeMessage(blocks[start..<index], role: role)
            start = index + 1
            switch blocks[index].content {
            case .call(let call): write(call)
            case .result(let result): write(result)
            case .reasoning(let reasoning): write(reasoning)
            case .text, .refusal, .media: break
            }
        }
        writeMessage(blocks[start...], role: role)
    }

    private mutating func noteCache(of block: Block) {
        // Prompts are cached without being asked for; only some models take marks.
        if block.cache != nil { losses.drop(wishes[.cache]) }
    }

    /// The API takes parts from the assistant only as items that it has given itself, with an id: words go as a string.
    private mutating func writeMessage(_ blocks: ArraySlice<Block>, role: String) {
        guard role == "assistant" else {
            if !blocks.isEmpty { writeMessage(role) { $0.writeContent(blocks) } }
            return
        }
        for block in blocks {
            switch block.content {
            case .text(let text): writeMessage(role) { $0.json.string(text) }
            case .refusal(let text): writeRefusal(text)
            case .media: losses.refuse(wishes[.messages], "has media in an answer of the assistant's")
            case .call, .result, .reasoning: break
            }
        }
    }

    private mutating func writeMessage(_ role: String, _ writeContent: (inout Self) -> Void) {
        json.beginObject()
        json.member("type", "message")
        json.member("role", role)
        json.key("content")
        writeContent(&self)
        json.endObject()
    }

    private mutating func writeContent(_ blocks: ArraySlice<Block>) {
        if blocks.count == 1, let text = blocks.first?.text { return json.string(text) }
        json.beginArray()
        for block in blocks {
            switch block.content {
            case .text(let text), .refusal(let text): writeText(text)
            case .media(let media): write(media)
            case .call, .result, .reasoning: break
            }
        }
        json.endArray()
    }

    private mutating func writeText(_ text: JSONString) {
        json.beginObject()
        json.member("type", "input_text")
        json.member("text", text)
        json.endObject()
    }

    private mutating func writeRefusal(_ text: JSONString) {
        json.beginObject()
        json.member("type", "message")
        json.member("id", "msg_\(refusals)")
        json.member("status", "completed")
        json.member("role", "assistant")
        json.key("content")
        json.beginArray()
        json.beginObject()
        json.member("type", "refusal")
        json.member("refusal", text)
        json.endObject()
        json.endArray()
        json.endObject()
        refusals += 1
    }

    private mutating func write(_ call: ToolCall) {
        json.beginObject()
        json.member("type", "function_call")
        json.member("call_id", ResponsesCodec.callIDs.id(call.id))
        json.member("name", names.outward(call.name))
        json.member("arguments", call.arguments.text)
        json.endObject()
    }

    private mutating func write(_ result: ToolResult) {
        json.beginObject()
        json.member("type", "function_call_output")
        json.member("call_id", ResponsesCodec.callIDs.id(result.id))
        json.key("output")
        // The API has no place for the news that a tool failed.
        let prefix: JSONString = result.isError == true ? "Error: " : ""
        if result.media.isEmpty {
            json.string(prefix + result.text)
        } else {
            json.beginArray()
            if !prefix.isEmpty { writeText(prefix) }
            if result.object != nil { writeText(result.text) }
            for block in result.blocks {
                switch block.content {
                case .text(let text): if result.object == nil { writeText(text) }
                case .media(let media): write(media)
                case .refusal, .call, .result, .reasoning: break
                }
            }
            json.endArray()
        }
        json.endObject()
    }

    /// A thought is of use only to the provider that sealed it.
    private mutating func write(_ reasoning: Reasoning) {
        guard reasoning.origin == .responses, let sealed = reasoning.sealed else { return losses.drop("reasoning") }
        json.beginObject()
        json.member("type", "reasoning")
        json.key("summary")
        json.beginArray()
        if let text = reasoning.text {
            json.beginObject()
            json.member("type", "summary_text")
            json.member("text", text)
            json.endObject()
        }
        json.endArray()
        json.member("encrypted_content", sealed)
        json.endObject()
    }
}
