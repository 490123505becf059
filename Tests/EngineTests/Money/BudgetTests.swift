import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

/// Budgets on the path of a request.
struct BudgetTests {
    private static let cent = MoneyHouse.dollar / 100

    @Test("What is held is what was expected, and what is spent is what it cost, in every account")
    func settled() async throws {
        let budget = Allotment.budget(MoneyHouse.dollar)
        let house = MoneyHouse(key: budget, team: budget, route: budget)
        let received = try await house.send(to: house.upstream(["a": [.used(1000, 100)]]))
        #expect(received.status == 200)
        for account in ["key:\(house.keyID)", "team:shop", "route:gpt-4.1"] {
            #expect(house.standing(account)?.spent == 2_000_000 && house.standing(account)?.held == 0)
        }
        let open = try #require(house.opens.first)
        #expect(open.holds.map(\.account) == ["key:\(house.keyID)", "team:shop", "route:gpt-4.1"])
        #expect(open.expected == open.holds[0].amount && open.holds[0].period == 1_794_960_000)
        // A prompt of 70-odd bytes, and 500 tokens that nobody knows better.
        #expect((5_010_000...5_030_000).contains(open.holds[0].amount))
    }

    @Test("On failover money is held again, for the target that is asked")
    func failover() async throws {
        let house = MoneyHouse(
            key: .budget(MoneyHouse.dollar), prices: [MoneyHouse.price, Price(input: 0, output: 20_000_000)])
        let received = try await house.send(to: house.upstream(["a": [.status(503)], "b": [.used(10, 100)]]))
        #expect(received.field("x-planb-attempts") == "a:503,b:200")
        #expect(house.opens.map { $0.holds.map(\.amount).first ?? 0 }.last == 10_000_000)
        #expect(house.keyStanding?.spent == 2_000_000 && house.keyStanding?.held == 0)
    }

    @Test("A refusal names what is spent, held and allowed, and is no reason to try again")
    func refusal() async throws {
        let house = MoneyHouse(key: .budget(Self.cent))
        _ = try await house.send(to: house.upstream(["a": [.used(1000, 500)]]))
        let upstream = house.upstream(["a": [.used(1, 1)], "b": [.used(1, 1)]])
        let received = try await house.send(to: upstream)
        #expect(received.status == 429 && received.field("x-should-retry") == "false")
        #expect(received.body.contains("insufficient_quota"))
        #expect(received.body.contains("0.006 USD are spent and 0.00 USD held of 0.01 USD today"))
        #expect(received.body.contains(house.keyID))
        #expect(upstream.requests.isEmpty)
        #expect(house.requests.last?.code == "insufficient_quota" && house.requests.last?.skips.count == 2)
        // What is short enough still fits.
        let short = try await house.send(
            MoneyHouse.chat(#""max_tokens":10,"#), to: house.upstream(["a": [.used(10, 10)]]))
        #expect(short.status == 200)
    }

    @Test("A target that is too dear is left out, one that fits is asked, and one that costs nothing always fits")
    func cheaper() async throws {
        let house = MoneyHouse(
            key: .budget(Self.cent / 2), prices: [MoneyHouse.price, Price(input: 0, output: 0)], outage: 2000)
        let received = try await house.send(to: house.upstream(["b": [.used(10, 10)]]))
        #expect(received.status == 200 && received.field("x-planb-attempts") == "b:200")
        #expect(house.requests.first?.skips.first?.hasPrefix("a: The budget of the key") == true)
        #expect(house.attempts.count == 1)
    }

    @Test("A target that stands in for one that failed may exceed the budget by what is allowed", arguments: [0, 2000])
    func outage(share: Int) async throws {
        // Half a cent is needed and 0.48 cents are allowed.
        let house = MoneyHouse(
            key: .budget(Self.cent * 48 / 100), prices: [Price(input: 0, output: 0), MoneyHouse.price], outage: share)
        let received = try await house.send(to: house.upstream(["a": [.status(503)], "b": [.used(10, 10)]]))
        #expect(received.status == (share > 0 ? 200 : 503))
        #expect(house.keyStanding?.held == 0)
        // Without a failure there is no outage.
        let dear = MoneyHouse(key: .budget(Self.cent * 48 / 100), outage: share)
        #expect(try await dear.send(to: dear.upstream([:])).status == 429)
    }

    @Test("An answer that breaks, or that nobody waits for, is charged what it came to")
    func broken() async throws {
        for failure in [FailureClass.cut, .clientGone] {
            let house = MoneyHouse(key: .budget(MoneyHouse.dollar))
            let pieces: [ScriptedUpstream.Piece] = [
                .text(ScriptedUpstream.Act.role), .text(ScriptedUpstream.Act.content), .fail(AttemptFailure(failure)),
            ]
            _ = try await house.send(MoneyHouse.chat(#""stream":true,"#), to: house.upstream(["a": [.stream(pieces)]]))
            let row = try #require(house.attempts.first)
            #expect(row.isEstimated && row.usage?.output == 1 && (row.cost ?? 0) > 0)
            #expect(house.keyStanding?.spent == row.cost && house.keyStanding?.held == 0)
        }
    }

    @Test("A complete answer without usage is charged an estimate, never nothing")
    func withoutUsage() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar))
        _ = try await house.send(MoneyHouse.chat(#""stream":true,"#), to: house.upstream(["a": [.goodStream]]))
        let row = try #require(house.attempts.first)
        #expect(row.isEstimated && (row.cost ?? 0) > 0 && house.keyStanding?.spent == row.cost)
    }

    @Test("Whatever happens to attempts, nothing stays held, and the books agree with the rows", arguments: 0..<20)
    func anything(seed: UInt64) async throws {
        var chance = Chance(seed)
        let house = MoneyHouse(
            key: .budget(MoneyHouse.dollar / 4), team: .budget(MoneyHouse.dollar / 5),
            route: Allotment(limits: RateLimits(concurrent: 1)))
        for _ in 0..<100 {
            let acts = (0..<3).map { _ in Self.act(&chance) }
            let isStream = chance.unit() < 0.6
            _ = try await house.send(
                MoneyHouse.chat(isStream ? #""stream":true,"# : ""),
                to: house.upstream(["a": acts, "b": [Self.act(&chance), Self.act(&chance)]]))
            #expect(house.keyStanding?.heldInAll == 0)
            #expect(house.gateway.underWay("route:gpt-4.1") == 0)
        }
        #expect(house.keyStanding?.spent == house.cost && house.standing("team:shop")?.spent == house.cost)
        #expect(house.cost <= MoneyHouse.dollar / 5 + house.overrun)
        for row in house.attempts where row.firstOutputAfter != nil || row.failure == nil {
            #expect((row.cost ?? 0) > 0)
        }
        // Each try has one end.
        #expect(Set(house.opens.map { "\($0.request) \($0.number)" }).count == house.opens.count)
        #expect(house.opens.count == house.attempts.count)
    }

    private static func act(_ chance: inout Chance) -> ScriptedUpstream.Act {
        let failures: [FailureClass] = [.clientGone, .reset, .refused, .cut, .overloaded, .firstToken, .deadline]
        let failure = AttemptFailure(failures[Int(chance.next() % UInt64(failures.count))])
        switch chance.next() % 8 {
        case 0: return .fail(failure)
        case 1: return .stream([.text(ScriptedUpstream.Act.role), .fail(failure)])
        case 2: return .stream([.text(ScriptedUpstream.Act.content), .fail(failure)])
        case 3: return .stream([.text(ScriptedUpstream.Act.content), .wait(.seconds(100))])
        case 4: return .status([400, 401, 404, 429, 500, 503][Int(chance.next() % 6)])
        case 5: return .goodStream
        default: return .used(Int(chance.next() % 1000), Int(chance.next() % 2000))
        }
    }

    // MARK: - What nobody knows the price of

    @Test("Without a price a budget is charged the ceiling, and the row says so")
    func ceiling() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar), prices: [nil, nil])
        _ = try await house.send(to: house.upstream(["a": [.used(1000, 1000)]]))
        let row = try #require(house.attempts.first)
        #expect(row.cost == 60_000_000 && row.priceVersion == "ceiling" && house.keyStanding?.spent == 60_000_000)
        #expect(house.requests.first?.isUnpriced == true)
        // Without a budget it is marked, and costs nobody anything.
        let free = MoneyHouse(prices: [nil, nil])
        _ = try await free.send(to: free.upstream(["a": [.used(1000, 1000)]]))
        #expect(free.attempts.first?.cost == nil && free.attempts.first?.priceVersion == "")
        #expect(free.requests.first?.isUnpriced == true)
    }

    @Test("Where the configuration refuses it, targets without a price are left out for budgets")
    func unpriced() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar), prices: [nil, MoneyHouse.price], ceiling: nil)
        let received = try await house.send(to: house.upstream(["b": [.used(1, 1)]]))
        #expect(received.field("x-planb-target") == "b")
        let none = MoneyHouse(key: .budget(MoneyHouse.dollar), prices: [nil, nil], ceiling: nil)
        let refused = try await none.send(to: none.upstream([:]))
        #expect(refused.status == 403 && refused.body.contains("price_not_known"))
    }

    // MARK: - Strict budgets

    struct Row: Sendable {
        var says: String
        var body: String
        var contract = Contract()
        var status = 200
        var code = ""
    }

    static let rows = [
        Row(says: "a cap of the client's", body: MoneyHouse.chat(#""max_completion_tokens":10,"#)),
        Row(says: "no cap", body: MoneyHouse.chat(), status: 400, code: "max_tokens_required"),
        Row(
            says: "a cap that is no whole number", body: MoneyHouse.chat(#""max_tokens":1e1,"#), status: 400,
            code: "max_tokens_required"),
        Row(says: "the model's own limit", body: MoneyHouse.chat(), contract: Contract(output: 1000)),
        Row(
            says: "an image of a model whose window nobody knows",
            body: MoneyHouse.chat(#""max_tokens":10,"x":{"type":"image_url"},"#), status: 403,
            code: "cost_not_bounded"),
        Row(
            says: "an image within a known window",
            body: MoneyHouse.chat(#""max_tokens":10,"x":{"type":"image_url"},"#),
            contract: Contract(context: 8000)),
        Row(
            says: "the word in a text", body: MoneyHouse.chat(#""max_tokens":10,"#, text: #"an \"image\" of a file"#)),
        Row(
            says: "a tool that the provider runs",
            body: MoneyHouse.chat(#""max_tokens":10,"tools":[{"type":"web_search"}],"#),
            contract: Contract(context: 8000), status: 403, code: "cost_not_bounded"),
        Row(
            says: "a tool of the client's",
            body: MoneyHouse.chat(#""max_tokens":10,"tools":[{"type":"function","function":{"name":"f"}}],"#)),
    ]

    @Test("A strict budget asks only where the cost has a bound", arguments: rows)
    func strict(_ row: Row) async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar, .strict), contract: row.contract)
        let received = try await house.send(row.body, to: house.upstream(["a": [.used(10, 10)]]))
        #expect(received.status == row.status, "\(row.says): \(received.body)")
        #expect(row.code.isEmpty || received.body.contains(row.code), "\(row.says): \(received.body)")
        #expect(house.keyStanding?.spent == house.cost && house.keyStanding?.held == 0)
        #expect(house.overrun == 0)
    }

    @Test("An estimate never exceeds what the client allows")
    func clampedEstimate() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar, .strict))
        let text =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(String(repeating: "x", count: 900))\"}}]}\n\n"
        let pieces: [ScriptedUpstream.Piece] = [.text(text), .fail(AttemptFailure(.cut))]
        _ = try await house.send(
            MoneyHouse.chat(#""stream":true,"max_tokens":3,"#), to: house.upstream(["a": [.stream(pieces)]]))
        #expect(house.attempts.first?.usage?.output == 3)
    }

    // MARK: - Around the budget

    @Test("What is passed through cannot be used to get around a budget")
    func passthrough() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar))
        let posted = try await house.send("{}", path: "/v1/batches", to: house.upstream(["a": [.good]]))
        #expect(posted.status == 403 && posted.body.contains("cost_not_bounded"))
        let read = try await house.send("", path: "/v1/batches", method: "GET", to: house.upstream(["a": [.good]]))
        #expect(read.status == 200)
        let free = MoneyHouse()
        #expect(try await free.send("{}", path: "/v1/batches", to: free.upstream(["a": [.good]])).status == 200)
    }

    @Test("What was spent before a restart counts, in the period it belongs to")
    func restart() async throws {
        let house = MoneyHouse(key: .budget(Self.cent))
        let (account, day) = ("key:\(house.keyID)", Int64(1_794_960_000))
        house.gateway.restore(spent: [SpentSum(account: account, period: day - 86_400, amount: MoneyHouse.dollar)])
        #expect(try await house.send(to: house.upstream(["a": [.used(1, 1)]])).status == 200)
        house.gateway.restore(spent: [SpentSum(account: account, period: day, amount: Self.cent)])
        #expect(try await house.send(to: house.upstream([:])).status == 429)
    }

    @Test("What answers used to have is what is held")
    func learned() async throws {
        let house = MoneyHouse(key: .budget(MoneyHouse.dollar))
        for _ in 0..<20 { _ = try await house.send(to: house.upstream(["a": [.used(20, 40)]])) }
        let last = try #require(house.opens.last?.holds.first)
        #expect((400_000...450_000).contains(last.amount))
    }
}
