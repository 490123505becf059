public import NIOCore
public import PlanBVocabulary
import PlanBWire

extension OpenAIRequest {
    /// The body for a target that is to continue a broken answer: as `body` without a prefill, with the delivered text as
    /// a last message of the assistant. `max_tokens` and `max_completion_tokens` become smaller by what was delivered.
    /// - Parameters:
    ///   - body: the body of a chat request, as the client sent it.
    ///   - probe: what was found in it.
    ///   - model: the model to ask for.
    ///   - prefill: what the client has of the answer.
    ///   - style: how the provider wants it said.
    ///   - addsUsage: asks for usage in the stream.
    /// - Throws: `unprepared`, if there is nothing to continue, or no token is left of the limit that the client set: the
    ///   target is not asked, so that it is not to blame.
    public static func body(
        _ body: ByteBuffer, probe: OpenAIProbe, model: String, prefill: Delivered, style: PrefillStyle, addsUsage: Bool
    ) throws(AttemptFailure) -> ByteBuffer {
        guard prefill.obstacle == nil, prefill.text.readableBytes > 0 else {
            throw AttemptFailure(.unprepared, detail: "was given nothing to continue")
        }
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes), let messages = outline.first("messages", in: bytes)?.value,
            messages.kind == .array
        else { throw AttemptFailure(.unprepared, detail: "cannot be asked to continue: the request has no messages") }

        var patch = patch(for: body, probe, model: model, isForm: false, addsUsage: addsUsage)
        let separator = hasElements(messages, bytes) ? "," : ""
        patch.insert(
            at: messages.bytes.upperBound - 1, separator + String(buffer: message(prefill.text, style: style)))
        if style == .continueFinalMessage {
            patch.insert(at: outline.open, "\"continue_final_message\":true,\"add_generation_prompt\":false,")
        }
        for name in ["max_tokens", "max_completion_tokens"] as [StaticString] {
            guard let limit = outline.first(name, in: bytes)?.value, limit.kind == .number,
                let tokens = JSONText.integer(limit.bytes, in: bytes)
            else { continue }
            let (rest, overflow) = tokens.subtractingReportingOverflow(prefill.estimatedTokens)
            guard !overflow, rest >= 1 else {
                throw AttemptFailure(
                    .unprepared, detail: "has nothing to add: \(name) is used up by what was delivered")
            }
            patch.replace(limit.bytes, with: String(rest))
        }
        return patch.apply(to: body)
    }

    /// `body` with `beginning` as what the answer begins with, for a target of which nobody knows whether it goes on with
    /// it; nil if there are no messages to put it after.
    public static func body(_ body: ByteBuffer, continuing beginning: String, style: PrefillStyle) -> ByteBuffer? {
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes), let messages = outline.first("messages", in: bytes)?.value,
            messages.kind == .array, hasElements(messages, bytes)
        else { return nil }
        var patch = JSONPatch()
        patch.insert(
            at: messages.bytes.upperBound - 1, "," + String(buffer: message(ByteBuffer(string: beginning), style: style)))
        if style == .continueFinalMessage {
            patch.insert(at: outline.open, "\"continue_final_message\":true,\"add_generation_prompt\":false,")
        }
        return patch.apply(to: body)
    }

    private static func hasElements(_ array: JSONValueRange, _ bytes: Span<UInt8>) -> Bool {
        var cursor = JSONCursor(at: array.bytes.lowerBound)
        do throws(JSONFault) {
            try cursor.enterArray(in: bytes)
            return try cursor.nextElement(in: bytes)
        } catch {
            return false
        }
    }

    private static func message(_ text: ByteBuffer, style: PrefillStyle) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("role", "assistant")
        writer.member("content", String(buffer: text))
        if style == .prefixFlag { writer.member("prefix", true) }
        writer.endObject()
        return writer.buffer
    }
}
