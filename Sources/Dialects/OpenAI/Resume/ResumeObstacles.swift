public import NIOCore
import PlanBWire

/// What in a chat request forbids to complete its answer by another one. Found when a stream has broken, not before: the
/// body is scanned again, so that requests that go well do not pay for it.
public struct ResumeObstacles: Sendable, Equatable {
    /// Why the answer cannot be completed at all; nil if it can.
    public private(set) var any: String?
    /// Why the answer cannot be completed by a prefill; nil if it can. Says nothing that `any` says already.
    public private(set) var prefill: String?

    /// Members that constrain the form of the answer: what is added at a seam would be formed anew. Of OpenAI, vLLM
    /// (https://docs.vllm.ai, structured outputs) and llama.cpp (its server's README, `grammar`).
    private static let constraints: [StaticString] = [
        "guided_json", "guided_regex", "guided_choice", "guided_grammar", "structured_outputs", "grammar",
        "json_schema",
    ]
    /// State that one account holds: another target does not know it.
    private static let state: [StaticString] = ["previous_response_id", "conversation"]
    /// The client says itself how the last message is continued (vLLM).
    private static let continuation: [StaticString] = ["continue_final_message", "add_generation_prompt", "echo"]

    /// Reads the body of a chat request.
    public init(of body: ByteBuffer) {
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes), outline.root == .object else {
            any = "the request is not a JSON object"
            return
        }
        for member in outline.members where any == nil { read(member, bytes) }
    }

    private mutating func read(_ member: JSONOutline.Member, _ bytes: Span<UInt8>) {
        let value = member.value
        func isNamed(_ name: StaticString) -> Bool { JSONText.equals(member.key, name, in: bytes) }
        guard value.kind != .null else { return }
        if isNamed("n") {
            if JSONText.integer(value.bytes, in: bytes) != 1 { any = "the request asks for more than one answer (n)" }
        } else if isNamed("logprobs") {
            if value.kind != .false, JSONText.integer(value.bytes, in: bytes) != 0 {
                any = "the request asks for log probabilities (logprobs)"
            }
        } else if isNamed("response_format") {
            if !Self.isText(value, bytes) { any = "the request asks for structured output (response_format)" }
        } else if isNamed("modalities") {
            if !Self.areText(value, bytes) { any = "the request asks for more than text (modalities)" }
        } else if isNamed("audio") {
            any = "the request asks for audio (audio)"
        } else if isNamed("stop") {
            // A stop sequence of which one part was delivered would not be recognised in what follows.
            if value.bytes.count > 2 { prefill = prefill ?? "the request has stop sequences (stop)" }
        } else if isNamed("messages") {
            if Self.endsWithAssistant(value, bytes) {
                prefill = prefill ?? "the request gives the beginning of the answer itself (messages)"
            }
        } else if isNamed("store") {
            // Its provider would keep half an answer, or an answer that the client never saw.
            if value.kind != .false { any = "the request asks its provider to keep the answer (store)" }
        } else if let name = Self.state.first(where: isNamed) {
            any = "the request refers to state that one account holds (\(name))"
        } else if let name = Self.constraints.first(where: isNamed) {
            any = "the request asks for structured output (\(name))"
        } else if let name = Self.continuation.first(where: isNamed) {
            prefill = prefill ?? "the request says itself how its last message is continued (\(name))"
        }
    }

    /// `{"type":"text"}`, the default.
    private static func isText(_ format: JSONValueRange, _ bytes: Span<UInt8>) -> Bool {
        guard format.kind == .object else { return false }
        var types = 0
        var cursor = JSONCursor(at: format.bytes.lowerBound)
        do throws(JSONFault) {
            try cursor.enterObject(in: bytes)
            while let key = try cursor.nextKey(in: bytes) {
                let value = try cursor.skipValue(in: bytes)
                guard JSONText.equals(key, "type", in: bytes) else { continue }
                guard value.kind == .string, JSONText.equals(value.bytes, "text", in: bytes) else { return false }
                types += 1
            }
        } catch { return false }
        return types == 1
    }

    /// An array of nothing but `"text"`.
    private static func areText(_ modalities: JSONValueRange, _ bytes: Span<UInt8>) -> Bool {
        guard modalities.kind == .array else { return false }
        var cursor = JSONCursor(at: modalities.bytes.lowerBound)
        do throws(JSONFault) {
            try cursor.enterArray(in: bytes)
            while try cursor.nextElement(in: bytes) {
                let value = try cursor.skipValue(in: bytes)
                guard value.kind == .string, JSONText.equals(value.bytes, "text", in: bytes) else { return false }
            }
        } catch { return false }
        return true
    }

    private static func endsWithAssistant(_ messages: JSONValueRange, _ bytes: Span<UInt8>) -> Bool {
        guard messages.kind == .array else { return false }
        var isAssistant = false
        var cursor = JSONCursor(at: messages.bytes.lowerBound)
        do throws(JSONFault) {
            try cursor.enterArray(in: bytes)
            while try cursor.nextElement(in: bytes) {
                isAssistant = false
                guard try cursor.peekKind(in: bytes) == .object else {
                    _ = try cursor.skipValue(in: bytes)
                    continue
                }
                try cursor.enterObject(in: bytes)
                while let key = try cursor.nextKey(in: bytes) {
                    let value = try cursor.skipValue(in: bytes)
                    if JSONText.equals(key, "role", in: bytes), value.kind == .string {
                        isAssistant = JSONText.equals(value.bytes, "assistant", in: bytes)
                    }
                }
            }
        } catch { return true }
        return isAssistant
    }
}
