public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// What a request needs of its target, as far as its body says so in plain places. What is written elsewhere, or in other
/// words, is found when a request is translated, or by the provider.
public enum RequestNeeds {
    /// What the members beside the messages need.
    static func ofMembers(_ outline: JSONOutline, _ bytes: Span<UInt8>) -> Capabilities {
        var needs: Capabilities = []
        if let choice = outline.first("tool_choice", in: bytes)?.value, isForced(choice, bytes) {
            needs.insert(.forcedTools)
        }
        if hasSchema(outline, bytes) { needs.insert(.jsonSchema) }
        return needs
    }

    /// `"required"`, `"any"`, or a tool by its name; in Anthropic's words `{"type": "any"}` or `{"type": "tool"}`.
    private static func isForced(_ choice: JSONValueRange, _ bytes: Span<UInt8>) -> Bool {
        let word: JSONValueRange
        switch choice.kind {
        case .string: word = choice
        case .object:
            guard let type = member("type", of: choice, bytes), type.kind == .string else { return false }
            word = type
        default: return false
        }
        for forced in ["required", "any", "tool", "function", "custom"] as [StaticString]
        where JSONText.equals(word.bytes, forced, in: bytes) { return true }
        // Cohere's word.
        return JSONText.equals(word.bytes, "REQUIRED", in: bytes)
    }

    /// `response_format` of chat, `text.format` of responses, `output_config.format` of messages.
    private static func hasSchema(_ outline: JSONOutline, _ bytes: Span<UInt8>) -> Bool {
        var format = outline.first("response_format", in: bytes)?.value
        for holder in ["text", "output_config"] as [StaticString] where format == nil {
            format = outline.first(holder, in: bytes).flatMap { member("format", of: $0.value, bytes) }
        }
        guard let type = format.flatMap({ member("type", of: $0, bytes) }) else { return false }
        return JSONText.equals(type.bytes, "json_schema", in: bytes)
    }

    /// The member `name` of an object; nil if there is none, or it is no object.
    static func member(_ name: StaticString, of object: JSONValueRange, _ bytes: Span<UInt8>) -> JSONValueRange? {
        guard object.kind == .object else { return nil }
        var cursor = JSONCursor(at: object.bytes.lowerBound)
        guard (try? cursor.enterObject(in: bytes)) != nil else { return nil }
        while let key = try? cursor.nextKey(in: bytes), let value = try? cursor.skipValue(in: bytes) {
            if JSONText.equals(key, name, in: bytes) { return value }
        }
        return nil
    }

    /// Kinds of media in the messages of a body, which is read once more for it. A body that cannot be read has none.
    public static func ofMedia(_ body: ByteBuffer, in dialect: DialectID) -> Capabilities {
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes) else { return [] }
        let list: StaticString =
            switch dialect {
            case .responses: "input"
            case .gemini: "contents"
            default: "messages"
            }
        guard let turns = outline.first(list, in: bytes)?.value else { return [] }
        let content: StaticString = dialect == .gemini ? "parts" : "content"
        var needs: Capabilities = []
        forEach(turns, bytes) { turn in
            guard let parts = member(content, of: turn, bytes) else { return }
            forEach(parts, bytes) { part in
                needs = needs.union(MediaPart.needs(part, dialect, bytes))
                // The result of a tool has parts of its own.
                guard dialect == .anthropic, let inner = member("content", of: part, bytes) else { return }
                forEach(inner, bytes) { needs = needs.union(MediaPart.needs($0, dialect, bytes)) }
            }
        }
        return needs
    }

    static func forEach(_ array: JSONValueRange, _ bytes: Span<UInt8>, _ body: (JSONValueRange) -> Void) {
        guard array.kind == .array else { return }
        var cursor = JSONCursor(at: array.bytes.lowerBound)
        guard (try? cursor.enterArray(in: bytes)) != nil else { return }
        while (try? cursor.nextElement(in: bytes)) == true, let element = try? cursor.skipValue(in: bytes) {
            body(element)
        }
    }
}
