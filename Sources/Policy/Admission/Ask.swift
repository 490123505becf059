/// What a request asks of a quota: who waits for it, and how much of it it takes.
public struct Ask: Sendable, Equatable {
    /// Who goes first when there is not enough for all.
    public var priority: Priority
    /// About how many tokens its prompt has.
    public var promptTokens: Int

    /// A request; without a size where only the priority matters.
    public init(_ priority: Priority = .interactive, promptTokens: Int = 0) {
        self.priority = priority
        self.promptTokens = max(0, promptTokens)
    }
}

/// What an attempt took of the quota that it was sent to.
public enum Taken: Sendable, Equatable {
    /// It was served; how many tokens the prompt has by the provider's count, nil: not told, and about how many the answer has.
    case served(promptTokens: Int?, outputTokens: Int)
    /// Nothing: it was not sent, was refused, or failed before it had output.
    case nothing
}
