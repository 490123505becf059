import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes the request for a provider.
struct GeminiRequest {
    let prompt: Prompt
    let target: TargetTraits
    let model: GeminiModel
    let names: CallNames
    private let emulation: Emulation

    init(_ prompt: Prompt, _ target: TargetTraits) {
        self.prompt = prompt
        self.target = target
        model = GeminiModel(target.model)
        names = CallNames(prompt, GeminiCodec.toolNames)
        let mustSay = !prompt.tools.isEmpty && !model.combinesToolsWithJSON || target.contract.lacks(.jsonSchema)
        if case .text = prompt.format { emulation = .none } else { emulation = mustSay ? .words(prompt.format) : .none }
    }

    mutating func write(_ losses: inout Losses) -> ProviderRequest {
        var writer = JSONWriter(buffer: ByteBufferAllocator().buffer(capacity: 4096))
        writer.beginObject()
        writeSystem(&writer, &losses)
        writer.key("contents")
        writer.beginArray()
        var contents = GeminiContentsWriter(prompt, target, model, names)
        for turn in prompt.turns { contents.write(turn, &writer, &losses) }
        contents.close(&writer)
        writer.endArray()
        writeTools(&writer, &losses)
        writeConfig(&writer, &losses)
        writeTier(&writer, &losses)
        writer.endObject()
        return ProviderRequest(
            to: GeminiCodec.path(to: target, isStream: prompt.isStream), body: writer.buffer, names: names,
            emulation: emulation)
    }

    private func writeSystem(_ writer: inout JSONWriter, _ losses: inout Losses) {
        var words = prompt.system.compactMap(\.text)
        if case .words(let format) = emulation, let text = GeminiFormat.words(format) { words.append(text) }
        if prompt.system.contains(where: { $0.cache != nil }) { losses.drop("cache_control") }
        if prompt.system.contains(where: { $0.text == nil }) {
            losses.refuse("messages", "has a system message that is not text")
        }
        guard !words.isEmpty else { return }
        writer.key("systemInstruction")
        writer.beginObject()
        writer.key("parts")
        writer.beginArray()
        for text in words {
            writer.beginObject()
            writer.member("text", text)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func writeTools(_ writer: inout JSONWriter, _ losses: inout Losses) {
        guard !prompt.tools.isEmpty else {
            if prompt.toolChoice?.isForced == true {
                losses.refuse("tool_choice", "demands a call where there is no tool")
            }
            return
        }
        writer.key("tools")
        writer.beginArray()
        writer.beginObject()
        writer.key("functionDeclarations")
        writer.beginArray()
        for tool in prompt.tools {
            writer.beginObject()
            writer.member("name", names.outward(tool.name))
            if let description = tool.description { writer.member("description", description) }
            if let schema = tool.schema, !GeminiSchema.takesNothing(schema) {
                writer.key("parametersJsonSchema")
                GeminiSchema.write(schema, to: &writer)
            }
            writer.endObject()
            if tool.isStrict == true { losses.drop("strict") }
            if tool.cache != nil { losses.drop("cache_control") }
        }
        writer.endArray()
        writer.endObject()
        writer.endArray()
        if let choice = prompt.toolChoice { write(choice, &writer, &losses) }
        if prompt.allowsParallelCalls == false, !target.contract.lacks(.parallelTools) {
            // Who demands one tool has no other in mind: LangChain asks so for an object.
            if case .named? = prompt.toolChoice { return losses.drop("parallel_tool_calls") }
            losses.refuse(
                "parallel_tool_calls",
                "cannot be false: the Gemini API has no way to be told to make one call at a time")
        }
    }

    private func write(_ choice: ToolChoice, _ writer: inout JSONWriter, _ losses: inout Losses) {
        if choice.isForced, target.contract.lacks(.forcedTools) {
            return losses.refuse("tool_choice", "demands a call, which the target cannot be told")
        }
        let mode: String
        var allowed: [String] = []
        switch choice {
        case .auto: mode = "AUTO"
        case .none: mode = "NONE"
        case .required: mode = "ANY"
        case .named(let name): (mode, allowed) = ("ANY", [name])
        case .allowed(let names, let isRequired): (mode, allowed) = (isRequired ? "ANY" : "VALIDATED", names)
        }
        writer.key("toolConfig")
        writer.beginObject()
        writer.key("functionCallingConfig")
        writer.beginObject()
        writer.member("mode", mode)
        if !allowed.isEmpty {
            writer.key("allowedFunctionNames")
            writer.beginArray()
            for name in allowed { writer.string(names.outward(name)) }
            writer.endArray()
        }
        writer.endObject()
        writer.endObject()
    }

    private func writeConfig(_ writer: inout JSONWriter, _ losses: inout Losses) {
        var config = JSONWriter()
        config.beginObject()
        GeminiConfigWriter(prompt: prompt, target: target, model: model).write(&config, &losses)
        if case .none = emulation { GeminiFormat.write(prompt.format, &config, &losses) }
        config.endObject()
        guard config.buffer.readableBytes > 2 else { return }
        writer.key("generationConfig")
        writer.raw(config.buffer)
    }

    private func writeTier(_ writer: inout JSONWriter, _ losses: inout Losses) {
        switch prompt.serviceTier {
        case nil, "auto": break
        case "flex", "priority": writer.member("serviceTier", prompt.serviceTier)
        case "default", "standard", "standard_only": writer.member("serviceTier", "standard")
        default: losses.drop("service_tier")
        }
    }
}
