public import PlanBVocabulary

/// Something that a target needs, and that is given up.
public struct GivenUp: Sendable, Equatable {
    /// Its name, as in the report of the health.
    public var part: String
    /// What it was given up for.
    public var cause: FailureClass

    /// A part that is given up.
    public init(part: String, cause: FailureClass) {
        self.part = part
        self.cause = cause
    }
}

// What people are told of targets.
extension Health {
    /// What `target` needs and is given up: the endpoint, the account, the region, the model. Empty: it is asked.
    public func givenUp(_ target: HealthSlot) -> [GivenUp] {
        members[target.index].parts.compactMap { part in
            let breaker = breakers[part]
            return breaker.state == .open ? GivenUp(part: names[part], cause: breaker.cause ?? .overloaded) : nil
        }
    }

    /// Whether `target` was sent as much as the configuration says that its account may be sent now.
    public func isOverQuota(_ target: HealthSlot, now: Instant) -> Bool {
        let member = members[target.index]
        guard member.isMetered, case .quota? = gates[member.model]?.refusal(Ask(), now: now) else { return false }
        return true
    }
}
