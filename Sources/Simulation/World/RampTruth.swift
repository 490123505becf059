import Foundation
import PlanBPolicy
import PlanBVocabulary

/// A provider that throttles load which grows too fast. It counts for itself, not as the gateway does.
struct RampTruth {
    /// The tokens of a prompt, as answers count them.
    static let prompt = 9

    private let above: Double
    private let factor: Double
    private let minutes: Double
    /// Tokens of prompts that were taken, by minute.
    private var taken: [Int64: Int] = [:]

    /// Nil: it does not throttle.
    init?(_ rule: RampRule) {
        guard case .growth(let above, let factor, let minutes) = rule else { return nil }
        self.above = above
        self.factor = factor
        self.minutes = minutes
    }

    /// Takes a prompt of so many tokens, unless that would be too many for this minute. Returns whether it did.
    mutating func take(_ tokens: Int, at now: Instant) -> Bool {
        let minute = now.nanoseconds / 60_000_000_000
        let most = (1...15).reduce(above) { most, age in
            max(most, Double(taken[minute - Int64(age), default: 0]) * pow(factor, Double(age) / minutes))
        }
        guard Double(taken[minute, default: 0] + tokens) <= most else { return false }
        taken[minute, default: 0] += tokens
        return true
    }
}
