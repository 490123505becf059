public import PlanBVocabulary

/// How a target is, in one word, for those who look at the gateway.
public enum TargetState: String, Sendable, Equatable, CaseIterable {
    /// It gets its turn.
    case well
    /// It fails often, or has fallen silent: others go first.
    case doubtful
    /// It gets its traffic back in steps.
    case recovering
    /// It asked to be left alone for a while: its rate limit.
    case cooling
    /// It, or something that it depends on, is given up: it is asked only if nothing else is left.
    case open

    /// 0: well; 1: others go first; 2: given up. As metrics have it.
    public var level: Int {
        switch self {
        case .well: 0
        case .doubtful, .recovering, .cooling: 1
        case .open: 2
        }
    }
}

/// How a target stands, for reports.
public struct TargetReading: Sendable, Equatable {
    /// In a word.
    public var state: TargetState
    /// Why it, or what it depends on, was given up last; nil: it is not, nor on its way back.
    public var cause: FailureClass?
    /// The share of the requests meant for it that go there first, 0 to 1.
    public var weight: Double
    /// Retries that it may still get: its requests bring in a tenth of one each, time three a minute.
    public var retries: Double

    /// A reading.
    public init(state: TargetState, cause: FailureClass? = nil, weight: Double, retries: Double) {
        self.state = state
        self.cause = cause
        self.weight = weight
        self.retries = retries
    }
}

extension Health {
    /// How `target` stands at `now`.
    public func reading(of target: HealthSlot, now: Instant) -> TargetReading {
        let member = members[target.index]
        let parts = member.parts.map { breakers[$0] }
        let isCooling = pacings[member.model].isCooling(now)
        let weight = isCooling ? 0 : parts.reduce(1) { $0 * $1.share(now: now) }
        let troubled = parts.first { $0.state == .open } ?? parts.first { $0.state != .closed }
        let state: TargetState =
            switch troubled?.state {
            case .open: .open
            case .ramping: .recovering
            case .closed, nil:
                if isCooling { .cooling } else { weight < 1 || isSilent(target.index, now) ? .doubtful : .well }
            }
        return TargetReading(
            state: state, cause: troubled?.cause, weight: weight, retries: member.budget.remaining(at: now))
    }
}
