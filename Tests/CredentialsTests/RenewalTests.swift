import Testing

@testable import PlanBCredentials

struct RenewalTests {
    @Test("A credential is renewed ahead of its end, whatever chance says", arguments: [10, 60, 900, 3600, 43_200])
    func ahead(seconds: Int64) {
        for chance in 0..<200 as Range<UInt64> {
            let pause = Renewal.pause(remaining: seconds, chance: chance)
            #expect(pause < seconds && pause >= 5)
            #expect(pause * 4 >= seconds * 3 - 4)
        }
    }

    @Test("One that is about to end is fetched soon, but not in a tight loop")
    func atTheEnd() {
        #expect(Renewal.pause(remaining: 3, chance: 7) == 5)
        #expect(Renewal.pause(remaining: -100, chance: 7) == 5)
        #expect(Renewal.pause(remaining: nil, chance: 7) == 300)
        #expect(Renewal.pause(remaining: .max, chance: .max) < 366 * 86_400)
        #expect(Renewal.pause(remaining: .min, chance: .max) == 5)
    }

    @Test("Failures are tried again ever later, up to a minute")
    func backoff() {
        for chance in 0..<50 as Range<UInt64> {
            let pauses = (1...12).map { Renewal.pause(afterFailures: $0, chance: chance) }
            #expect(pauses.allSatisfy { (1...60).contains($0) })
            #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 <= $1 })
            #expect(pauses[0] == 1 && pauses[11] >= 45)
        }
        #expect(Renewal.pause(afterFailures: .max, chance: 0) == 60)
    }
}
