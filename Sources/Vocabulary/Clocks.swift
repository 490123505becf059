/// The time limits of one route: how long each phase of an attempt may last.
///
/// A streamed request uses `connect`, `firstToken` and `idle`; a non-streamed one `connect` and `answer`; `total` bounds
/// every request, failovers included.
public struct Clocks: Sendable, Equatable {
    /// From the start of an attempt to an established (and, with TLS, verified) connection.
    public var connect: Instant.Span
    /// From the request being sent to the first event that carries output, the response head included.
    public var firstToken: Instant.Span
    /// Between two events that carry output; pings and comments do not count.
    public var idle: Instant.Span
    /// From the request being sent to the end of a non-streamed answer.
    public var answer: Instant.Span
    /// From the arrival of the client's request to the end, over all attempts.
    public var total: Instant.Span

    /// The defaults for text.
    public static let standard = Clocks(
        connect: .seconds(3), firstToken: .seconds(20), idle: .seconds(30), answer: .minutes(5), total: .minutes(10))

    /// The given limits.
    public init(
        connect: Instant.Span, firstToken: Instant.Span, idle: Instant.Span, answer: Instant.Span, total: Instant.Span
    ) {
        self.connect = connect
        self.firstToken = firstToken
        self.idle = idle
        self.answer = answer
        self.total = total
    }
}

extension Clocks {
    /// The limits of `timeouts`, where it has them, else the defaults.
    public init(_ timeouts: Timeouts, else fallback: Clocks = .standard) {
        self.init(
            connect: timeouts.connect ?? fallback.connect, firstToken: timeouts.firstToken ?? fallback.firstToken,
            idle: timeouts.idle ?? fallback.idle, answer: timeouts.answer ?? fallback.answer,
            total: timeouts.total ?? fallback.total)
    }
}

/// Which of the clocks is running.
public enum ClockPhase: String, Sendable, Equatable {
    /// Establishing the connection.
    case connect
    /// Waiting for the first output of a stream.
    case firstToken = "first_token"
    /// Waiting for more output of a stream.
    case idle
    /// Waiting for a whole answer.
    case answer
    /// The request's own deadline.
    case total
}
