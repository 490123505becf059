import PlanBPolicy
import PlanBVocabulary
import Testing

/// How a target is, in a word.
struct HealthStateTests {
    private func state(_ ward: Ward, at index: Int = 0) -> TargetState {
        ward.health.state(of: ward.slots[index], now: ward.now).state
    }

    @Test("A target is given up with its cause, and comes back in steps")
    func states() {
        var ward = Ward()
        #expect(state(ward) == .well)
        for _ in 0..<3 { ward.fail(.overloaded) }
        #expect(state(ward) == .open)
        #expect(ward.health.state(of: ward.slots[0], now: ward.now).cause == .overloaded)
        ward.pass(.seconds(5))
        ward.probe(nil)
        ward.probe(nil)
        #expect(state(ward) == .recovering)
        #expect(!ward.health.isWell(ward.slots[0]))
    }

    @Test("A rate limit is a wait, not a failure, and it passes")
    func cooling() {
        var ward = Ward()
        ward.fail(.rateLimited, retryAfter: .seconds(20))
        #expect(state(ward) == .cooling)
        ward.pass(.seconds(21))
        #expect(state(ward) == .well)
    }
}
