public import PlanBVocabulary

/// How a target stands, for reports.
public struct TargetReading: Sendable, Equatable {
    /// In a word.
    public enum State: Int, Sendable {
        /// It gets its turn.
        case well
        /// It stands back: it is on its way back, fails often, has fallen silent, or asked to be left alone for a while.
        case standingBack
        /// It is given up: only if nothing else is left.
        case givenUp
    }

    /// In a word.
    public var state: State
    /// The share of the requests meant for it that go there first, 0 to 1.
    public var weight: Double
    /// Retries that it may still get: its requests bring in a tenth of one each, time three a minute.
    public var retries: Double

    /// A reading.
    public init(state: State, weight: Double, retries: Double) {
        self.state = state
        self.weight = weight
        self.retries = retries
    }
}

extension Health {
    /// How `target` stands at `now`.
    public func reading(of target: HealthSlot, now: Instant) -> TargetReading {
        let member = members[target.index]
        let retries = member.budget.remaining(at: now)
        var reading = TargetReading(state: .well, weight: 1, retries: retries)
        for part in member.parts {
            let breaker = breakers[part]
            reading.weight *= breaker.share(now: now)
            switch breaker.state {
            case .open: reading.state = .givenUp
            case .ramping: reading.state = max(reading.state, .standingBack)
            case .closed: break
            }
        }
        if pacings[member.model].isCooling(now) {
            reading.weight = 0
            reading.state = max(reading.state, .standingBack)
        }
        if reading.weight < 1 || isSilent(target.index, now) { reading.state = max(reading.state, .standingBack) }
        return reading
    }
}

extension TargetReading.State: Comparable {
    /// Whether `left` is the better one.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
