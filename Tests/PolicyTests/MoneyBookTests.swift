import PlanBPolicy
import PlanBVocabulary
import Testing

/// Accounts: let in and out, held and settled.
struct MoneyBookTests {
    private static let now = Instant(nanoseconds: 1_000_000_000_000)
    private static let day: Int64 = 1_790_812_800
    private static let dollar = 1_000_000_000

    private static func book(_ allotments: (String, Allotment)...) -> MoneyBook {
        var book = MoneyBook()
        book.install(allotments.map { ($0.0, $0.1) })
        return book
    }

    private static func budget(
        _ dollars: Int, _ period: BudgetPeriod = .day, _ mode: Budget.Mode = .expected
    ) -> Allotment { Allotment(budget: Budget(limit: dollars * dollar, period: period, mode: mode)) }

    private static func quote(_ expected: Int, most: Int? = nil) -> Quote {
        Quote(expected: expected, most: .success(most ?? expected))
    }

    // MARK: - Limits

    @Test("A request is let in by all of its accounts or by none")
    func allOrNothing() throws {
        var book = Self.book(
            ("key:a", Allotment(limits: RateLimits(requests: Rate(perMinute: 10)))),
            ("team:t", Allotment(limits: RateLimits(requests: Rate(perMinute: 2)))),
            ("route:m", Allotment(limits: RateLimits(tokens: Rate(perMinute: 1000)))))
        let scopes = book.scopes(key: "key:a", team: "team:t", route: "route:m")
        for _ in 0..<2 { _ = try book.admit(scopes, tokens: 100, now: Self.now) }
        let refusal = #expect(throws: LimitRefusal.self) { try book.admit(scopes, tokens: 100, now: Self.now) }
        #expect(refusal?.account == "team:t" && refusal?.wait == .seconds(30))
        #expect(refusal?.standing.requests?.remaining == 0 && refusal?.standing.tokens?.remaining == 800)
        let alone = book.scopes(key: "key:a", team: nil, route: nil)
        #expect(try book.admit(alone, tokens: 0, now: Self.now).requests?.remaining == 7)
        _ = try book.admit(scopes, tokens: 100, now: Self.now + .seconds(30))
    }

    @Test("A batch job leaves a part of what it shares, and uses all of what its key has")
    func priority() throws {
        func lets(_ limited: String, in priority: Priority) throws -> Int {
            var book = Self.book((limited, Allotment(limits: RateLimits(requests: Rate(perMinute: 16)))))
            let scopes = book.scopes(key: "key:a", team: "team:t", route: "route:m")
            var count = 0
            while (try? book.admit(scopes, tokens: 1, priority: priority, now: Self.now)) != nil { count += 1 }
            return count
        }
        #expect(try lets("key:a", in: .batch) == 16)
        for shared in ["team:t", "route:m"] {
            #expect(try lets(shared, in: .batch) == 14)
            #expect(try lets(shared, in: .interactive) == 16)
        }
    }

    @Test("Requests under way are counted from entry to leave", arguments: 0..<10)
    func concurrency(seed: UInt64) {
        var book = Self.book(("key:a", Allotment(limits: RateLimits(concurrent: 3))))
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        var chance = Chance(seed)
        var underWay = 0
        for _ in 0..<500 {
            if underWay > 0, chance.unit() < 0.45 {
                book.leave(scopes, correction: 0, now: Self.now)
                underWay -= 1
            } else {
                let isIn = (try? book.admit(scopes, tokens: 1, now: Self.now)) != nil
                #expect(isIn == (underWay < 3))
                if isIn { underWay += 1 }
            }
            #expect(book.underWay("key:a") == underWay)
        }
    }

    @Test("Tokens are corrected when the answer is known")
    func correction() throws {
        var book = Self.book(("key:a", Allotment(limits: RateLimits(tokens: Rate(perMinute: 600)))))
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        _ = try book.admit(scopes, tokens: 600, now: Self.now)
        let refusal = #expect(throws: LimitRefusal.self) { try book.admit(scopes, tokens: 100, now: Self.now) }
        #expect(refusal?.wait == .seconds(10))
        book.leave(scopes, correction: 50 - 600, now: Self.now)
        #expect(try book.admit(scopes, tokens: 100, now: Self.now).tokens?.remaining == 450)
    }

    @Test("A part of a shared limit is granted to this node")
    func grants() throws {
        var book = Self.book(("key:a", Self.budget(10)))
        let share = MoneyShare(period: BudgetPeriod.day.start(of: Self.day), amount: Self.dollar)
        book.grant(Allowance(money: [share], limits: RateLimits(concurrent: 1)), to: "key:a")
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        _ = try book.admit(scopes, tokens: 1, now: Self.now)
        #expect(throws: LimitRefusal.self) { try book.admit(scopes, tokens: 1, now: Self.now) }
        let holds = try book.hold(scopes, Self.quote(Self.dollar), epoch: Self.day)
        #expect(throws: HoldRefusal.self) { try book.hold(scopes, Self.quote(1), epoch: Self.day) }
        book.release(holds)
        book.grant(.all, to: "key:a")
        _ = try book.hold(scopes, Self.quote(10 * Self.dollar), epoch: Self.day)
    }

    // MARK: - Budgets

    @Test("Spent and held never exceed the limit, and everything held is free in the end", arguments: 0..<60)
    func books(seed: UInt64) throws {
        var chance = Chance(seed)
        var book = Self.book(
            ("key:a", Self.budget(3, .day)), ("key:b", Self.budget(2, .week, .strict)),
            ("team:t", Self.budget(4, .month)), ("route:m", Self.budget(6, .total)))
        var open: [(holds: Holds, most: Int, scopes: Scopes)] = []
        var charged: [String: [Int64: Int]] = [:]
        var overrun: [String: Int] = [:]
        var epoch = Self.day
        for _ in 0..<600 {
            if chance.unit() < 0.02 { epoch += Int64(chance.next() % 200_000) }
            if chance.unit() < 0.02 { epoch -= Int64(chance.next() % 90_000) }
            let scopes = book.scopes(
                key: chance.unit() < 0.5 ? "key:a" : "key:b", team: chance.unit() < 0.5 ? "team:t" : nil,
                route: "route:m")
            if open.isEmpty || chance.unit() < 0.5 {
                let expected = 1 + Int(chance.next() % 400_000_000)
                let most = expected * 2
                if let holds = try? book.hold(scopes, Self.quote(expected, most: most), epoch: epoch) {
                    open.append((holds, most, scopes))
                    for part in holds.parts {
                        let name = book.name(of: part.account)
                        let budget = book.budgets(epoch: epoch).first { $0.account == name }
                        #expect(budget.map { $0.spent + $0.held <= $0.budget.limit } == true)
                    }
                }
            } else {
                let (holds, most, _) = open.remove(at: Int(chance.next() % UInt64(open.count)))
                // The truth is anything up to the most; some attempts cost nothing.
                let cost = chance.unit() < 0.2 ? 0 : Int(chance.next() % UInt64(most + 1))
                for part in holds.parts {
                    let name = book.name(of: part.account)
                    charged[name, default: [:]][part.period, default: 0] += cost
                    overrun[name, default: 0] += max(0, cost - part.amount)
                }
                book.settle(holds, cost: cost)
            }
        }
        for hold in open { book.release(hold.holds) }
        for standing in book.budgets(epoch: epoch) {
            #expect(standing.heldInAll == 0)
            #expect(standing.spent == charged[standing.account]?[standing.period] ?? 0)
            let bound = standing.budget.mode == .strict ? 0 : overrun[standing.account] ?? 0
            #expect(standing.spent <= standing.budget.limit + bound)
            #expect(standing.budget.mode != .strict || overrun[standing.account] ?? 0 == 0)
        }
    }

    @Test("A window that rolls loses nothing that is held, and forgets what was spent")
    func rolling() throws {
        var book = Self.book(("key:a", Self.budget(1)))
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        let late = try book.hold(scopes, Self.quote(Self.dollar), epoch: Self.day + 86_399)
        let next = try book.hold(scopes, Self.quote(Self.dollar), epoch: Self.day + 86_400)
        #expect(book.budgets(epoch: Self.day + 86_400).first?.heldInAll == 2 * Self.dollar)
        book.settle(late, cost: Self.dollar)
        #expect(book.budgets(epoch: Self.day).first?.spent == Self.dollar)
        #expect(book.budgets(epoch: Self.day + 86_400).first?.spent == 0)
        book.settle(next, cost: 5)
        #expect(book.budgets(epoch: Self.day + 86_400).first?.spent == 5)
        // A clock that was ahead and is set right finds what was spent before.
        #expect(throws: HoldRefusal.self) { try book.hold(scopes, Self.quote(1), epoch: Self.day + 1) }
    }

    @Test("A refusal names what is spent, held and needed, and when it is over")
    func refusal() throws {
        var book = Self.book(("team:t", Self.budget(1)))
        let scopes = book.scopes(key: nil, team: "team:t", route: nil)
        book.settle(try book.hold(scopes, Self.quote(10), epoch: Self.day), cost: 600_000_000)
        _ = try book.hold(scopes, Self.quote(300_000_000), epoch: Self.day)
        let refusal = #expect(throws: HoldRefusal.self) {
            try book.hold(scopes, Self.quote(100_000_001), epoch: Self.day)
        }
        #expect(
            refusal
                == .budget(
                    BudgetShortfall(
                        account: "team:t", budget: Budget(limit: Self.dollar, period: .day), spent: 600_000_000,
                        held: 300_000_000, needed: 100_000_001, resets: Self.day + 86_400)))
        _ = try book.hold(scopes, Self.quote(100_000_000), epoch: Self.day)
        // What costs nothing always fits.
        _ = try book.hold(scopes, Self.quote(0), epoch: Self.day)
    }

    @Test("In an outage a budget may be exceeded by the share that is allowed, a strict one may not")
    func outage() throws {
        var book = Self.book(("key:a", Self.budget(1)), ("key:b", Self.budget(1, .day, .strict)))
        for (key, fits) in [("key:a", true), ("key:b", false)] {
            let scopes = book.scopes(key: key, team: nil, route: nil)
            _ = try book.hold(scopes, Self.quote(Self.dollar), epoch: Self.day)
            #expect(throws: HoldRefusal.self) { try book.hold(scopes, Self.quote(1), epoch: Self.day) }
            let holds = try? book.hold(scopes, Self.quote(Self.dollar / 5), epoch: Self.day, outage: 2000)
            #expect((holds != nil) == fits)
            #expect(throws: HoldRefusal.self) { try book.hold(scopes, Self.quote(1), epoch: Self.day, outage: 2000) }
        }
    }

    @Test("A strict budget refuses what has no bound, and an expected one does not ask")
    func unbounded() throws {
        var book = Self.book(("key:a", Self.budget(1)), ("key:b", Self.budget(1, .day, .strict)))
        let quote = Quote(expected: 1, most: .failure(.output))
        _ = try book.hold(book.scopes(key: "key:a", team: nil, route: nil), quote, epoch: Self.day)
        #expect(throws: HoldRefusal.unbounded(account: "key:b", .output)) {
            try book.hold(book.scopes(key: "key:b", team: nil, route: nil), quote, epoch: Self.day)
        }
    }

    @Test("What was spent before a restart counts")
    func restart() throws {
        var book = Self.book(("key:a", Self.budget(1)))
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        book.restore(spent: Self.dollar / 2, of: "key:a", period: Self.day)
        book.restore(spent: 5, of: "key:nobody", period: Self.day)
        _ = try book.hold(scopes, Self.quote(Self.dollar / 2), epoch: Self.day + 60)
        #expect(throws: HoldRefusal.self) { try book.hold(scopes, Self.quote(1), epoch: Self.day + 60) }
    }

    @Test("Another configuration forgets nothing that is spent, and absurd amounts overflow nothing")
    func reload() throws {
        var book = Self.book(("key:a", Self.budget(1)))
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        let holds = try book.hold(scopes, Self.quote(Self.dollar), epoch: Self.day)
        book.install([])
        book.settle(holds, cost: .max)
        book.install([("key:a", Self.budget(5))])
        #expect(book.budgets(epoch: Self.day).first?.spent == .max)
        #expect(throws: HoldRefusal.self) { try book.hold(scopes, Self.quote(.max), epoch: Self.day) }
        book.settle(Holds(), cost: .max)
    }

    // MARK: - How long answers are

    @Test("The expected output covers 95 % of what was seen, within a fifth", arguments: 0..<20)
    func quantile(seed: UInt64) throws {
        var chance = Chance(seed)
        var book = Self.book(("key:a", Self.budget(1)))
        let scopes = book.scopes(key: "key:a", team: nil, route: nil)
        #expect(book.expectedOutput(scopes, cap: nil) == 500 && book.expectedOutput(scopes, cap: 20) == 20)
        var seen: [Int] = []
        let scale = [10, 300, 8000, 1_000_000][Int(chance.next() % 4)]
        for _ in 0..<200 {
            let tokens = Int(chance.next() % UInt64(scale))
            seen.append(tokens)
            book.note(output: tokens, of: scopes)
        }
        let expected = book.expectedOutput(scopes, cap: nil)
        let exact = seen.sorted()[seen.count - seen.count / 20 - 1]
        #expect(expected >= exact && expected <= exact + exact / 4 + 1)
        #expect(book.expectedOutput(scopes, cap: 1) == min(1, expected))
        // What is old fades.
        for _ in 0..<3000 { book.note(output: 7, of: scopes) }
        #expect(book.expectedOutput(scopes, cap: nil) == 7)
    }
}
