public import PlanBVocabulary

/// What the client is told when no target gave an answer.
public struct Verdict: Sendable, Equatable {
    /// The kind of ending, which the dialect turns into its own shape.
    public enum Kind: String, Sendable, Equatable {
        /// All that could serve are rate limited.
        case rateLimited = "upstream_rate_limited"
        /// Overloaded, unreachable, out of quota, or our credential was refused.
        case unavailable = "upstream_unavailable"
        /// Nobody answered in time.
        case timeout = "upstream_timeout"
        /// Answers that were no answers.
        case invalid = "upstream_invalid_answer"
    }

    /// The kind of ending.
    public var kind: Kind
    /// The HTTP status for most dialects.
    public var status: Int
    /// When trying again makes sense, if a provider said so.
    public var retryAfter: Instant.Span?
    /// Whether a client that tries again now can hope for another result.
    public var shouldRetry: Bool

    /// Sums up `failures`, every one that the request met, in order. Rule: any plain rate limit → 429 with the earliest
    /// `retry-after`; else anything overloaded, unreachable, out of quota or refused → 503; else all timeouts → 504;
    /// else 502.
    public static func of(_ failures: [AttemptFailure]) -> Verdict {
        let classes = failures.map(\.failureClass)
        if classes.contains(.rateLimited) {
            let waits = failures.filter { $0.failureClass == .rateLimited }.compactMap(\.retryAfter)
            return Verdict(kind: .rateLimited, status: 429, retryAfter: waits.min(), shouldRetry: true)
        }
        if classes.contains(where: isUnavailability) || failures.isEmpty {
            let lasting = classes.allSatisfy { isLasting($0) }
            let waits = failures.compactMap(\.retryAfter)
            return Verdict(kind: .unavailable, status: 503, retryAfter: waits.min(), shouldRetry: !lasting)
        }
        if classes.allSatisfy(isTimeout) {
            return Verdict(kind: .timeout, status: 504, retryAfter: nil, shouldRetry: true)
        }
        return Verdict(kind: .invalid, status: 502, retryAfter: nil, shouldRetry: !classes.allSatisfy(isLasting))
    }

    private static func isUnavailability(_ failure: FailureClass) -> Bool {
        switch failure {
        case .overloaded, .dns, .refused, .connect, .quota, .credential, .unprepared, .draining, .busy: true
        default: false
        }
    }

    /// Trying again does not help before somebody has changed something.
    private static func isLasting(_ failure: FailureClass) -> Bool {
        switch failure {
        case .quota, .credential, .modelGone, .unprepared, .tls, .redirect: true
        default: false
        }
    }

    private static func isTimeout(_ failure: FailureClass) -> Bool {
        switch failure {
        case .firstToken, .idle, .answer, .deadline, .connect: true
        default: false
        }
    }
}
