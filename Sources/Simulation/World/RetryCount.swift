import PlanBVocabulary

/// Retries at one target, against what is allowed: a tenth of its other attempts, and three a minute.
struct RetryCount {
    private var retries = 0
    private var others = 0

    mutating func count(isRetry: Bool) {
        if isRetry { retries += 1 } else { others += 1 }
    }

    func isWithinBound(_ now: Instant) -> Bool {
        let minutes = Double((now - VirtualLoop.start).nanoseconds) / 60e9
        return Double(retries) <= 3 + 3 * minutes + 0.1 * Double(others) + 0.001
    }
}
