/// The time limits that a route states. What is nil is derived for each request from its target, its size and its
/// reasoning effort.
public struct Timeouts: Sendable, Equatable {
    /// See `Clocks.connect`.
    public var connect: Instant.Span?
    /// See `Clocks.firstToken`.
    public var firstToken: Instant.Span?
    /// See `Clocks.idle`.
    public var idle: Instant.Span?
    /// See `Clocks.answer`.
    public var answer: Instant.Span?
    /// See `Clocks.total`.
    public var total: Instant.Span?

    /// Time limits; nil leaves one to be derived.
    public init(
        connect: Instant.Span? = nil, firstToken: Instant.Span? = nil, idle: Instant.Span? = nil,
        answer: Instant.Span? = nil, total: Instant.Span? = nil
    ) {
        self.connect = connect
        self.firstToken = firstToken
        self.idle = idle
        self.answer = answer
        self.total = total
    }
}
