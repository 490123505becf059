import PlanBPolicy
import PlanBVocabulary
import Testing

/// The laws of rates, over chance.
struct RateMeterTests {
    private static let start: Int64 = 1_000_000_000_000

    /// One world: a rate, and uses of some weight at some times.
    struct World {
        var chance: Chance
        var rate: Rate
        var meter = RateMeter()
        var now = Instant(nanoseconds: RateMeterTests.start)

        init(seed: UInt64) {
            chance = Chance(seed)
            let limits = [1, 2, 3, 7, 59, 60, 61, 600, 999, 100_000, 1_000_000_000]
            let limit = limits[Int(chance.next() % UInt64(limits.count))]
            let isOwn = chance.unit() < 0.5
            rate = Rate(perMinute: limit, burst: isOwn ? nil : 1 + Int(chance.next() % 100))
        }

        mutating func cost() -> Int { 1 + Int(chance.next() % UInt64(max(1, rate.burst / 3))) }

        /// Lets some time pass: often none at all, seldom a lot.
        mutating func pass() {
            let spans: [Int64] = [0, 0, 1, 1_000_003, 1_000_000_000, 20_000_000_000, 90_000_000_000]
            now = now + Instant.Span(nanoseconds: spans[Int(chance.next() % UInt64(spans.count))])
        }
    }

    @Test("In no time t is more let in than a burst and what the rate gives in t", arguments: 0..<60)
    func window(seed: UInt64) {
        var world = World(seed: seed)
        var uses: [(at: Int64, cost: Int)] = []
        for _ in 0..<300 {
            world.pass()
            let cost = world.cost()
            guard world.meter.wait(for: cost, at: world.rate, now: world.now) == .zero else { continue }
            world.meter.take(cost, at: world.rate, now: world.now)
            uses.append((world.now.nanoseconds, cost))
        }
        var excesses = 0
        for first in uses.indices {
            var sum: Int128 = 0
            for last in first..<uses.count {
                sum += Int128(uses[last].cost)
                let span = Int128(uses[last].at - uses[first].at)
                let most = Int128(world.rate.burst) * 60_000_000_000 + span * Int128(world.rate.perMinute)
                if sum * 60_000_000_000 > most { excesses += 1 }
            }
        }
        #expect(excesses == 0 && !uses.isEmpty)
    }

    @Test("At the moment that is named a use is let in, and a nanosecond earlier it is not", arguments: 0..<60)
    func exactWait(seed: UInt64) {
        var world = World(seed: seed)
        var refusals = 0
        for _ in 0..<300 {
            let cost = world.cost()
            let wait = world.meter.wait(for: cost, at: world.rate, now: world.now)
            if wait > .zero {
                refusals += 1
                let early = Instant.Span(nanoseconds: wait.nanoseconds - 1)
                #expect(world.meter.wait(for: cost, at: world.rate, now: world.now + early).nanoseconds == 1)
                #expect(world.meter.wait(for: cost, at: world.rate, now: world.now + wait) == .zero)
                world.now = world.now + wait
            }
            world.meter.take(cost, at: world.rate, now: world.now)
            if world.chance.unit() < 0.2 { world.pass() }
        }
        #expect(refusals > 0)
    }

    @Test("An estimate that is corrected leaves what the truth would have left", arguments: 0..<40)
    func corrections(seed: UInt64) {
        var world = World(seed: seed)
        world.rate = Rate(perMinute: 100_000)
        var estimated = RateMeter()
        var known = RateMeter()
        // While something is owed, nothing is lost at the bottom.
        estimated.take(100_000_000, at: world.rate, now: world.now)
        known.take(100_000_000, at: world.rate, now: world.now)
        for _ in 0..<50 {
            let (guess, truth) = (Int(world.chance.next() % 5000), Int(world.chance.next() % 5000))
            estimated.take(guess, at: world.rate, now: world.now)
            known.take(truth, at: world.rate, now: world.now)
            world.now = world.now + .milliseconds(Int(world.chance.next() % 1000))
            estimated.correct(by: truth - guess, at: world.rate, now: world.now)
            #expect(estimated.reset(at: world.rate, now: world.now) == known.reset(at: world.rate, now: world.now))
        }
    }

    @Test("Having used less than thought gives nobody more than a burst")
    func noCredit() {
        var meter = RateMeter()
        let (rate, now) = (Rate(perMinute: 10), Instant(nanoseconds: 5))
        meter.take(1, at: rate, now: now)
        meter.correct(by: -1000, at: rate, now: now)
        #expect(meter.remaining(at: rate, now: now) == 10)
        meter.correct(by: .max, at: rate, now: now)
        #expect(meter.remaining(at: rate, now: now) == 0)
        meter.correct(by: .min, at: rate, now: now)
        #expect(meter.remaining(at: rate, now: now) == 10)
    }

    @Test("A clock that stands still or goes back pays off nothing, and breaks nothing", arguments: 0..<20)
    func clock(seed: UInt64) {
        var world = World(seed: seed)
        let rate = Rate(perMinute: 60, burst: 5)
        for _ in 0..<5 { world.meter.take(1, at: rate, now: world.now) }
        for back in [0, 1, 1_000_000_000, Self.start, .max] as [Int64] {
            let earlier = Instant(nanoseconds: world.now.nanoseconds.subtractingReportingOverflow(back).partialValue)
            guard earlier <= world.now else { continue }
            #expect(world.meter.remaining(at: rate, now: earlier) == 0)
            #expect(world.meter.wait(for: 1, at: rate, now: earlier) == .seconds(1))
        }
        #expect(world.meter.remaining(at: rate, now: .distantFuture) == 5)
        #expect(world.meter.remaining(at: rate, now: world.now + .seconds(1)) == 1)
    }

    @Test("What is heavier than a burst is let in alone, and owed in full")
    func heavy() {
        var meter = RateMeter()
        let (rate, now) = (Rate(perMinute: 60), Instant(nanoseconds: 0))
        #expect(meter.wait(for: 600, at: rate, now: now) == .zero)
        meter.take(600, at: rate, now: now)
        #expect(meter.wait(for: 1, at: rate, now: now) == .seconds(541))
        #expect(meter.wait(for: 600, at: rate, now: now) == .minutes(10))
    }

    @Test("What is shed first leaves a part to the others", arguments: [1, 2, 3, 4, 100])
    func priorities(burst: Int) {
        let rate = Rate(perMinute: 100, burst: burst)
        let now = Instant(nanoseconds: 0)
        let taken = Priority.allCases.map { priority in
            var meter = RateMeter()
            var count = 0
            while meter.wait(for: 1, at: rate, reserve: priority.reserve(of: burst), now: now) == .zero {
                meter.take(1, at: rate, now: now)
                count += 1
            }
            return count
        }
        #expect(taken == [burst, burst - burst / 8, burst * 3 / 4, burst / 2])
    }
}
