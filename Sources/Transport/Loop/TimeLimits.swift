import PlanBVocabulary

/// How long connections may do nothing. The defaults are those of the product; tests wait less.
struct TimeLimits: Sendable {
    /// A client's connection between two requests.
    var idle = Instant.Span.seconds(75)
    /// A request head, from its first byte to its last (slowloris).
    var head = Instant.Span.seconds(10)
    /// A pause in a request body.
    var body = Instant.Span.seconds(30)
    /// A client that takes nothing of an answer that waits for it.
    var stall = Instant.Span.minutes(1)
    /// The wait for the client's side of a connection that was ended on ours.
    var farewell = Instant.Span.seconds(2)
    /// A connection to a provider without a request.
    var pooledIdle = Instant.Span.seconds(50)
    /// The age at which a connection to a provider is not used again, so that changes of DNS take effect.
    var pooledLifetime = Instant.Span.minutes(5)

    static let standard = TimeLimits()
}
