import PlanBVocabulary

/// How many requests a self-hosted server is given at a time, learned from how its first outputs slow down. Nobody else
/// limits the load of one's own hardware.
///
/// The gradient of two averages of the time to the first output, over the last requests and over many: Netflix's
/// concurrency-limits, `Gradient2Limit`. The time is taken per prompt token, because a long prompt is no congestion.
struct ConcurrencyLimit: Sendable, Equatable {
    private static let least = 4.0
    private static let most = 1024.0

    private(set) var limit = 64.0
    private var refusedAt = Instant(nanoseconds: .min / 2)
    private var short = 0.0
    private var long = 0.0
    private var count = 0

    /// A first output came after `span` for a prompt of about `promptTokens`, while `underWay` requests were served.
    mutating func note(_ span: Instant.Span, promptTokens: Int, underWay: Int) {
        let time = Double(max(1, span.nanoseconds)) / Double(max(256, promptTokens))
        count += 1
        short = short == 0 ? time : short * 0.8 + time * 0.2
        let window = Double(min(600, max(1, count)))
        long = long == 0 ? time : long + (time - long) * 2 / (window + 1)
        // A load that has gone leaves a long average that is too high.
        if long / short > 2 { long *= 0.9 }
        // Too little is under way to learn from it.
        guard Double(underWay) >= limit / 2 else { return }
        let gradient = max(0.5, min(1, long * 1.5 / short))
        let next = limit * gradient + 4
        limit = min(Self.most, max(Self.least, limit * 0.8 + next * 0.2))
    }

    /// The server refused for overload.
    mutating func refuse(now: Instant) {
        limit = max(Self.least, limit * 0.8)
        refusedAt = now
    }

    /// Whether others should go first: one more would make everybody slower.
    func isReached(_ underWay: Int) -> Bool { Double(underWay) >= limit }

    /// Whether one more is too many even where nobody else could answer: the server has said itself, a moment ago, that
    /// it cannot do as much. For who does not go first, it is where the part of those begins who do.
    func isFull(_ underWay: Int, for priority: Priority = .interactive, now: Instant) -> Bool {
        if priority != .interactive, underWay >= Int(limit) - priority.reserve(of: Int(limit)) { return true }
        return now - refusedAt < .seconds(10) && Double(underWay) >= limit * 2
    }
}
