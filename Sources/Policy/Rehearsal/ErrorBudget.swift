public import PlanBVocabulary

/// Whether users of one route see more failures than it can afford just now: then nothing is rehearsed on it.
///
/// The budget is 1 % of requests. It burns if
/// - of the last 5 minutes, at least 3 requests failed, and more than 1 %, or
/// - of the last 60 minutes, at least 5 requests failed, and more than 1 %.
///
/// The short window sees a new fault soon, the long one a slow leak (Google, The Site Reliability Workbook, chapter 5).
/// Unlike there, either of them is enough: this does not wake anybody, it only keeps a drill from starting. A window ends
/// at `now` and is up to 10 seconds shorter than its name. About 3 KB; nothing is allocated after the start.
public struct ErrorBudget: Sendable {
    private struct Slot {
        var requests: UInt32 = 0
        var failures: UInt32 = 0
    }

    private static let short = 30
    private static let long = 360

    private var clock = SlotClock(length: .seconds(10), count: Self.long)
    private var ring: ContiguousArray<Slot>
    private var inShort = (requests: 0, failures: 0)
    private var inLong = (requests: 0, failures: 0)

    /// A budget that is untouched.
    public init() { ring = ContiguousArray(repeating: Slot(), count: Self.long) }

    /// Counts a request of a user that ended at `now`. A clock that went back counts as standing.
    public mutating func note(isFailure: Bool, at now: Instant) {
        advance(to: now)
        let index = clock.index
        guard ring[index].requests < .max else { return }
        ring[index].requests &+= 1
        inShort.requests &+= 1
        inLong.requests &+= 1
        guard isFailure else { return }
        ring[index].failures &+= 1
        inShort.failures &+= 1
        inLong.failures &+= 1
    }

    /// Whether it burns at `now`, by the rule above.
    public mutating func isBurning(at now: Instant) -> Bool {
        advance(to: now)
        return Self.burns(inShort, least: 3) || Self.burns(inLong, least: 5)
    }

    private static func burns(_ window: (requests: Int, failures: Int), least: Int) -> Bool {
        window.failures >= least && window.failures * 100 > window.requests
    }

    private mutating func advance(to now: Instant) {
        let begun = clock.advance(to: now)
        guard begun < Self.long else {
            for index in ring.indices { ring[index] = Slot() }
            inShort = (0, 0)
            inLong = (0, 0)
            return
        }
        // Slot by slot, as if each had been the newest for a while: one leaves the short window, one leaves the ring.
        for behind in stride(from: begun - 1, through: 0, by: -1) {
            // What is further back than the ring is long has not been overwritten yet: its place comes up later.
            let back = behind + Self.short
            let left = ring[clock.index(back: back < Self.long ? back : back - Self.long)]
            inShort.requests -= Int(left.requests)
            inShort.failures -= Int(left.failures)
            let index = clock.index(back: behind)
            inLong.requests -= Int(ring[index].requests)
            inLong.failures -= Int(ring[index].failures)
            ring[index] = Slot()
        }
    }
}
