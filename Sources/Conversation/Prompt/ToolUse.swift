public import NIOCore
public import PlanBWire

/// A call of a tool.
public struct ToolCall: Sendable {
    /// Ties the result to the call. Legal in the dialect it was read from; see `CallNames` for the others.
    public var id: String
    /// The tool's name.
    public var name: String
    /// What it is called with.
    public var arguments: ToolArguments
    /// The maker's seal on the thought that led to the call: Gemini's `thoughtSignature`.
    public var signature: JSONString?

    /// A call.
    public init(id: String, name: String, arguments: ToolArguments, signature: JSONString? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.signature = signature
    }
}

/// The arguments of a call: a JSON object, as models mean it, or the text that a model gave instead of one.
public enum ToolArguments: Sendable {
    /// A JSON object, as it was written.
    case object(ByteBuffer)
    /// Something else: broken JSON, or JSON that is no object. A dialect whose arguments are a string can carry it.
    case text(JSONString)

    /// `{}`
    public static let none = ToolArguments.object(ByteBuffer(string: "{}"))

    /// Reads the arguments from a string that holds a document. No text at all means no arguments.
    public init(text: JSONString) {
        if text.isBlank {
            self = .none
        } else if let node = try? JSONNode(reading: text.bytes), node.kind == .object {
            self = .object(node.raw)
        } else {
            self = .text(text)
        }
    }

    /// Takes the arguments from a document. `null` and nothing mean no arguments.
    public init(node: JSONNode?) {
        guard let node = node?.unlessNull else {
            self = .none
            return
        }
        self = node.kind == .object ? .object(node.raw) : .text(JSONString(String(buffer: node.raw)))
    }

    /// The object; nil if it is none.
    public var object: ByteBuffer? { if case .object(let bytes) = self { bytes } else { nil } }

    /// The document as the text of a string.
    public var text: JSONString {
        switch self {
        case .object(let bytes): JSONString(String(buffer: bytes))
        case .text(let text): text
        }
    }
}

/// What a tool gave.
public struct ToolResult: Sendable {
    /// The call's id.
    public var id: String
    /// The tool's name, where the dialect says it or `Prompt.settle` has found it.
    public var name: String?
    /// Text and media; nothing for an empty result.
    public var blocks: [Block]
    /// The same as a JSON object, where the dialect has it so: Gemini's `response`, Bedrock's `json`.
    public var object: JSONNode?
    /// The tool failed; nil: not said.
    public var isError: Bool?

    /// A result.
    public init(id: String, name: String? = nil, blocks: [Block] = [], object: JSONNode? = nil, isError: Bool? = nil) {
        self.id = id
        self.name = name
        self.blocks = blocks
        self.object = object
        self.isError = isError
    }

    /// All its text in one; an object is written out. Empty if there is none.
    public var text: JSONString {
        if let object { return JSONString(String(buffer: object.raw)) }
        return blocks.compactMap(\.text).reduce(into: "") { $0.append($1) }
    }

    /// Its images and documents.
    public var media: [Media] {
        blocks.compactMap { if case .media(let media) = $0.content { media } else { nil } }
    }
}
