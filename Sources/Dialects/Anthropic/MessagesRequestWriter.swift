import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes a request for a provider.
struct MessagesRequestWriter {
    let prompt: Prompt
    let target: TargetTraits
    let names: CallNames
    let form: MessagesForm
    var losses: Losses
    var writer = JSONWriter()
    /// The marks that are still too many: the API takes four, and of more the first ones are left out, for the longest
    /// prefixes are worth most.
    var excessMarks: Int

    private static let mostMarks = 4

    /// - Parameter isCount: it is a request to count the tokens of the prompt.
    static func write(
        _ prompt: Prompt, to target: TargetTraits, isCount: Bool, _ losses: inout Losses
    ) -> ProviderRequest {
        var emulation = Emulation.none
        let form = MessagesForm(prompt, target.contract, &emulation)
        var request = MessagesRequestWriter(
            prompt: prompt, target: target, names: CallNames(prompt, MessagesCodec.toolNames), form: form,
            losses: losses, excessMarks: max(0, prompt.markCount - mostMarks))
        let isDated = request.writeBody(isCount: isCount)
        losses = request.losses
        let version = target.quirks.anthropicVersionInBody
        return ProviderRequest(
            to: ProviderPath(path(to: target, isStream: prompt.isStream, isCount: isCount)),
            body: request.writer.buffer,
            headers: version == nil ? [.init("anthropic-version", isDated ? "2023-06-01" : "2026-10-21")] : [],
            names: request.names, emulation: emulation)
    }

    static func path(to target: TargetTraits, isStream: Bool, isCount: Bool) -> String {
        guard let version = target.quirks.anthropicVersionInBody else {
            return isCount ? "/v1/messages/count_tokens" : "/v1/messages"
        }
        if version.hasPrefix("vertex") {
            if isCount { return "/publishers/anthropic/models/count-tokens:rawPredict" }
            return "/publishers/anthropic/models/\(encoded(target.model, but: "@"))"
                + (isStream ? ":streamRawPredict" : ":rawPredict")
        }
        return "/model/\(encoded(target.model, but: ""))" + (isStream ? "/invoke-with-response-stream" : "/invoke")
    }

    /// Percent-encoded but for the unreserved characters (RFC 3986 §2.3) and `others`.
    private static func encoded(_ text: String, but others: String) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case let byte where "-._~".utf8.contains(byte) || others.utf8.contains(byte): bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns whether it has members that only the older version of the API takes.
    private mutating func writeBody(isCount: Bool) -> Bool {
        let contract = target.contract
        let version = target.quirks.anthropicVersionInBody
        let isForced = form.isTool || (prompt.toolChoice?.isForced == true && !contract.lacks(.forcedTools))
        let thinking = MessagesThinking(prompt, contract, isForced: isForced && hasTools, &losses)
        writer.beginObject()
        if let version { writer.member("anthropic_version", version) }
        if version == nil || isCount { writer.member("model", target.model) }
        if !isCount {
            writer.member("max_tokens", thinking.limit)
            if prompt.isStream, version?.hasPrefix("bedrock") != true { writer.member("stream", true) }
        }
        // In the order in which the API caches them, so that the marks can be counted.
        writeTools()
        writeSystem()
        writeMessages(sendsThoughts: thinking.mode != .disabled)
        writeThinking(thinking)
        var isDated = false
        if !isCount {
            isDated = writeSampling(thinks: thinking.isOn)
            writeStops()
            writeServiceTier()
        }
        writer.endObject()
        nameLosses()
        return isDated
    }

    var hasTools: Bool { !prompt.tools.isEmpty || form.isTool }

    private mutating func writeSystem() {
        var blocks = prompt.system.filter { $0.text?.isBlank == false }
        if prompt.system.contains(where: { $0.text == nil }) {
            losses.refuse("messages", "have a system message that is not text, which the Messages API does not take")
        }
        if case .words(let words) = form { blocks.append(.text(words)) }
        guard !blocks.isEmpty else { return }
        writer.key("system")
        writer.beginArray()
        for block in blocks {
            guard let text = block.text else { continue }
            writeText(text, cache: block.cache)
        }
        writer.endArray()
    }

    private mutating func writeThinking(_ thinking: MessagesThinking) {
        if thinking.mode != .unsaid {
            writer.key("thinking")
            writer.beginObject()
            switch thinking.mode {
            case .unsaid: break
            case .disabled: writer.member("type", "disabled")
            case .adaptive: writer.member("type", "adaptive")
            case .manual(let budget):
                writer.member("type", "enabled")
                writer.member("budget_tokens", budget)
            }
            if thinking.isOn, let isShown = prompt.reasoning?.isShown {
                writer.member("display", isShown ? "summarized" : "omitted")
            }
            writer.endObject()
        }
        var schema: JSONValue?
        if case .native(let cleaned) = form { schema = cleaned }
        guard thinking.effort != nil || schema != nil else { return }
        writer.key("output_config")
        writer.beginObject()
        if let effort = thinking.effort { writer.member("effort", effort.rawValue) }
        if let schema {
            writer.key("format")
            writer.beginObject()
            writer.member("type", "json_schema")
            writer.key("schema")
            writer.value(schema)
            writer.endObject()
        }
        writer.endObject()
    }

    // MARK: Blocks

    mutating func writeText(_ text: JSONString, cache: CacheMark? = nil) {
        writer.beginObject()
        writer.member("type", "text")
        writer.member("text", text)
        writeMark(cache)
        writer.endObject()
    }

    mutating func writeMark(_ mark: CacheMark?) {
        guard let mark else { return }
        guard excessMarks == 0 else {
            excessMarks -= 1
            return losses.drop("cache_control")
        }
        writer.key("cache_control")
        writer.beginObject()
        writer.member("type", "ephemeral")
        if let ttl = mark.ttl, ttl == "5m" || ttl == "1h" { writer.member("ttl", ttl) }
        writer.endObject()
    }
}

extension Prompt {
    /// How many marks are written for it, if none is left out.
    fileprivate var markCount: Int {
        tools.count { $0.cache != nil } + system.count { $0.cache != nil }
            + turns.reduce(0) { $0 + $1.blocks.count { $0.cache != nil } }
    }
}
