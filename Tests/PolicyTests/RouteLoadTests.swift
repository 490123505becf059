import PlanBPolicy
import PlanBVocabulary
import Testing

struct RouteLoadTests {
    @Test("The load of several routes is the sum of their high minutes")
    func sum() {
        func load(_ factor: Int) -> RouteLoad {
            RouteLoad(
                busyMinutes: 3 * factor, requests: 10 * factor, inputTokens: 100 * factor, outputTokens: 20 * factor,
                tokens: 115 * factor, hourlyRequests: 60 * Double(factor),
                hourlyUsage: Usage(
                    input: 600 * factor, output: 120 * factor, cachedInput: 50 * factor, writtenInput: 5 * factor))
        }
        #expect(RouteLoad.sum(of: []) == nil)
        #expect(RouteLoad.sum(of: [load(1)]) == load(1))
        var expected = load(6)
        expected.busyMinutes = 9
        #expect(RouteLoad.sum(of: [load(1), load(2), load(3)]) == expected)
    }
}
