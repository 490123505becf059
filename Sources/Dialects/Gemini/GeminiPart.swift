import NIOCore
import PlanBWire

/// The members of a part, sorted. A part holds one piece of content, and things that are said about it.
struct GeminiPart {
    /// The content, by its member.
    enum Content {
        case text(JSONString)
        case inlineData(JSONNode)
        case fileData(JSONNode)
        case functionCall(JSONNode)
        case functionResponse(JSONNode)
        /// What the server does or did by itself, and what is not known: the name of the member.
        case other(String)
    }

    /// Nil if there is none.
    private(set) var content: Content?
    /// It is a thought.
    private(set) var isThought = false
    /// The seal on the thought that led to it.
    private(set) var signature: JSONString?
    /// How closely an image is to be looked at.
    private(set) var resolution: JSONNode?
    /// Other things that are said about it.
    private(set) var notes: [JSONNode] = []
    /// It holds more than one piece of content, or one of the wrong type.
    private(set) var isBroken = false

    init(_ node: JSONNode) {
        guard let members = node.members else {
            isBroken = true
            return
        }
        var unknown: JSONNode?
        for member in members where member.kind != .null {
            if member.isNamed("text") {
                set(member.text.map(Content.text))
            } else if member.isNamed("thought") {
                isThought = member.bool == true
            } else if member.isNamed("thoughtSignature") || member.isNamed("thought_signature") {
                signature = member.text.flatMap { $0.isEmpty ? nil : $0 }
            } else if member.isNamed("functionCall") || member.isNamed("function_call") {
                set(member.kind == .object ? .functionCall(member) : nil)
            } else if member.isNamed("functionResponse") || member.isNamed("function_response") {
                set(member.kind == .object ? .functionResponse(member) : nil)
            } else if member.isNamed("inlineData") || member.isNamed("inline_data") {
                set(member.kind == .object ? .inlineData(member) : nil)
            } else if member.isNamed("fileData") || member.isNamed("file_data") {
                set(member.kind == .object ? .fileData(member) : nil)
            } else if member.isNamed("mediaResolution") || member.isNamed("media_resolution") {
                resolution = member
            } else if Self.serverSide.contains(where: { member.isNamed($0) }) {
                set(.other(member.key))
            } else {
                notes.append(member)
                if !Self.known.contains(where: { member.isNamed($0) }) { unknown = unknown ?? member }
            }
        }
        // A member that nobody knows is a remark beside content, and content where there is nothing else.
        if content == nil, !isBroken, let unknown { content = .other(unknown.key) }
    }

    private mutating func set(_ content: Content?) {
        if content == nil || self.content != nil { isBroken = true }
        self.content = content
    }

    private static let serverSide: [StaticString] = [
        "executableCode", "executable_code", "codeExecutionResult", "code_execution_result", "toolCall", "tool_call",
        "toolResponse", "tool_response",
    ]

    private static let known: [StaticString] = [
        "videoMetadata", "video_metadata", "partMetadata", "part_metadata", "mediaProcessing", "media_processing",
        "speechMetadata", "documentMetadata", "spreadsheetMetadata", "audioMetadata", "audioTranscription",
    ]
}
