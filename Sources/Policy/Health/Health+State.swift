public import PlanBVocabulary

/// How a target is, in one word, for those who look at the gateway.
public enum TargetState: String, Sendable, Equatable, CaseIterable {
    /// Nothing that it depends on is given up.
    case well
    /// It gets its traffic back in steps.
    case recovering
    /// It asked to be left alone for a while: its rate limit.
    case cooling
    /// It, or something that it depends on, is given up.
    case open
}

extension Health {
    /// How `target` is, and why it is not well.
    public func state(of target: HealthSlot, now: Instant) -> (state: TargetState, cause: FailureClass?) {
        let member = members[target.index]
        let troubled = member.parts.map { breakers[$0] }.filter { $0.state != .closed }
        if let open = troubled.first(where: { $0.state == .open }) { return (.open, open.cause) }
        if let ramping = troubled.first { return (.recovering, ramping.cause) }
        return pacings[member.model].isCooling(now) ? (.cooling, nil) : (.well, nil)
    }
}
