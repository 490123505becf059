import PlanBPolicy
import PlanBVocabulary
import Testing

/// Many requests at once on a small budget.
struct CrowdTests {
    @Test("1,000 requests at once on a dollar that is strict spend no more than the dollar")
    func strict() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar, .strict))
        let statuses = try await house.sendAll(1000, body: MoneyHouse.chat(#""max_tokens":100,"#)) { number in
            (20 + number % 60, number % 101)
        }
        let standing = try #require(house.keyStanding)
        #expect(standing.heldInAll == 0)
        #expect(standing.spent <= MoneyHouse.dollar && house.overrun == 0)
        #expect(standing.spent == house.cost)
        #expect(statuses.filter { $0 == 200 }.count > 300 && statuses.contains(429))
        #expect(statuses.allSatisfy { $0 == 200 || $0 == 429 })
        #expect(house.requests.count == 1000)
    }

    @Test("1,000 requests at once on an expected dollar stay within the bound")
    func expected() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar))
        let statuses = try await house.sendAll(1000, body: MoneyHouse.chat()) { number in (20, number * 7 % 3000) }
        let standing = try #require(house.keyStanding)
        #expect(standing.heldInAll == 0)
        #expect(standing.spent == house.cost)
        #expect(standing.spent > MoneyHouse.dollar && standing.spent <= MoneyHouse.dollar + house.overrun)
        // About half a cent is held for each.
        #expect((190...210).contains(statuses.filter { $0 == 200 }.count))
    }

    @Test("50 requests at once while there is money for all of them: none is refused")
    func enough() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar))
        let statuses = try await house.sendAll(50, body: MoneyHouse.chat()) { _ in (20, 400) }
        #expect(statuses == Array(repeating: 200, count: 50))
        #expect(house.keyStanding?.spent == 50 * 4_020_000)
    }
}
