import PlanBVocabulary

/// Slots of equal length on the monotonic clock, of which the latest are kept in a ring: which slot a moment is in, and
/// which slots of the ring have to be emptied on the way there.
struct SlotClock: Sendable {
    let length: Int64
    let count: Int
    /// The newest slot that was seen; nil: none.
    private(set) var latest: Int64?
    /// Slots from the first that was seen to the newest one, both included; at most `count`.
    private(set) var seen = 0

    init(length: Instant.Span, count: Int) {
        self.length = max(1, length.nanoseconds)
        self.count = max(1, count)
    }

    /// Where the newest slot is in the ring.
    var index: Int { latest.map(position) ?? 0 }

    /// Moves on to `now`; returns how many slots have begun since: those are to be emptied, from the newest one back. A
    /// moment before the newest slot counts as being in it.
    @inline(__always)
    mutating func advance(to now: Instant) -> Int {
        let slot = Self.floor(now.nanoseconds, length)
        guard let latest else {
            self.latest = slot
            seen = 1
            return count
        }
        guard slot > latest else { return 0 }
        self.latest = slot
        let (distance, isFar) = slot.subtractingReportingOverflow(latest)
        let begun = isFar ? count : Int(clamping: min(distance, Int64(count)))
        seen = min(count, seen + begun)
        return begun
    }

    /// Where the slot `back` before the newest one is in the ring. 0 <= back < count.
    @inline(__always)
    func index(back: Int) -> Int {
        let index = index - back
        return index < 0 ? index + count : index
    }

    private func position(_ slot: Int64) -> Int {
        let rest = Int(slot % Int64(count))
        return rest < 0 ? rest + count : rest
    }

    @inline(__always)
    private static func floor(_ value: Int64, _ length: Int64) -> Int64 {
        let quotient = value / length
        return value % length < 0 ? quotient - 1 : quotient
    }
}
