import PlanBPolicy
import PlanBVocabulary
import Testing

/// Several nodes spend one budget, each out of its own part of it.
struct LeaseTests {
    private static let cent = 10_000_000
    private static let dollar = 1_000_000_000

    /// A node with its lease, as it is in the world: it spends whatever it may, at any time.
    private struct Node {
        var name: String
        var lease = NodeLease(period: 0)
        var spent = 0
        var held = 0
        var isAlive = true
        /// A report that was sent and not answered yet.
        var answer: (LeaseGrant, Instant)?

        mutating func spend(_ dice: inout Dice, now: Instant) {
            let free = lease.allowance(spent: spent, now: now) - spent - held
            let amount = Int.random(in: 1...LeaseTests.cent * 3, using: &dice)
            if Bool.random(using: &dice), amount <= free { held += amount }
            if held > 0, Bool.random(using: &dice) {
                spent += held
                held = 0
            }
        }
    }

    private struct World {
        var dice: Dice
        var limit: Int
        var isStrict: Bool
        var nodes: [Node]
        var rows: [LeaseRow] = []
        var seconds: Int64 = 1_800_000_000
        var now: Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

        init(seed: UInt64, count: Int, limit: Int, isStrict: Bool) {
            dice = Dice(seed: seed)
            self.limit = limit
            self.isStrict = isStrict
            nodes = (0..<count).map { Node(name: "n\($0)") }
        }

        var spent: Int { nodes.reduce(0) { $0 + $1.spent } }

        /// The transaction of the database.
        mutating func renew(_ report: LeaseReport) -> LeaseGrant {
            let grant = LeaseDesk(limit: limit, isStrict: isStrict).renew(rows, report, now: seconds)
            for row in grant.expired + [grant.row] {
                rows.removeAll { $0.node == row.node }
                rows.append(row)
            }
            return grant
        }

        mutating func report(_ index: Int) {
            guard nodes[index].isAlive, nodes[index].answer == nil else { return }
            let node = nodes[index]
            let report = nodes[index].lease.report(
                node: node.name, spent: node.spent, held: node.held, limit: limit)
            let grant = renew(report)
            // An answer may be lost on its way.
            if Int.random(in: 0..<5, using: &dice) > 0 { nodes[index].answer = (grant, now) }
        }

        mutating func step() {
            seconds += Int64.random(in: 0...3, using: &dice)
            let index = Int.random(in: nodes.indices, using: &dice)
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<2: report(index)
            case 2..<4:
                if let (grant, sentAt) = nodes[index].answer { nodes[index].lease.take(grant, sentAt: sentAt) }
                nodes[index].answer = nil
            case 4 where Int.random(in: 0..<40, using: &dice) == 0:
                // A crash: what it spent is in its journal, what it held goes to nobody, and what it was granted it forgets.
                nodes[index].lease = NodeLease(period: 0)
                nodes[index].answer = nil
                nodes[index].held = 0
                nodes[index].isAlive.toggle()
            default: if nodes[index].isAlive { nodes[index].spend(&dice, now: now) }
            }
        }
    }

    @Test("Whatever gets lost and whoever crashes, no more is spent than there is", arguments: 0..<300)
    func neverMore(seed: Int) {
        var world = World(
            seed: UInt64(seed), count: 1 + seed % 5, limit: [Self.dollar, Self.cent, 50 * Self.dollar, 3][seed % 4],
            isStrict: seed % 2 == 0)
        for _ in 0..<4000 {
            world.step()
            #expect(world.spent <= world.limit)
            if world.spent > world.limit { return }
        }
    }

    @Test("All of it can be spent in the end, by nodes that stay", arguments: [1, 2, 4, 8])
    func exhausts(count: Int) {
        var world = World(seed: UInt64(count), count: count, limit: Self.dollar, isStrict: true)
        for _ in 0..<3000 {
            world.seconds += 2
            for index in world.nodes.indices {
                let node = world.nodes[index]
                let report = world.nodes[index].lease.report(
                    node: node.name, spent: node.spent, held: 0, limit: world.limit)
                let grant = world.renew(report)
                world.nodes[index].lease.take(grant, sentAt: world.now)
                let free = world.nodes[index].lease.allowance(spent: node.spent, now: world.now) - node.spent
                world.nodes[index].spent += min(free, Self.cent / 10)
            }
        }
        #expect(world.spent == world.limit)
    }

    @Test("One node alone is granted what it wants at once")
    func alone() {
        let desk = LeaseDesk(limit: Self.dollar, isStrict: true)
        let grant = desk.renew([], LeaseReport(node: "a", spent: 0, used: 0, ceiling: 0, wanted: Self.dollar), now: 0)
        #expect(grant.row.granted == Self.dollar)
    }

    @Test("A node that cannot renew stops, before anybody else may have what it holds")
    func partition() {
        let terms = LeaseTerms(term: 100)
        var lease = NodeLease(period: 0, terms: terms)
        let report = lease.report(node: "a", spent: 0, held: 0, limit: Self.dollar)
        let desk = LeaseDesk(limit: Self.dollar, isStrict: false, terms: terms)
        let grant = desk.renew([], report, now: 1000)
        lease.take(grant, sentAt: Instant(nanoseconds: 0))
        let second: Int64 = 1_000_000_000
        #expect(lease.allowance(spent: 7, now: Instant(nanoseconds: 100 * second)) == grant.row.granted)
        #expect(lease.allowance(spent: 7, now: Instant(nanoseconds: 101 * second)) == 7)
        let other = LeaseReport(node: "b", spent: 0, used: 0, ceiling: 0, wanted: Self.dollar)
        for (time, isFree) in [(1100, false), (1160, false), (1161, true)] as [(Int64, Bool)] {
            #expect((desk.renew([grant.row], other, now: time).expired.isEmpty) == !isFree)
        }
        // Nobody knows what it spent since its last report, so that nobody may have it.
        let strict = LeaseDesk(limit: Self.dollar, isStrict: true, terms: terms)
        #expect(strict.renew([grant.row], other, now: 100_000).expired.isEmpty)
    }

    @Test("Absurd amounts end nothing")
    func absurd() {
        let values = [Int.min, -1, 0, 1, Int.max]
        for limit in values {
            for spent in values {
                for ceiling in values {
                    for wanted in values {
                        let desk = LeaseDesk(limit: limit, isStrict: false)
                        let rows = [LeaseRow(node: "b", granted: ceiling, spent: wanted, renewed: .min / 2)]
                        let report = LeaseReport(
                            node: "a", spent: spent, used: wanted, ceiling: ceiling, wanted: wanted)
                        let grant = desk.renew(rows, report, now: 0)
                        #expect(grant.row.granted >= grant.row.spent)
                        var lease = NodeLease(period: 0)
                        _ = lease.report(node: "a", spent: spent, held: wanted, limit: limit)
                    }
                }
            }
        }
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
