import PlanBPolicy
import PlanBVocabulary
import Testing

/// Several gateways, each with its book, and one database between them.
struct LeaseBookTests {
    private static let dollar = 1_000_000_000
    private static let cent = 10_000_000
    private static let key = "key:a"

    /// The database: rows, and requests that are decided one after the other.
    private struct Desk {
        var rows: [String: [LeaseRow]] = [:]

        mutating func decide(_ requests: [LeaseRequest], node: String, now: Int64) -> [LeaseAnswer] {
            requests.map { request in
                let key = "\(request.account) \(request.kind) \(request.period)"
                let (answer, changed) = request.decide(rows[key] ?? [], node: node, now: now)
                for row in changed {
                    rows[key, default: []].removeAll { $0.node == row.node }
                    rows[key, default: []].append(row)
                }
                return answer
            }
        }
    }

    private struct Node {
        let name: String
        var book = MoneyBook()
        var leases: LeaseBook
        var open: [(Holds, Int)] = []
        /// What its journal knows.
        var spent: [Int64: Int] = [:]

        init(_ name: String, _ allotment: Allotment) {
            self.name = name
            leases = LeaseBook(node: name)
            book.isShared = true
            book.install([(LeaseBookTests.key, allotment)])
        }

        mutating func requests(epoch: Int64, now: Instant) -> [LeaseRequest] {
            for unknown in leases.unknown(book, epoch: epoch) {
                book.restore(spent: spent[unknown.period] ?? 0, of: unknown.account, period: unknown.period)
            }
            leases.restored(leases.unknown(book, epoch: epoch), in: book)
            return leases.requests(&book, epoch: epoch, now: now)
        }

        mutating func share(with members: Int) { leases.members = members }

        mutating func take(_ answers: [LeaseAnswer], now: Instant) {
            leases.take(answers, &book, sentAt: now, now: now)
        }

        mutating func lapse(now: Instant) { leases.lapse(&book, now: now) }

        mutating func want(_ account: String) { leases.want(account, in: book) }

        var scopes: Scopes { book.scopes(key: LeaseBookTests.key, team: nil, route: nil) }
    }

    private struct World {
        var dice: Dice
        var desk = Desk()
        var nodes: [Node]
        let allotment: Allotment
        var epoch: Int64 = 1_790_812_800
        var isAway = false

        init(seed: UInt64, count: Int, _ allotment: Allotment) {
            dice = Dice(seed: seed)
            self.allotment = allotment
            nodes = (0..<count).map { Node("n\($0)", allotment) }
        }

        var now: Instant { Instant(nanoseconds: epoch * 1_000_000_000) }

        func spent(_ period: Int64) -> Int { nodes.reduce(0) { $0 + ($1.spent[period] ?? 0) } }

        mutating func exchange(_ index: Int, losing: Bool = false) {
            guard !isAway else { return nodes[index].lapse(now: now) }
            nodes[index].share(with: nodes.count)
            let requests = nodes[index].requests(epoch: epoch, now: now)
            let answers = desk.decide(requests, node: nodes[index].name, now: epoch)
            if losing { return nodes[index].lapse(now: now) }
            nodes[index].take(answers, now: now)
            for answer in answers where answer.isShort {
                for other in nodes.indices where other != index { nodes[other].want(answer.request.account) }
            }
        }

        /// An attempt begins; whether a budget allowed for it.
        @discardableResult
        mutating func hold(_ index: Int, _ amount: Int) -> HoldRefusal? {
            do throws(HoldRefusal) {
                let holds = try nodes[index].book.hold(
                    nodes[index].scopes, Quote(expected: amount, most: .success(amount)), epoch: epoch)
                nodes[index].open.append((holds, amount))
                return nil
            } catch { return error }
        }

        mutating func settle(_ index: Int) {
            guard let (holds, amount) = nodes[index].open.popLast() else { return }
            let cost = Int.random(in: 0...amount, using: &dice)
            nodes[index].book.settle(holds, cost: cost)
            if let part = holds.parts.first { nodes[index].spent[part.period, default: 0] += cost }
        }

        /// The process ends without a word; what was under way is charged with what was held, as recovery does.
        mutating func crash(_ index: Int) {
            for (holds, amount) in nodes[index].open {
                if let part = holds.parts.first { nodes[index].spent[part.period, default: 0] += amount }
            }
            let spent = nodes[index].spent
            nodes[index] = Node(nodes[index].name, allotment)
            nodes[index].spent = spent
        }

        mutating func step() {
            epoch += Int64.random(in: 0...2, using: &dice)
            let index = Int.random(in: nodes.indices, using: &dice)
            switch Int.random(in: 0..<100, using: &dice) {
            case 0..<30: exchange(index, losing: Int.random(in: 0..<10, using: &dice) == 0)
            case 30..<70: hold(index, Int.random(in: 1...4 * LeaseBookTests.cent, using: &dice))
            case 70..<98: settle(index)
            case 98: isAway = Int.random(in: 0..<3, using: &dice) == 0
            default: crash(index)
            }
        }
    }

    private static func budget(_ limit: Int, _ period: BudgetPeriod = .day, _ mode: Budget.Mode = .strict) -> Allotment
    {
        Allotment(budget: Budget(limit: limit, period: period, mode: mode))
    }

    @Test(
        "Answers get lost, nodes crash, the database goes away, days begin: a strict budget is never exceeded",
        arguments: 0..<200)
    func neverMore(seed: Int) {
        let limit = [Self.dollar, Self.cent, 20 * Self.dollar][seed % 3]
        var world = World(seed: UInt64(seed), count: [1, 2, 4][seed / 3 % 3], Self.budget(limit))
        // Close to midnight, so that a new period begins.
        world.epoch += 86_400 - 1500
        for _ in 0..<3000 {
            world.step()
            let period = BudgetPeriod.day.start(of: world.epoch)
            for start in [period, period - 86_400] where world.spent(start) > limit {
                Issue.record("\(world.spent(start)) of \(limit) spent")
                return
            }
        }
    }

    @Test("All of a budget can be spent by whichever node is asked", arguments: [1, 2, 4], [0, 1])
    func exhausts(count: Int, asked: Int) {
        var world = World(seed: 1, count: count, Self.budget(Self.dollar, .total))
        for index in world.nodes.indices { world.exchange(index) }
        let index = asked % count
        var rounds = 0
        while world.spent(0) < Self.dollar - Self.cent / 10, rounds < 3000 {
            rounds += 1
            // Four looks a second.
            world.epoch += rounds % 4 == 0 ? 1 : 0
            for node in world.nodes.indices { world.exchange(node) }
            for _ in 0..<10 where world.hold(index, Self.cent / 10) == nil {
                guard let (holds, amount) = world.nodes[index].open.popLast() else { continue }
                world.nodes[index].book.settle(holds, cost: amount)
                world.nodes[index].spent[0, default: 0] += amount
            }
        }
        #expect(world.spent(0) >= Self.dollar - Self.cent / 10, "\(rounds) rounds")
    }

    @Test("A node alone has all of a budget, from its first exchange on")
    func alone() {
        var world = World(seed: 1, count: 1, Self.budget(Self.dollar))
        world.exchange(0)
        for _ in 0..<1000 { #expect(world.hold(0, Self.dollar / 1000) == nil) }
        guard case .budget(let short)? = world.hold(0, 1) else { return #expect(Bool(false), "not refused") }
        #expect(!short.isElsewhere)
    }

    @Test("What others may have is refused for a second only, and comes with the next exchange")
    func elsewhere() {
        var world = World(seed: 1, count: 2, Self.budget(Self.dollar))
        world.exchange(0)
        world.exchange(1)
        guard case .budget(let short)? = world.hold(1, Self.dollar / 2) else {
            return #expect(Bool(false), "not refused")
        }
        #expect(short.isElsewhere)
        for _ in 0..<4 where world.hold(1, Self.dollar / 4) != nil {
            world.exchange(1)
            world.exchange(0)
            world.exchange(1)
        }
        #expect(!world.nodes[1].open.isEmpty)
    }

    @Test("What is left for one large request is not kept apart by two who cannot use their parts", arguments: [2, 4])
    func large(count: Int) {
        var world = World(seed: 1, count: count, Self.budget(Self.dollar, .total))
        for index in world.nodes.indices { world.exchange(index) }
        // A quarter of what there is, of which each node would have less.
        let size = Self.dollar / 4
        var answered = 0
        for round in 0..<200 {
            world.epoch += round % 4 == 0 ? 1 : 0
            for index in world.nodes.indices {
                if world.hold(index, size) == nil, let (holds, amount) = world.nodes[index].open.popLast() {
                    world.nodes[index].book.settle(holds, cost: amount)
                    world.nodes[index].spent[0, default: 0] += amount
                    answered += 1
                }
                world.exchange(index)
            }
        }
        #expect(answered == 4)
        for index in world.nodes.indices {
            guard case .budget(let short)? = world.hold(index, size) else { continue }
            #expect(!short.isElsewhere)
        }
    }

    @Test("Without a word from the database: nothing of a strict budget, a sixteenth of others")
    func unheard() {
        var strict = World(seed: 1, count: 1, Self.budget(16 * Self.dollar))
        #expect(strict.hold(0, 1) != nil)
        var expected = World(seed: 1, count: 1, Self.budget(16 * Self.dollar, .day, .expected))
        #expect(expected.hold(0, Self.dollar) == nil)
        #expect(expected.hold(0, 1) != nil)
    }

    @Test("What was not renewed for the term is not used any more")
    func term() {
        var world = World(seed: 1, count: 1, Self.budget(Self.dollar, .total, .expected))
        world.exchange(0)
        world.isAway = true
        world.epoch += 3600
        world.exchange(0)
        #expect(world.hold(0, Self.cent) == nil)
        world.epoch += 1
        world.exchange(0)
        #expect(world.hold(0, Self.cent) != nil)
    }

    // MARK: - Rates

    private static let rates = Allotment(
        limits: RateLimits(
            requests: Rate(perMinute: 600), tokens: Rate(perMinute: 60_000, burst: 6000), concurrent: 40))

    @Test("The parts of a rate never come to more than the rate, or than one for each node", arguments: 0..<100)
    func rateParts(seed: Int) {
        var dice = Dice(seed: UInt64(seed))
        let limit = Int.random(in: 1...200, using: &dice)
        var rows: [LeaseRow] = []
        let nodes = Int.random(in: 1...9, using: &dice)
        var now: Int64 = 1_790_812_800
        for _ in 0..<500 {
            now += Int64.random(in: 0...3, using: &dice)
            let node = "n\(Int.random(in: 0..<nodes, using: &dice))"
            let demand = Int.random(in: 0...300, using: &dice)
            let grant = RateDesk(limit: limit).renew(rows, node: node, demand: demand, now: now)
            rows.removeAll { $0.node == node }
            rows.append(grant.row)
            let live = rows.filter { now - $0.renewed <= RateDesk.term }
            #expect(live.reduce(0) { $0 + $1.granted } <= limit + nodes)
            #expect(grant.row.granted >= 1 && grant.row.granted <= limit)
        }
    }

    @Test("A rate goes to the nodes that are asked")
    func ratesFollowDemand() throws {
        var world = World(seed: 1, count: 2, Self.rates)
        for _ in 0..<30 {
            world.epoch += 2
            for _ in 0..<40 {
                _ = try? world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 10, now: world.now)
                world.nodes[0].book.leave(world.nodes[0].scopes, correction: 0, now: world.now)
            }
            for index in 0..<2 { world.exchange(index) }
        }
        func part(_ index: Int) throws -> LimitStanding {
            world.epoch += 600
            return try world.nodes[index].book.admit(world.nodes[index].scopes, tokens: 0, now: world.now)
        }
        let (busy, idle) = (try part(0), try part(1))
        #expect(busy.requests?.remaining ?? 0 > 400 && idle.requests?.remaining ?? 0 >= 140)
        #expect((busy.requests?.remaining ?? 0) + (idle.requests?.remaining ?? 0) <= 600)
        #expect((busy.tokens?.remaining ?? 0) + (idle.tokens?.remaining ?? 0) <= 6000)
    }

    @Test("Rates that nobody asks for are reported once more, and then not at all")
    func idleRates() {
        var world = World(seed: 1, count: 2, Self.rates)
        var sent: [Int] = []
        for round in 0..<5 {
            world.epoch += 2
            if round == 1 {
                _ = try? world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 1, now: world.now)
                world.nodes[0].book.leave(world.nodes[0].scopes, correction: 0, now: world.now)
            }
            let requests = world.nodes[0].requests(epoch: world.epoch, now: world.now)
            sent.append(requests.count)
            let answers = world.desk.decide(requests, node: "n0", now: world.epoch)
            world.nodes[0].take(answers, now: world.now)
        }
        #expect(sent == [0, 3, 3, 0, 0])
    }

    @Test("A node whose part of a rate is too small asks at once, and a node alone has all of it unasked")
    func shortRates() throws {
        var world = World(seed: 1, count: 2, Self.rates)
        world.exchange(0)
        let first = try world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 0, now: world.now)
        #expect(first.requests?.limit == 150)
        // 600 for two: each always has half of a half.
        for _ in 0..<200 {
            _ = try? world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 0, now: world.now)
            world.nodes[0].book.leave(world.nodes[0].scopes, correction: 0, now: world.now)
        }
        world.exchange(0)
        #expect(try world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 0, now: world.now).requests?.limit == 450)
        var alone = World(seed: 1, count: 1, Self.rates)
        alone.exchange(0)
        #expect(try alone.nodes[0].book.admit(alone.nodes[0].scopes, tokens: 0, now: alone.now).requests?.limit == 600)
    }

    @Test("Without the database a node goes back to what it always has")
    func ratesLapse() throws {
        var world = World(seed: 1, count: 2, Self.rates)
        for _ in 0..<3 {
            world.epoch += 2
            _ = try world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 0, now: world.now)
            world.nodes[0].book.leave(world.nodes[0].scopes, correction: 0, now: world.now)
            world.exchange(0)
        }
        world.epoch += 10
        let alone = try world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 0, now: world.now)
        #expect(alone.requests?.remaining == 449)
        world.isAway = true
        world.epoch += 31
        world.exchange(0)
        let lapsed = try world.nodes[0].book.admit(world.nodes[0].scopes, tokens: 0, now: world.now)
        #expect(lapsed.requests?.remaining == 149)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
