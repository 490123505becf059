public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// What a conversation asks for that the length of its text does not bound the cost of. In doubt, it does ask for it.
public enum RequestCosts {
    /// Reads a body that was found to be an object before.
    /// - Returns: `hasMore`, if there is media or something that is stored elsewhere; `hasHostedTools`, if the provider
    ///   runs tools whose results become part of the prompt.
    public static func read(_ body: ByteBuffer, _ dialect: DialectID) -> (hasMore: Bool, hasHostedTools: Bool) {
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes) else { return (true, true) }
        var hasMore = body.withUnsafeReadableBytes { raw in hasMedia(raw) }
        for name in ["prompt", "promptVariables", "cachedContent", "cached_content"] as [StaticString]
        where outline.first(name, in: bytes)?.value.kind == .object
            || outline.first(name, in: bytes)?.value.kind == .string
        {
            // A completion's prompt is its text.
            if name.description != "prompt" || dialect == .responses { hasMore = true }
        }
        var hasHosted = false
        for name in ["web_search_options", "mcp_servers", "plugins", "connectors", "additionalModelRequestFields"]
            as [StaticString] where outline.first(name, in: bytes) != nil
        { hasHosted = true }
        let tools =
            dialect == .bedrock
            ? outline.first("toolConfig", in: bytes).flatMap { RequestNeeds.member("tools", of: $0.value, bytes) }
            : outline.first("tools", in: bytes)?.value
        if let tools {
            RequestNeeds.forEach(tools, bytes) { tool in if isHosted(tool, dialect, bytes) { hasHosted = true } }
        }
        return (hasMore, hasHosted)
    }

    private static func isHosted(_ tool: JSONValueRange, _ dialect: DialectID, _ bytes: Span<UInt8>) -> Bool {
        switch dialect {
        case .gemini:
            return hasOther(tool, than: ["functionDeclarations", "function_declarations"], bytes)
        case .bedrock: return hasOther(tool, than: ["toolSpec", "cachePoint"], bytes)
        default:
            guard let type = RequestNeeds.member("type", of: tool, bytes), type.kind != .null else { return false }
            for plain in ["function", "custom"] as [StaticString]
            where JSONText.equals(type.bytes, plain, in: bytes) { return false }
            return true
        }
    }

    private static func hasOther(_ tool: JSONValueRange, than names: [StaticString], _ bytes: Span<UInt8>) -> Bool {
        guard tool.kind == .object else { return true }
        var cursor = JSONCursor(at: tool.bytes.lowerBound)
        guard (try? cursor.enterObject(in: bytes)) != nil else { return true }
        while let key = try? cursor.nextKey(in: bytes), (try? cursor.skipValue(in: bytes)) != nil {
            if !names.contains(where: { JSONText.equals(key, $0, in: bytes) }) { return true }
        }
        return false
    }

    /// Words that stand for media, with their quotes: inside of a text the quotes are escaped.
    private static let words: [StaticString] = [
        "\"image_url\"", "\"input_image\"", "\"image\"", "\"images\"", "\"video\"", "\"input_audio\"", "\"audio\"",
        "\"document\"",
        "\"file\"", "\"input_file\"", "\"inlineData\"", "\"inline_data\"", "\"fileData\"", "\"file_data\"",
        "\"file_id\"", "\"video_url\"", "\"search_result\"", "\"documents\"", "\"container_upload\"",
    ]

    private static func hasMedia(_ raw: UnsafeRawBufferPointer) -> Bool {
        for start in raw.indices {
            if raw[start] == UInt8(ascii: "\""), words.contains(where: { matches($0, raw, start) }) { return true }
            // Nobody escapes a letter who has nothing to hide.
            if raw[start] == UInt8(ascii: "\\"), start + 5 < raw.count, raw[start + 1] == UInt8(ascii: "u"),
                raw[start + 2] == UInt8(ascii: "0"), raw[start + 3] == UInt8(ascii: "0"),
                (UInt8(ascii: "4")...UInt8(ascii: "7")).contains(raw[start + 4])
            {
                return true
            }
        }
        return false
    }

    private static func matches(_ word: StaticString, _ raw: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        let length = word.utf8CodeUnitCount
        guard start + length <= raw.count else { return false }
        return word.withUTF8Buffer { letters in letters.elementsEqual(raw[start..<(start + length)]) }
    }
}
