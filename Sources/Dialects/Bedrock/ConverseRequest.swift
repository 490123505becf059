import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a Converse request.
struct ConverseRequest {
    let prompt: Prompt
    let target: TargetTraits
    let model: ConverseModel
    let names: CallNames
    let toolkit: ConverseToolkit
    let thinking: ConverseThinking
    var losses: Losses
    var json = JSONWriter(buffer: ByteBufferAllocator().buffer(capacity: 4096))

    init(_ prompt: Prompt, _ target: TargetTraits, _ losses: Losses) {
        self.prompt = prompt
        self.target = target
        self.losses = losses
        model = ConverseModel(target.model)
        names = CallNames(prompt, ConverseCodec.toolNames)
        toolkit = ConverseToolkit(prompt, target.contract, &self.losses)
        thinking = ConverseThinking(prompt, target.contract, model, forcesCall: toolkit.isForced, &self.losses)
    }

    mutating func write() -> ProviderRequest {
        noteAbsent()
        json.beginObject()
        writeMessages()
        writeSystem()
        writeInference()
        writeToolConfig()
        writeOutputConfig()
        writeAdditional()
        json.endObject()
        return ProviderRequest(
            to: ConverseCodec.path(to: target, isStream: prompt.isStream), body: json.buffer, names: names,
            emulation: toolkit.emulation)
    }

    /// What Converse has no member for.
    private mutating func noteAbsent() {
        if prompt.choices > 1 { losses.refuse("n", "asks for more than one answer, which Converse does not give") }
        if prompt.logprobs != nil { losses.refuse("logprobs", "has no counterpart in Converse") }
        if Self.isSaid(prompt.sampling.seed) { losses.drop("seed") }
        if Self.isSaid(prompt.sampling.presencePenalty) { losses.drop("presence_penalty") }
        if Self.isSaid(prompt.sampling.frequencyPenalty) { losses.drop("frequency_penalty") }
        // There is `serviceTier`, but most models refuse the tiers that cost more or less.
        if let tier = prompt.serviceTier, tier != "auto", tier != "default" { losses.drop("service_tier") }
    }

    /// Zero is what everybody means who says nothing.
    private static func isSaid(_ number: JSONNode?) -> Bool {
        guard let number else { return false }
        return number.double != 0
    }

    private mutating func writeSystem() {
        var blocks = prompt.system
        if case .words(let format) = toolkit.emulation, let words = ConverseToolkit.words(format) {
            blocks.append(.text(words))
        }
        guard !blocks.isEmpty else { return }
        json.key("system")
        json.beginArray()
        for block in blocks {
            guard let text = block.text, !text.isBlank else { continue }
            json.beginObject()
            json.member("text", text)
            json.endObject()
            writeCachePoint(block.cache)
        }
        json.endArray()
    }

    /// A block of its own, after what is to be cached.
    mutating func writeCachePoint(_ mark: CacheMark?) {
        guard let mark else { return }
        guard model.caches else { return losses.drop("cache_control") }
        json.beginObject()
        json.key("cachePoint")
        json.beginObject()
        json.member("type", "default")
        // Five minutes are the default. Only Claude can be told another time.
        if let ttl = mark.ttl, ttl != "5m" {
            if model.isClaude { json.member("ttl", ttl) } else { losses.drop("cache_control.ttl") }
        }
        json.endObject()
        json.endObject()
    }
}
