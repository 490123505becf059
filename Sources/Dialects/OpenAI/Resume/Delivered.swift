public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// What a client has of a streamed chat answer, so that another answer can be joined to it without a gap or a repetition.
/// It is cumulative: when an answer that completes another one breaks, too, it tells of both.
public struct Delivered: Sendable {
    /// The text of the answer, as UTF-8: `content` of all chunks, without JSON's escapes. Not kept any further once there
    /// is an obstacle.
    public private(set) var text = ByteBuffer()
    /// How many chunks had text. Most providers send a chunk for each token.
    public private(set) var textChunks = 0
    /// Reasoning was delivered (`reasoning_content` or `reasoning`).
    public private(set) var hasReasoning = false
    /// The last usage that the client was told.
    public private(set) var usage: Usage?
    /// Why the answer can never be completed by another one; nil if it can.
    public var obstacle: String? { barrier?.rawValue }

    /// Longer than the text of any answer that is worth having again, and kept in memory for every stream.
    static let limit = 1 << 20

    private(set) var barrier: Obstacle?
    /// A chunk named the role.
    private(set) var hasRole = false
    private(set) var identity: ChunkIdentity?

    /// Nothing yet.
    public init() {}

    /// Only reasoning was delivered: any answer may follow, and its reasoning is left out.
    public var isReasoningOnly: Bool { hasReasoning && text.readableBytes == 0 && barrier == nil }

    /// About how many tokens `text` is: a token for each chunk. Where chunks are longer than 8 bytes on average, they
    /// hold several tokens; then it is one for four bytes.
    public var estimatedTokens: Int {
        text.readableBytes / 8 > textChunks ? text.readableBytes / 4 : textChunks
    }

    /// Takes note of a chunk that was handed over: the very bytes that the client gets.
    mutating func note(_ payload: ByteBuffer) {
        // Nothing more has to be known of an answer that nobody can complete.
        guard barrier == nil else { return }
        let parts: ChunkParts
        do throws(JSONFault) { parts = try ChunkParts(payload) } catch {
            barrier = barrier ?? .unknownOutput
            return
        }
        // Chunks before the first choice (Azure's verdict on the prompt) have an empty `id`.
        if identity == nil, parts.choiceCount > 0 { identity = ChunkIdentity(parts, in: payload) }
        if !parts.text.isEmpty {
            text.writeString(parts.text)
            textChunks += 1
            if text.readableBytes > Self.limit { barrier = .length }
        }
        hasReasoning = hasReasoning || parts.hasReasoning
        hasRole = hasRole || parts.hasRole
        barrier = barrier ?? parts.ambiguity ?? parts.otherOutput
        if parts.hasLogProbabilities { barrier = barrier ?? .logProbabilities }
        if parts.finishes { barrier = barrier ?? .finish }
        if let range = parts.usage, let usage = UsageReader.read(range, in: payload) { self.usage = usage }
    }
}
