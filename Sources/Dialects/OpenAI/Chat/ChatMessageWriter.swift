import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the messages of a chat completion.
struct ChatMessageWriter {
    let target: TargetTraits
    let names: CallNames

    /// A message of one role, with content only.
    func write(_ role: String, _ blocks: [Block], _ writer: inout JSONWriter, _ losses: inout Losses) {
        writer.beginObject()
        writer.member("role", role)
        writer.key("content")
        writeContent(blocks, &writer, &losses)
        writer.endObject()
    }

    func write(_ turn: Turn, _ writer: inout JSONWriter, _ losses: inout Losses) {
        switch turn.role {
        case .system: write("system", turn.blocks, &writer, &losses)
        case .user: writeUser(turn.blocks, &writer, &losses)
        case .assistant: writeAssistant(turn.blocks, &writer, &losses)
        }
    }

    /// Results are messages of their own, with text only; their images come after the last of them.
    private func writeUser(_ blocks: [Block], _ writer: inout JSONWriter, _ losses: inout Losses) {
        var rest: [Block] = []
        for block in blocks {
            guard case .result(let result) = block.content else { continue }
            writer.beginObject()
            writer.member("role", "tool")
            writer.member("tool_call_id", id(result.id))
            // No member says so, and the model has to know.
            let text = result.isError == true ? JSONString("Error: ") + result.text : result.text
            writer.member("content", text)
            writer.endObject()
            rest += result.media.map { Block(.media($0)) }
        }
        rest += blocks.filter { $0.result == nil }
        if !rest.isEmpty { write("user", rest, &writer, &losses) }
    }

    private func writeAssistant(_ blocks: [Block], _ writer: inout JSONWriter, _ losses: inout Losses) {
        let calls = blocks.compactMap(\.call)
        let texts = blocks.filter { $0.text != nil }
        writer.beginObject()
        writer.member("role", "assistant")
        writer.key("content")
        if texts.isEmpty { writer.null() } else { writeContent(texts, &writer, &losses) }
        for block in blocks {
            switch block.content {
            case .refusal(let text): writer.member("refusal", text)
            case .reasoning: losses.drop("reasoning")
            case .media: losses.refuse("messages", "has an image in a turn of the assistant")
            case .text, .call, .result: break
            }
        }
        if !calls.isEmpty {
            writer.key("tool_calls")
            writer.beginArray()
            for call in calls { write(call, &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private func write(_ call: ToolCall, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("id", id(call.id))
        writer.member("type", "function")
        writer.key("function")
        writer.beginObject()
        writer.member("name", names.outward(call.name))
        writer.member("arguments", call.arguments.text)
        writer.endObject()
        writer.endObject()
    }

    private func id(_ id: String) -> String {
        target.quirks.hasNineLetterIDs ? Self.nineLetters.id(id) : ChatCodec.callIDs.id(id)
    }

    private static let nineLetters = NameRule(marks: "", longest: 9, exactly: 9)

    /// One text is a string, which every server understands; more are parts.
    private func writeContent(_ blocks: [Block], _ writer: inout JSONWriter, _ losses: inout Losses) {
        if blocks.count == 1, let text = blocks[0].text { return writer.string(text) }
        writer.beginArray()
        for block in blocks {
            switch block.content {
            case .text(let text):
                writer.beginObject()
                writer.member("type", "text")
                writer.member("text", text)
                writer.endObject()
            case .media(let media): write(media, &writer, &losses)
            case .refusal, .call, .result, .reasoning: break
            }
        }
        writer.endArray()
    }

    private func write(_ media: Media, _ writer: inout JSONWriter, _ losses: inout Losses) {
        switch (media.kind, media.source) {
        case (.image, .data(let type, let base64)):
            write(image: DataURI.address(type: type, base64: base64), media.detail, &writer)
        case (.image, .url(let url)):
            if target.contract.lacks(.imageURLs) {
                losses.refuse("image_url", "is an address, and the target fetches none")
            }
            write(image: url, media.detail, &writer)
        case (.document, .data(let type, let base64)) where target.quirks.hasDocumentURLs:
            write(document: DataURI.address(type: type, base64: base64), media.name, &writer)
        case (.document, .url(let url)) where target.quirks.hasDocumentURLs: write(document: url, media.name, &writer)
        case (.document, .data(let type, let base64)):
            writer.beginObject()
            writer.member("type", "file")
            writer.key("file")
            writer.beginObject()
            writer.member("filename", media.name ?? "document.pdf")
            writer.member("file_data", DataURI.address(type: type, base64: base64))
            writer.endObject()
            writer.endObject()
        case (.document, .text(let text)):
            writer.beginObject()
            writer.member("type", "text")
            writer.member("text", (media.name.map { $0 + "\n\n" } ?? "") + text)
            writer.endObject()
        case (.audio, .data(let type, let base64)):
            writer.beginObject()
            writer.member("type", "input_audio")
            writer.key("input_audio")
            writer.beginObject()
            writer.member("data", base64)
            writer.member("format", Self.audioFormat(type))
            writer.endObject()
            writer.endObject()
        case (.document, .url), (.audio, _), (.video, _), (.image, .text), (_, .file):
            losses.refuse("messages", "has content that OpenAI's chat completions do not take")
        }
    }

    /// Mistral's. https://docs.mistral.ai/capabilities/document_ai/document_qna
    private func write(document url: JSONString, _ name: JSONString?, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "document_url")
        writer.member("document_url", url)
        if let name { writer.member("document_name", name) }
        writer.endObject()
    }

    private func write(image url: JSONString, _ detail: String?, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "image_url")
        writer.key("image_url")
        writer.beginObject()
        writer.member("url", url)
        if let detail { writer.member("detail", detail) }
        writer.endObject()
        writer.endObject()
    }

    /// `audio/mpeg` and `audio/x-wav` are mp3 and wav.
    private static func audioFormat(_ type: String) -> String {
        type.hasSuffix("mpeg") || type.hasSuffix("mp3")
            ? "mp3" : type.hasSuffix("wav") ? "wav" : String(type.dropFirst(6))
    }
}
