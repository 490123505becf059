public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// Something that the account of one provider keeps, and that a request refers to by its id.
public struct StateReference: Sendable, Hashable {
    /// The most that a request may have: each is looked up, so that none is somebody else's.
    static let most = 2000

    /// Where the request names it, as in `input[2]`.
    public var place: String
    /// Its id.
    public var id: String

    /// A reference.
    public init(place: String, id: String) {
        self.place = place
        self.id = id
    }
}

/// Finds what a request refers to. https://platform.openai.com/docs/guides/conversation-state
/// https://docs.claude.com/en/docs/build-with-claude/files https://ai.google.dev/gemini-api/docs/caching
public enum StateReferences {
    /// What a body refers to. Most bodies refer to nothing, which one look at their bytes tells.
    /// - Parameters:
    ///   - body: the request, in JSON.
    ///   - dialect: the client's.
    ///   - operation: what is asked for.
    /// - Throws: if there is more than can be looked at: what is passed over might be somebody else's.
    public static func read(
        _ body: ByteBuffer, _ dialect: DialectID, _ operation: Operation
    ) throws(ClientError) -> [StateReference] {
        guard mayRefer(body, dialect) else { return [] }
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body cannot be read: \(error.description)")
        }
        var finder = StateFinder()
        switch (dialect, operation) {
        case (.responses, _): finder.response(root)
        case (.openAI, .chat): finder.chat(root)
        case (.anthropic, _), (.invoke, _): finder.messages(root)
        case (.gemini, .chat), (.gemini, .tokenCount): finder.gemini(root)
        default: break
        }
        guard finder.found.count <= StateReference.most else {
            throw .badRequest(
                "too_many_references",
                "The request refers to more than \(StateReference.most) stored items; send them inline.")
        }
        return finder.found
    }

    /// Whether any of the words is there with which a reference begins.
    private static func mayRefer(_ body: ByteBuffer, _ dialect: DialectID) -> Bool {
        let words: [StaticString]
        switch dialect {
        case .responses:
            words = [
                "previous_response_id\"", "conversation\"", "item_reference\"", "file_id\"", "file_ids\"",
                "container\"",
                "vector_store_ids\"", "prompt\"", "id\"",
            ]
        case .openAI: words = ["file_id\"", "audio\""]
        case .anthropic, .invoke: words = ["file_id\"", "container\""]
        case .gemini: words = ["cachedContent\"", "cached_content\"", "fileUri\"", "file_uri\""]
        case .bedrock, .cohere: return false
        }
        let bytes = body.readableBytesUInt8Span
        // From quote to quote: what is long in a body, pictures above all, has none in it.
        var start = 0
        while let quote = JSONText.quote(in: bytes, from: start) {
            start = quote + 1
            for word in words where stands(word, at: start, in: bytes) { return true }
        }
        return mayHide(bytes)
    }

    /// Whether a letter or an underscore may be written as an escape: `\u0040` to `\u007f`. No encoder does that, and
    /// whoever does it may want to refer to something unseen.
    private static func mayHide(_ bytes: Span<UInt8>) -> Bool {
        var start = 0
        while let escape = JSONText.backslash(in: bytes, from: start) {
            start = escape + 1
            if stands("u00", at: start, in: bytes), escape + 4 < bytes.count,
                (UInt8(ascii: "4")...UInt8(ascii: "7")).contains(bytes[escape + 4])
            {
                return true
            }
        }
        return false
    }

    private static func stands(_ word: StaticString, at start: Int, in bytes: Span<UInt8>) -> Bool {
        guard start + word.utf8CodeUnitCount <= bytes.count else { return false }
        return word.withUTF8Buffer { text in
            for offset in text.indices where bytes[start + offset] != text[offset] { return false }
            return true
        }
    }
}
