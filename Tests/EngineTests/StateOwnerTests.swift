import Testing

@testable import PlanBEngine

struct StateOwnerTests {
    private static let owner = StateOwners.Owner(holder: "openai/a at h", caller: "k")

    @Test func theNewestAreRememberedAndMemoryIsBounded() {
        let owners = StateOwners(limit: 10)
        owners.keep((0..<25).map { "id\($0)" }, Self.owner)
        #expect((15..<25).allSatisfy { owners.owner(of: "id\($0)") == Self.owner })
        #expect((0..<10).allSatisfy { owners.owner(of: "id\($0)") == nil })
    }

    @Test func whatIsUsedStays() {
        let owners = StateOwners(limit: 10)
        owners.keep(["used"], Self.owner)
        for round in 0..<100 {
            owners.keep(["other\(round)"], Self.owner)
            #expect(owners.owner(of: "used") == Self.owner)
        }
        #expect(owners.owner(of: "other0") == nil)
    }

    @Test func whatIsTooLongForAnIDIsNotKept() {
        let owners = StateOwners()
        owners.keep([String(repeating: "x", count: 300)], Self.owner)
        #expect(owners.owner(of: String(repeating: "x", count: 300)) == nil)
    }
}
