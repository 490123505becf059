/// What the client has of an answer that broke, as far as it matters to whether and how the rest can be had.
public struct DeliveredShare: Sendable, Equatable {
    /// Why the answer cannot be completed by anybody: a tool call was begun, for example; nil if it can.
    public var obstacle: String?
    /// The request allows a given beginning of the answer.
    public var allowsPrefill: Bool
    /// About how many tokens of text the client has.
    public var tokens: Int

    /// A share.
    public init(obstacle: String?, allowsPrefill: Bool, tokens: Int) {
        self.obstacle = obstacle
        self.allowsPrefill = allowsPrefill
        self.tokens = tokens
    }
}
