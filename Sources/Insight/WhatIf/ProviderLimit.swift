import PlanBPolicy
import PlanBVocabulary

/// What a provider lets through at one account and model: what is beyond gets its 429. Where nothing is known nothing is
/// refused.
struct ProviderLimit: Sendable, Equatable {
    /// Requests a minute.
    var requests: Int?
    /// Tokens a minute, of prompts and answers.
    var tokens: Int?
    /// How fast load may grow.
    var ramp: RampRule

    /// What the configuration says of a target's quota, and what is known of its provider's ramp.
    init(_ quota: RateLimits = .none, _ ramp: RampRule = .unknown) {
        requests = quota.requests?.perMinute
        tokens = quota.tokens?.perMinute
        self.ramp = ramp
    }

    /// The narrower of both.
    func narrowed(by other: ProviderLimit) -> ProviderLimit {
        var narrow = self
        narrow.requests = [requests, other.requests].compactMap(\.self).min()
        narrow.tokens = [tokens, other.tokens].compactMap(\.self).min()
        return narrow
    }

    /// Something is known of it.
    var isKnown: Bool { requests != nil || tokens != nil || ramp.growthInAMinute != nil }

    /// For reports.
    var words: String {
        let words = [requests.map { "\($0) requests" }, tokens.map { "\($0) tokens" }].compactMap(\.self)
        return words.isEmpty ? "not known" : words.joined(separator: " and ") + " a minute"
    }
}

/// How much of a limit is left: buckets that hold a minute's worth and fill evenly; and of a ramp rule, what was let through in
/// each of the last minutes.
struct ProviderMeter: Sendable {
    private static let minutes = 16

    private let limit: ProviderLimit
    /// Above what, and by what factor in a minute, load may grow; nil: as it likes.
    private let ramp: (above: Double, growth: Double)?
    private var requests: Double
    private var tokens: Double
    private var filledAt: Instant
    private var minute: Int64
    /// What was asked in the present minute.
    private var asked = (requests: 0, tokens: 0)
    /// Tokens that were let through, by minute.
    private var served = [Int](repeating: 0, count: minutes)
    /// The most requests of any minute, refused ones included.
    private(set) var mostRequests = 0
    /// The most tokens of any minute.
    private(set) var mostTokens = 0

    init(_ limit: ProviderLimit, now: Instant) {
        self.limit = limit
        if case .growth(let above, _, _) = limit.ramp, let growth = limit.ramp.growthInAMinute {
            ramp = (above, growth)
        } else {
            ramp = nil
        }
        requests = Double(limit.requests ?? 0)
        tokens = Double(limit.tokens ?? 0)
        filledAt = now
        minute = now.nanoseconds / 60_000_000_000
    }

    /// Why a request is not let through.
    enum Refusal: Equatable {
        /// The quota is used up; how long its sender is told to wait, in whole seconds as the header has it.
        case quota(Instant.Span)
        /// Load grows too fast. Nobody says for how long that is so.
        case ramp
    }

    /// Takes a request with a prompt of so many tokens, and so many with its answer. Nil: it was let through.
    mutating func take(prompt: Int, whole: Int, now: Instant) -> Refusal? {
        pass(to: now)
        asked.requests += 1
        asked.tokens += whole
        mostRequests = max(mostRequests, asked.requests)
        mostTokens = max(mostTokens, asked.tokens)
        if isTooFast(prompt) { return .ramp }
        var wait = 0.0
        if let most = limit.requests, requests < 1 { wait = max(wait, (1 - requests) / Double(max(1, most))) }
        if let most = limit.tokens, tokens < Double(min(whole, most)) {
            wait = max(wait, (Double(min(whole, most)) - tokens) / Double(max(1, most)))
        }
        guard wait <= 0 else { return .quota(.seconds(max(1, Int(min(wait * 60, 3600).rounded(.up))))) }
        requests -= 1
        tokens -= Double(whole)
        served[slot(minute)] += prompt
        return nil
    }

    private func isTooFast(_ prompt: Int) -> Bool {
        guard let ramp else { return false }
        var most = ramp.above
        var factor = 1.0
        for age in 1..<Int64(Self.minutes) {
            factor *= ramp.growth
            most = max(most, Double(served[slot(minute - age)]) * factor)
        }
        return Double(served[slot(minute)] + prompt) > most
    }

    private mutating func pass(to now: Instant) {
        let passed = Double((now - filledAt).nanoseconds) / 60e9
        filledAt = max(filledAt, now)
        if let most = limit.requests { requests = min(Double(most), requests + max(0, passed) * Double(most)) }
        if let most = limit.tokens { tokens = min(Double(most), tokens + max(0, passed) * Double(most)) }
        let next = now.nanoseconds / 60_000_000_000
        guard next > minute else { return }
        for back in 0..<min(Int64(Self.minutes), next - minute) { served[slot(next - back)] = 0 }
        (minute, asked) = (next, (0, 0))
    }

    private func slot(_ minute: Int64) -> Int { Int(minute & Int64(Self.minutes - 1)) }
}
