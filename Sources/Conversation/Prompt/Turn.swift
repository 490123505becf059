/// What one side says at a time.
public struct Turn: Sendable {
    /// Who speaks.
    public enum Role: String, Sendable, Equatable {
        /// The client: its user's words, and the results of tools.
        case user
        /// The model.
        case assistant
        /// The operator, in the middle of a conversation. What is said before it begins is `Prompt.system`.
        case system
    }

    /// Who speaks.
    public var role: Role
    /// What is said, in order.
    public var blocks: [Block]

    /// A turn.
    public init(_ role: Role, _ blocks: [Block]) {
        self.role = role
        self.blocks = blocks
    }
}
