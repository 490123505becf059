import NIOCore
public import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ChatCodec {
    /// Writes a request for a provider.
    public static func request(
        _ prompt: Prompt, to target: TargetTraits, _ losses: inout Losses
    ) -> ProviderRequest {
        var request = ChatRequest(prompt, target)
        let body = request.write(&losses)
        return ProviderRequest(
            to: path(to: target, isStream: prompt.isStream), body: body, names: request.names,
            emulation: request.emulation)
    }
}

/// Writes the body of a chat completion.
struct ChatRequest {
    let prompt: Prompt
    let target: TargetTraits
    let names: CallNames
    private(set) var emulation = Emulation.none

    init(_ prompt: Prompt, _ target: TargetTraits) {
        self.prompt = prompt
        self.target = target
        names = CallNames(prompt, ChatCodec.toolNames)
        if case .text = prompt.format { return }
        if target.contract.lacks(.jsonSchema) { emulation = .words(prompt.format) }
    }

    mutating func write(_ losses: inout Losses) -> ByteBuffer {
        var writer = JSONWriter(buffer: ByteBufferAllocator().buffer(capacity: 4096))
        writer.beginObject()
        writer.member("model", target.model)
        writeMessages(&writer, &losses)
        writeTools(&writer, &losses)
        writeFormat(&writer)
        writeLimits(&writer, &losses)
        writeSampling(&writer, &losses)
        if prompt.isStream {
            writer.member("stream", true)
            if target.quirks.reportsUsageOnRequest {
                writer.key("stream_options")
                writer.beginObject()
                writer.member("include_usage", true)
                writer.endObject()
            }
        }
        writeExtras(&writer, &losses)
        writer.endObject()
        return writer.buffer
    }

    private func writeMessages(_ writer: inout JSONWriter, _ losses: inout Losses) {
        writer.key("messages")
        writer.beginArray()
        var system = prompt.system
        if case .words(let format) = emulation, let words = FormatInstruction.text(format) {
            system.append(.text(words))
        }
        let messages = ChatMessageWriter(target: target, names: names)
        if !system.isEmpty { messages.write("system", system, &writer, &losses) }
        for turn in prompt.turns { messages.write(turn, &writer, &losses) }
        writer.endArray()
    }

    private func writeLimits(_ writer: inout JSONWriter, _ losses: inout Losses) {
        if let limit = prompt.outputLimit { writer.member(target.quirks.outputLimit, limit) }
        if prompt.choices > 1 { writer.member("n", prompt.choices) }
        if let count = prompt.logprobs {
            writer.member("logprobs", true)
            if count > 0 { writer.member("top_logprobs", count) }
        }
        if !prompt.stops.isEmpty {
            // https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop
            if prompt.stops.count > 4 { losses.refuse("stop", "has more than the four entries that OpenAI takes") }
            writer.key("stop")
            writer.beginArray()
            for stop in prompt.stops.prefix(4) { writer.string(stop) }
            writer.endArray()
        }
        writeEffort(&writer, &losses)
        switch prompt.serviceTier {
        case "auto", "default", "flex", "priority": writer.member("service_tier", prompt.serviceTier)
        case "standard_only": writer.member("service_tier", "default")
        case nil: break
        default: losses.drop("service_tier")
        }
    }

    private func writeEffort(_ writer: inout JSONWriter, _ losses: inout Losses) {
        guard let wish = prompt.reasoning else { return }
        var effort = wish.effort
        if effort == nil, let budget = wish.budget {
            effort = budget <= 2048 ? .low : budget <= 16_384 ? .medium : .high
        }
        guard let effort else { return }
        if target.contract.has(.reasoning) || prompt.dialect == .openAI && !target.contract.lacks(.reasoning) {
            writer.member("reasoning_effort", effort.rawValue)
        } else if effort > .none {
            losses.drop("reasoning_effort")
        }
    }

    private func writeSampling(_ writer: inout JSONWriter, _ losses: inout Losses) {
        let sampling = prompt.sampling
        let mayDraw = !target.contract.lacks(.sampling)
        for (name, value, usual) in [
            ("temperature", sampling.temperature, 1.0), ("top_p", sampling.topP, 1.0),
            ("presence_penalty", sampling.presencePenalty, 0.0),
            ("frequency_penalty", sampling.frequencyPenalty, 0.0),
        ] {
            guard let value else { continue }
            if mayDraw {
                writer.member(name, value)
            } else if value.double != usual {
                losses.drop(name)
            }
        }
        if let seed = sampling.seed {
            if let name = target.quirks.seed { writer.member(name, seed) } else { losses.drop("seed") }
        }
        guard let topK = sampling.topK else { return }
        if prompt.dialect == .openAI { writer.member("top_k", topK) } else { losses.drop("top_k") }
    }

    private func writeExtras(_ writer: inout JSONWriter, _ losses: inout Losses) {
        guard prompt.dialect == .openAI else { return }
        for extra in prompt.extras where !extra.name.contains(".") {
            if target.quirks.members?.contains(extra.name) == false {
                losses.drop(extra.name)
            } else {
                writer.member(extra.name, extra.value)
            }
        }
    }

    private func writeTools(_ writer: inout JSONWriter, _ losses: inout Losses) {
        guard !prompt.tools.isEmpty else { return }
        var tools = prompt.tools
        // Only OpenAI knows a choice among some of them; a shorter list says the same everywhere.
        if case .allowed(let allowed, _) = prompt.toolChoice { tools.removeAll { !allowed.contains($0.name) } }
        writer.key("tools")
        writer.beginArray()
        for tool in tools { write(tool, &writer) }
        writer.endArray()
        if let choice = prompt.toolChoice { write(choice, &writer, &losses) }
        if let several = prompt.allowsParallelCalls {
            if target.contract.lacks(.parallelTools) {
                if !several { losses.drop("parallel_tool_calls") }
            } else {
                writer.member("parallel_tool_calls", several)
            }
        }
    }

    private func write(_ tool: Tool, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", "function")
        writer.key("function")
        writer.beginObject()
        writer.member("name", names.outward(tool.name))
        if let description = tool.description { writer.member("description", description) }
        writer.key("parameters")
        writer.raw(tool.schema?.raw ?? ByteBuffer(string: #"{"type":"object","properties":{}}"#))
        if let isStrict = tool.isStrict { writer.member("strict", isStrict) }
        writer.endObject()
        writer.endObject()
    }

    private func write(_ choice: ToolChoice, _ writer: inout JSONWriter, _ losses: inout Losses) {
        if choice.isForced, target.contract.lacks(.forcedTools) {
            return losses.refuse("tool_choice", "demands a call, which the target cannot be told")
        }
        writer.key("tool_choice")
        switch choice {
        case .auto, .allowed(_, isRequired: false): writer.string("auto")
        case .none: writer.string("none")
        case .required, .allowed(_, isRequired: true): writer.string(target.quirks.requiredChoice)
        case .named(let name):
            writer.beginObject()
            writer.member("type", "function")
            writer.key("function")
            writer.beginObject()
            writer.member("name", names.outward(name))
            writer.endObject()
            writer.endObject()
        }
    }

    private func writeFormat(_ writer: inout JSONWriter) {
        if case .words = emulation { return }
        switch prompt.format {
        case .text: return
        case .json:
            writer.key("response_format")
            writer.beginObject()
            writer.member("type", "json_object")
        case .schema(let schema):
            writer.key("response_format")
            writer.beginObject()
            writer.member("type", "json_schema")
            writer.key("json_schema")
            writer.beginObject()
            writer.member("name", ChatCodec.toolNames.allows(schema.name) ? schema.name : "answer")
            if let description = schema.description { writer.member("description", description) }
            writer.member("schema", schema.schema)
            if let isStrict = schema.isStrict { writer.member("strict", isStrict) }
            writer.endObject()
        }
        writer.endObject()
    }
}
