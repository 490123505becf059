import PlanBVocabulary

/// The tokens of prompts that one quota was sent, minute by minute, and how many more a ramp rule allows in this one:
/// `above`, or what was sent in one of the 15 minutes before, grown by the rule since.
///
/// Nothing is held against a quota before it has been watched for 15 minutes: after a start it is not known what load the
/// provider is used to.
struct RampMeter: Sendable {
    /// The present minute and 15 before.
    private static let count = 16
    private static let length: Int64 = 60_000_000_000

    private let above: Double
    private let growth: Double
    private let since: Instant
    /// The newest minute that was seen.
    private var minute: Int64
    /// What was sent and not refused, by minute.
    private var sent = [Int](repeating: 0, count: count)
    /// What those asked for who go first, in the newest minute and in the one before.
    private var asked = (now: 0, before: 0)

    /// A meter for `rule` that begins to watch at `now`; nil: the rule has no figures.
    init?(_ rule: RampRule, now: Instant) {
        guard case .growth(let above, _, _) = rule, above >= 0, above < 1e15, let growth = rule.growthInAMinute else {
            return nil
        }
        self.above = above
        self.growth = growth
        since = now
        minute = Self.minute(of: now)
    }

    /// How long until `ask` may be sent by the rule, which is the next minute; nil: it may now. Others than those who go
    /// first leave a part to these: the one of their priority, or what is missing to what these asked for in the last minute.
    func wait(for ask: Ask, now: Instant) -> Instant.Span? {
        guard (now - since).nanoseconds >= Int64(Self.count - 1) * Self.length else { return nil }
        let current = max(minute, Self.minute(of: now))
        let most = self.most(in: current)
        var reserve = 0
        if ask.priority != .interactive {
            let asked = asked(in: current)
            reserve = max(ask.priority.reserve(of: most), asked.before - asked.now)
        }
        let used = tokens(in: current)
        // What is larger than all that may be sent is sent by itself.
        if used == 0, reserve < most { return nil }
        guard used + ask.promptTokens > most - reserve else { return nil }
        return Instant.Span(nanoseconds: max(1, (current + 1) * Self.length - now.nanoseconds))
    }

    /// The most that may be sent in the minute `current`.
    private func most(in current: Int64) -> Int {
        var most = above
        var factor = 1.0
        for age in 1..<Int64(Self.count) {
            factor *= growth
            most = max(most, Double(tokens(in: current - age)) * factor)
        }
        // Down to a whole one, but not for what the root lacks in its last digits.
        return Int(min(most, 1e15) + 1e-6)
    }

    /// `ask` is sent.
    mutating func enter(_ ask: Ask, now: Instant) {
        advance(now)
        sent[Self.slot(minute)] += min(ask.promptTokens, Rate.largest)
        if ask.priority == .interactive { asked.now += min(ask.promptTokens, Rate.largest) }
    }

    /// What was sent for `ask` were so many tokens more than was thought, or fewer.
    mutating func correct(_ ask: Ask, by change: Int, now: Instant) {
        advance(now)
        let slot = Self.slot(minute)
        sent[slot] = max(0, sent[slot] + change)
        if ask.priority == .interactive { asked.now = max(0, asked.now + change) }
    }

    /// What was sent for `ask` was refused: it is no load that the provider is used to, though it was asked for.
    mutating func takeBack(_ ask: Ask, now: Instant) {
        advance(now)
        let slot = Self.slot(minute)
        sent[slot] = max(0, sent[slot] - min(ask.promptTokens, Rate.largest))
    }

    private mutating func advance(_ now: Instant) {
        let next = Self.minute(of: now)
        guard next > minute else { return }
        asked = self.asked(in: next)
        for back in 0..<min(Int64(Self.count), next - minute) { sent[Self.slot(next - back)] = 0 }
        minute = next
    }

    private func asked(in current: Int64) -> (now: Int, before: Int) {
        switch current - minute {
        case 0: asked
        case 1: (0, asked.now)
        default: (0, 0)
        }
    }

    private func tokens(in other: Int64) -> Int {
        let age = minute - other
        return age >= 0 && age < Int64(Self.count) ? sent[Self.slot(other)] : 0
    }

    private static func minute(of now: Instant) -> Int64 { now.nanoseconds / length }

    private static func slot(_ minute: Int64) -> Int { Int(minute & Int64(count - 1)) }
}
