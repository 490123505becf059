import PlanBPolicy
import PlanBVocabulary
import Testing

struct GroupOrderTests {
    private func first(
        _ balance: TargetGroup.Balance, weights: [Int] = [1, 1, 1], prices: [Price?] = [nil, nil, nil],
        health: Health? = nil, conversation: UInt64? = nil, seed: UInt64
    ) -> String {
        let standings = weights.indices.map { standing($0, price: prices[$0]) }
        let group = TargetGroup(weights.enumerated().map { .init(TargetID($0), weight: $1) }, by: balance)
        var board = health ?? Health()
        if health == nil { _ = board.install(weights.indices.map(scopes)) }
        var chance = Chance(seed)
        let order = GroupOrder.order(
            standings, of: group, demand: Demand(operation: .chat, isStream: true, conversation: conversation),
            health: board, &chance)
        #expect(Set(order.map(\.name)).count == weights.count, "nobody is lost")
        return order[0].name
    }

    @Test func sharesFollowTheWeights() {
        var counts: [String: Int] = [:]
        for seed in 0..<6000 { counts[first(.weight, weights: [1, 2, 3], seed: UInt64(seed)), default: 0] += 1 }
        for (name, expected) in [("t0", 1000), ("t1", 2000), ("t2", 3000)] {
            #expect(abs((counts[name] ?? 0) - expected) < 200, "\(counts)")
        }
    }

    @Test(arguments: TargetGroup.Balance.allCases)
    func aConversationStaysWithItsTarget(balance: TargetGroup.Balance) {
        for conversation in 0..<50 {
            let homes = Set((0..<20).map { first(balance, conversation: UInt64(conversation), seed: UInt64($0)) })
            #expect(homes.count == 1)
        }
        let homes = Set((0..<200).map { first(balance, conversation: UInt64($0) &* 0x9E37_79B9, seed: 0) })
        #expect(homes.count == 3, "and conversations spread")
    }

    @Test func theFasterOfTwoGoesFirst() {
        var health = Health()
        let slots = health.install((0..<3).map(scopes))
        for (index, milliseconds) in [100, 400, 2000].enumerated() {
            _ = health.succeed(
                slots[index], started: Table.start, after: .milliseconds(milliseconds), isStream: true, promptTokens: 1,
                now: Table.start)
        }
        var counts: [String: Int] = [:]
        for seed in 0..<3000 { counts[first(.latency, health: health, seed: UInt64(seed)), default: 0] += 1 }
        // Of the three pairs the fastest wins two, the slowest none.
        #expect(abs((counts["t0"] ?? 0) - 2000) < 200 && counts["t2"] == nil, "\(counts)")
    }

    @Test func theCheapestGoesFirstAndWhatHasNoPriceLast() {
        let prices = [nil, Price(input: 2, output: 8), Price(input: 1, output: 4)]
        #expect(first(.cost, prices: prices, seed: 1) == "t2")
    }

    @Test func theIdlestGoesFirst() {
        var health = Health()
        let slots = health.install((0..<3).map(scopes))
        for index in 0..<2 {
            for _ in 0..<5 { _ = health.begin(slots[index], .chat, isRetry: false, now: Table.start) }
        }
        #expect(first(.leastBusy, health: health, seed: 1) == "t2")
        #expect(first(.leastBusy, weights: [1, 100, 1], health: health, seed: 1) == "t2")
    }
}

struct ClockRulesTests {
    private func clocks(
        _ thinking: Thinking, _ effort: Effort = .usual, tokens: Int = 0, isSelfHosted: Bool = false,
        slowest: Instant.Span? = nil, operation: PlanBVocabulary.Operation = .chat
    ) -> Clocks {
        ClockRules.clocks(
            Timeouts(), for: Demand(operation: operation, promptTokens: tokens, effort: effort),
            at: standing(0, thinking: thinking, isSelfHosted: isSelfHosted), slowest: slowest)
    }

    @Test func aModelThatThinksIsGivenTheTimeFor() {
        #expect(clocks(.none).firstToken == .seconds(20) && clocks(.none).idle == .seconds(30))
        #expect(clocks(.reasons, .low).firstToken == .seconds(120))
        #expect(clocks(.reasons).firstToken > .minutes(3), "three silent minutes are no failure")
        #expect(clocks(.reasons, .high).firstToken == .minutes(10))
        #expect(clocks(.thinksLong, .low).firstToken == .minutes(10))
        #expect(clocks(.reasons).idle == .seconds(120))
        for thinking in [Thinking.none, .reasons, .thinksLong] { #expect(clocks(thinking).answer > .minutes(3)) }
    }

    @Test func aLongPromptIsGivenTheTimeToBeRead() {
        #expect(clocks(.none, tokens: 100_000).firstToken == .seconds(45))
        #expect(clocks(.none, tokens: 10_000, isSelfHosted: true).firstToken == .seconds(120))
    }

    @Test func aTargetThatIsKnownToBeSlowIsGivenThreeTimesItsSlowest() {
        #expect(clocks(.none, slowest: .seconds(2)).firstToken == .seconds(20))
        #expect(clocks(.none, slowest: .seconds(15)).firstToken == .seconds(45))
        #expect(clocks(.none, slowest: .minutes(9)).firstToken == .minutes(10))
    }

    @Test func whatTheRouteStatesHolds() {
        let stated = Timeouts(
            connect: .seconds(1), firstToken: .seconds(2), idle: .seconds(3), answer: .seconds(4), total: .seconds(5))
        let clocks = ClockRules.clocks(
            stated, for: Demand(operation: .chat, effort: .high), at: standing(0, thinking: .thinksLong))
        #expect(clocks == Clocks(stated))
    }

    @Test func picturesAndSoundComeAsAWhole() {
        #expect(clocks(.none, operation: .imageGeneration).firstToken == .minutes(5))
    }
}
