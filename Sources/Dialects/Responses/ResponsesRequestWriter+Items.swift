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

    private mutating func writeMessage(_ blocks: ArraySlice<Block>, role: String) {
        guard !blocks.isEmpty else { return }
        let isAssistant = role == "assistant"
        json.beginObject()
        json.member("type", "message")
        json.member("role", role)
        json.key("content")
        json.beginArray()
        for block in blocks {
            switch block.content {
            case .text(let text): writeText(text, isAssistant: isAssistant)
            case .refusal(let text) where isAssistant:
                json.beginObject()
                json.member("type", "refusal")
                json.member("refusal", text)
                json.endObject()
            case .refusal(let text): writeText(text, isAssistant: false)
            case .media(let media):
                if isAssistant {
                    losses.refuse(wishes[.messages], "has media in an answer of the assistant's")
                } else {
                    write(media)
                }
            case .call, .result, .reasoning: break
            }
        }
        json.endArray()
        json.endObject()
    }

    private mutating func writeText(_ text: JSONString, isAssistant: Bool) {
        json.beginObject()
        json.member("type", isAssistant ? "output_text" : "input_text")
        json.member("text", text)
        if isAssistant {
            json.key("annotations")
            json.beginArray()
            json.endArray()
        }
        json.endObject()
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
            if !prefix.isEmpty { writeText(prefix, isAssistant: false) }
            if result.object != nil { writeText(result.text, isAssistant: false) }
            for block in result.blocks {
                switch block.content {
                case .text(let text): if result.object == nil { writeText(text, isAssistant: false) }
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
