public import PlanBVocabulary

/// So much a minute, and so much at once.
public struct Rate: Sendable, Hashable {
    /// The most that a rate may be: more means nothing, and sums of it stay small.
    public static let largest = 1_000_000_000

    /// What may be used in a minute, on average.
    public var perMinute: Int
    /// What may be used at once.
    public var burst: Int

    /// A rate, with a minute's worth at once where nothing else is said. Both are taken between 1 and `largest`.
    public init(perMinute: Int, burst: Int? = nil) {
        self.perMinute = min(max(perMinute, 1), Self.largest)
        self.burst = min(max(burst ?? perMinute, 1), Self.largest)
    }
}

/// Measures what is used against a rate: the generic cell rate algorithm (ITU-T I.371, "virtual scheduling"), in whole
/// numbers, so that nothing is ever lost to rounding.
///
/// What is owed shrinks by `perMinute` units a minute and may be `burst` units at most. In any time t no more is let in
/// than `burst + perMinute · t`. A use that is heavier than a burst is let in when nothing is owed, and is owed in full.
public struct RateMeter: Sendable, Equatable {
    private static let minute: Int128 = 60_000_000_000

    /// Unit-nanoseconds: a unit is worth a minute of them, and `perMinute` of them are paid off each nanosecond.
    private var owed: Int128 = 0
    private var at = Instant(nanoseconds: .min)

    /// Nothing is owed.
    public init() {}

    /// What is owed `now`. A clock that stands still, or goes back, pays off nothing.
    private func owed(_ rate: Rate, _ now: Instant) -> Int128 {
        let passed = max(0, Int128(now.nanoseconds) - Int128(at.nanoseconds))
        return max(0, owed - passed * Int128(rate.perMinute))
    }

    /// How long until a use of `cost` units is let in; zero: it is now. At the moment named it is, if nothing else is let
    /// in before, and a nanosecond earlier it is not. `reserve` units of the burst are left for others: the greatest
    /// span if that is all of it.
    public func wait(for cost: Int, at rate: Rate, reserve: Int = 0, now: Instant) -> Instant.Span {
        let capacity = rate.burst - reserve
        guard capacity > 0 else { return Instant.Span(nanoseconds: .max) }
        let mostOwed = Int128(capacity - min(max(cost, 0), capacity)) * Self.minute
        let excess = owed(rate, now) - mostOwed
        guard excess > 0 else { return .zero }
        let perNanosecond = Int128(rate.perMinute)
        return Instant.Span(nanoseconds: Int64(clamping: (excess + perNanosecond - 1) / perNanosecond))
    }

    /// Owes `cost` units more, whether they fit or not.
    public mutating func take(_ cost: Int, at rate: Rate, now: Instant) {
        correct(by: max(cost, 0), at: rate, now: now)
    }

    /// Owes `change` units more, or less, than was thought. Nobody gets more than a burst out of having used less.
    public mutating func correct(by change: Int, at rate: Rate, now: Instant) {
        let change = Int128(min(max(change, -Rate.largest), Rate.largest))
        owed = max(0, owed(rate, now) + change * Self.minute)
        at = max(at, now)
    }

    /// Owes a burst at most.
    public mutating func forgive(at rate: Rate, now: Instant) {
        owed = min(owed(rate, now), Int128(rate.burst) * Self.minute)
        at = max(at, now)
    }

    /// Whole units that would be let in now.
    public func remaining(at rate: Rate, now: Instant) -> Int {
        Int(clamping: max(0, (Int128(rate.burst) * Self.minute - owed(rate, now)) / Self.minute))
    }

    /// How long until nothing is owed.
    public func reset(at rate: Rate, now: Instant) -> Instant.Span {
        let perNanosecond = Int128(rate.perMinute)
        return Instant.Span(nanoseconds: Int64(clamping: (owed(rate, now) + perNanosecond - 1) / perNanosecond))
    }
}
