import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the conversation.
struct GeminiContentsWriter {
    private let prompt: Prompt
    private let target: TargetTraits
    private let model: GeminiModel
    private let names: CallNames
    /// The role of the content whose parts are being written.
    private var role: String?

    init(_ prompt: Prompt, _ target: TargetTraits, _ model: GeminiModel, _ names: CallNames) {
        self.prompt = prompt
        self.target = target
        self.model = model
        self.names = names
    }

    mutating func write(_ turn: Turn, _ writer: inout JSONWriter, _ losses: inout Losses) {
        if turn.blocks.contains(where: { $0.cache != nil }) { losses.drop("cache_control") }
        switch turn.role {
        case .user: writeUser(turn, &writer, &losses)
        case .assistant: writeModel(turn, &writer, &losses)
        case .system: writeSystem(turn, &writer, &losses)
        }
    }

    /// Ends the last content.
    mutating func close(_ writer: inout JSONWriter) {
        guard role != nil else { return }
        writer.endArray()
        writer.endObject()
        role = nil
    }

    /// Contents of one role are one; a content that would have no part is none, since none may be empty.
    private mutating func open(_ role: String, _ writer: inout JSONWriter) {
        guard self.role != role else { return }
        close(&writer)
        writer.beginObject()
        writer.member("role", role)
        writer.key("parts")
        writer.beginArray()
        self.role = role
    }

    private mutating func writeUser(_ turn: Turn, _ writer: inout JSONWriter, _ losses: inout Losses) {
        let results = turn.blocks.compactMap(\.result)
        if !results.isEmpty {
            // A content of its own: as many responses as there were calls, and nothing else.
            close(&writer)
            open("user", &writer)
            for result in results { write(result, &writer, &losses) }
            close(&writer)
            // What older models do not take in a response follows it.
            for media in results.flatMap(\.media) where !model.takesMediaInResults {
                write(media, "user", &writer, &losses)
            }
        }
        for block in turn.blocks {
            switch block.content {
            case .text(let text), .refusal(let text): writeText(text, "user", &writer)
            case .media(let media): write(media, "user", &writer, &losses)
            case .result: break
            case .call, .reasoning: losses.refuse("messages", "has a message of the user with what only models say")
            }
        }
    }

    /// There is no role for it: in the place where it was said, and marked as what it is.
    private mutating func writeSystem(_ turn: Turn, _ writer: inout JSONWriter, _ losses: inout Losses) {
        for text in turn.blocks.compactMap(\.text) {
            writeText("<system>\n" + text + "\n</system>", "user", &writer)
        }
        if turn.blocks.contains(where: { $0.text == nil }) {
            losses.refuse("messages", "has a system message that is not text")
        }
    }

    private mutating func writeText(_ text: JSONString, _ role: String, _ writer: inout JSONWriter) {
        open(role, &writer)
        GeminiPartWriter.text(text, signature: nil, &writer)
    }

    private mutating func writeModel(_ turn: Turn, _ writer: inout JSONWriter, _ losses: inout Losses) {
        // A history that did not come from Google has no signatures, and models that check them refuse it: Google's last
        // resort for that, on the first call of a turn only.
        // https://ai.google.dev/gemini-api/docs/thought-signatures
        var needsSeal =
            model.checksSignatures && !target.contract.lacks(.reasoning)
            && !turn.blocks.contains { $0.call?.signature != nil }
        for (index, block) in turn.blocks.enumerated() {
            switch block.content {
            case .text(let text), .refusal(let text):
                open("model", &writer)
                GeminiPartWriter.text(text, signature: GeminiPartWriter.seal(after: index, turn.blocks), &writer)
            case .reasoning(let thought):
                guard thought.origin == .gemini, thought.sealed == nil else {
                    losses.drop("reasoning")
                    continue
                }
                if GeminiPartWriter.isSealOfText(index, turn.blocks) { continue }
                open("model", &writer)
                GeminiPartWriter.thought(thought, &writer)
            case .call(let call):
                open("model", &writer)
                let seal = call.signature ?? (needsSeal ? GeminiPartWriter.skippedSignature : nil)
                needsSeal = false
                if call.arguments.object == nil {
                    losses.refuse(
                        "messages.tool_calls.function.arguments", "holds no JSON object, which the Gemini API demands")
                }
                GeminiPartWriter.call(
                    names.outward(call.name), id: nil, call.arguments.object, signature: seal, &writer)
            case .media(let media): write(media, "model", &writer, &losses)
            case .result: losses.refuse("messages", "has a message of the model with the result of a tool")
            }
        }
    }

    private mutating func write(_ result: ToolResult, _ writer: inout JSONWriter, _ losses: inout Losses) {
        writer.beginObject()
        writer.key("functionResponse")
        writer.beginObject()
        writer.member("name", names.outward(result.name ?? ""))
        GeminiPartWriter.response(result, &writer)
        let files = GeminiMediaWriter(prompt: prompt, target: target, model: model)
        let media = model.takesMediaInResults ? result.media.filter { files.allows($0, inResult: true, &losses) } : []
        if !media.isEmpty {
            writer.key("parts")
            writer.beginArray()
            for media in media { files.write(media, &writer, &losses) }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
    }

    private mutating func write(
        _ media: Media, _ role: String, _ writer: inout JSONWriter, _ losses: inout Losses
    ) {
        let files = GeminiMediaWriter(prompt: prompt, target: target, model: model)
        guard files.allows(media, inResult: false, &losses) else { return }
        open(role, &writer)
        files.write(media, &writer, &losses)
    }
}
