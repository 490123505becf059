import PlanBVocabulary

/// What a provider lets through at one account and model: what is beyond gets its 429.
public struct ProviderLimit: Sendable, Equatable {
    /// Requests a minute; nil: not known, so that nothing is refused for it.
    public var requests: Int?
    /// Tokens a minute, of prompts and answers; nil: not known.
    public var tokens: Int?

    /// A limit.
    public init(requests: Int? = nil, tokens: Int? = nil) {
        self.requests = requests
        self.tokens = tokens
    }
}

/// How much of a limit is left: buckets that hold a minute's worth and fill evenly.
struct ProviderMeter: Sendable {
    private let limit: ProviderLimit
    private var requests: Double
    private var tokens: Double
    private var filledAt: Instant
    /// The most requests of any minute, refused ones included.
    private(set) var mostRequests = 0
    /// The most tokens of any minute.
    private(set) var mostTokens = 0
    private var minute: (number: Int64, requests: Int, tokens: Int) = (.min, 0, 0)

    init(_ limit: ProviderLimit, now: Instant) {
        self.limit = limit
        requests = Double(limit.requests ?? 0)
        tokens = Double(limit.tokens ?? 0)
        filledAt = now
    }

    /// Takes a request of so many tokens. Returns how long its sender has to wait; nil: it was let through.
    mutating func take(_ count: Int, now: Instant) -> Instant.Span? {
        note(count, now: now)
        let minutes = Double((now - filledAt).nanoseconds) / 60e9
        filledAt = max(filledAt, now)
        if let most = limit.requests { requests = min(Double(most), requests + max(0, minutes) * Double(most)) }
        if let most = limit.tokens { tokens = min(Double(most), tokens + max(0, minutes) * Double(most)) }
        var wait = 0.0
        if let most = limit.requests, requests < 1 { wait = max(wait, (1 - requests) / Double(max(1, most))) }
        if let most = limit.tokens, tokens < Double(min(count, most)) {
            wait = max(wait, (Double(min(count, most)) - tokens) / Double(max(1, most)))
        }
        guard wait <= 0 else { return Instant.Span(nanoseconds: Int64(min(wait * 60e9, 3600e9))) }
        requests -= 1
        tokens -= Double(count)
        return nil
    }

    private mutating func note(_ count: Int, now: Instant) {
        let number = now.nanoseconds / 60_000_000_000
        if number != minute.number { minute = (number, 0, 0) }
        minute.requests += 1
        minute.tokens += count
        mostRequests = max(mostRequests, minute.requests)
        mostTokens = max(mostTokens, minute.tokens)
    }
}
