import PlanBEngine
import PlanBReport
import PlanBVocabulary

/// What probes may take of a quota: a hundredth of what it grants from one probe to the next. Who has a small quota needs it
/// for users.
struct ProbeAllowance: Sendable {
    private struct Known: Sendable {
        var quota: QuotaReading
        var probedAt: Instant
    }

    /// One part of so many.
    private static let part = 100.0
    /// Tokens of the answer to a probe, as far as it is bounded, and those together with the question.
    private static let answerTokens = 64.0
    private static let tokens = 96.0

    /// By what a target is: provider, place, model and account. Names that stand for the same share its quota.
    private var known: [String: Known] = [:]

    /// A probe was answered at `now`. `quota`: what the answer says of the limits; nil: nothing, so that nothing is known.
    mutating func note(_ identity: String, _ quota: QuotaReading?, at now: Instant) {
        known[identity] = quota.map { Known(quota: $0, probedAt: now) }
    }

    /// Why it is too soon for another probe, as the end of a sentence; nil: it is not. A probe that failed took nothing.
    func reasonToWait(_ identity: String, at now: Instant) -> String? {
        guard let known = known[identity], let (minutes, limit) = Self.pause(known.quota) else { return nil }
        let passed = Double((now - known.probedAt).nanoseconds) / 6e10
        guard passed < minutes else { return nil }
        return
            "a probe may take 1 % of its quota (\(limit) a minute), which is one in \(Figures.decimal(minutes)) minutes; the "
            + "last one was \(Figures.decimal(max(0, passed))) minutes ago"
    }

    /// How many minutes have to lie between two probes, and the limit that asks for the most.
    private static func pause(_ quota: QuotaReading) -> (minutes: Double, limit: String)? {
        let limits = [
            quota.requests.map { (part / Double($0), Figures.count($0, "request")) },
            quota.tokens.map { (part * tokens / Double($0), Figures.count($0, "token")) },
            quota.outputTokens.map { (part * answerTokens / Double($0), Figures.count($0, "token") + " of answers") },
        ].compactMap { $0 }
        return limits.max { $0.0 < $1.0 }.map { (minutes: $0.0, limit: $0.1) }
    }
}
