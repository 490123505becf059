import PlanBVocabulary
import Testing

@testable import PlanBPolicy

/// What a ramp rule lets through, minute by minute.
struct RampMeterTests {
    private static let rule = RampRule.growth(above: 1000, factor: 1.5, minutes: 15)
    private static func at(minute: Int, second: Int = 0) -> Instant {
        Instant(nanoseconds: Int64(minute * 60 + second) * 1_000_000_000)
    }

    /// A meter that began to watch at minute 0, with so many tokens sent in each of the minutes given.
    private static func meter(_ sent: [Int: Int] = [:]) throws -> RampMeter {
        var meter = try #require(RampMeter(rule, now: at(minute: 0)))
        for (minute, tokens) in sent.sorted(by: { $0.key < $1.key }) {
            meter.enter(Ask(promptTokens: tokens), now: at(minute: minute))
        }
        return meter
    }

    /// The most that may be sent at once by who goes first.
    private static func most(_ meter: RampMeter, _ now: Instant) -> Int {
        var (low, high) = (0, 1_000_000)
        var meter = meter
        // What is sent alone is let through whatever its size.
        meter.enter(Ask(promptTokens: 1), now: now)
        while low < high {
            let middle = (low + high + 1) / 2
            if meter.wait(for: Ask(promptTokens: middle), now: now) == nil { low = middle } else { high = middle - 1 }
        }
        return low + 1
    }

    @Test("The root of the factor, to the power of the minutes, is the factor", arguments: [1.0, 1.01, 1.5, 2, 10])
    func growth(factor: Double) throws {
        for minutes in [1.0, 7, 15, 60] {
            let growth = try #require(
                RampRule.growth(above: 1, factor: factor, minutes: minutes).growthInAMinute)
            let power = (0..<Int(minutes)).reduce(1.0) { product, _ in product * growth }
            #expect(abs(power - factor) < 1e-9 * factor)
        }
        for rule in [RampRule.absent, .unknown, .undisclosed("X"), .growth(above: 1, factor: 0.5, minutes: 15)] {
            #expect(rule.growthInAMinute == nil)
        }
    }

    @Test(
        "What is held against it is the highest of the last 15 minutes, grown since, and never less than the threshold")
    func envelope() throws {
        #expect(try Self.most(Self.meter(), Self.at(minute: 20)) == 1000)
        #expect(try Self.most(Self.meter([19: 500]), Self.at(minute: 20)) == 1000)
        // 4000 × 1.5^(age / 15)
        for (age, expected) in [(1, 4109), (5, 4578), (15, 6000), (16, 1000)] {
            #expect(try Self.most(Self.meter([20: 4000]), Self.at(minute: 20 + age)) == expected, "age \(age)")
        }
        #expect(try Self.most(Self.meter([10: 4000, 19: 2000]), Self.at(minute: 20)) == 5241)
    }

    @Test("The load that is let through grows by the factor in the minutes of the rule, and no faster")
    func saturation() throws {
        var meter = try Self.meter([15: 1000])
        var sent = [1000.0]
        for minute in 16...45 {
            var total = 0
            while meter.wait(for: Ask(promptTokens: 1), now: Self.at(minute: minute)) == nil {
                meter.enter(Ask(promptTokens: 1), now: Self.at(minute: minute))
                total += 1
            }
            sent.append(Double(total))
        }
        #expect(abs(sent[15] / sent[0] - 1.5) < 0.02)
        #expect(abs(sent[30] / sent[0] - 2.25) < 0.04)
        for minute in 15...30 { #expect(sent[minute] <= sent[minute - 15] * 1.5 + 1) }
    }

    @Test("After the start nothing is held against anybody for 15 minutes")
    func beginning() throws {
        var meter = try Self.meter()
        meter.enter(Ask(promptTokens: 100_000), now: Self.at(minute: 14))
        #expect(meter.wait(for: Ask(promptTokens: 100_000), now: Self.at(minute: 14, second: 59)) == nil)
        #expect(meter.wait(for: Ask(promptTokens: 200_000), now: Self.at(minute: 15)) == nil)
        meter.enter(Ask(promptTokens: 1), now: Self.at(minute: 15))
        #expect(meter.wait(for: Ask(promptTokens: 200_000), now: Self.at(minute: 15)) == .seconds(60))
    }

    @Test("What was refused is no load that the provider is used to")
    func refusals() throws {
        var meter = try Self.meter([20: 4000])
        meter.takeBack(Ask(promptTokens: 3500), now: Self.at(minute: 20))
        #expect(Self.most(meter, Self.at(minute: 21)) == 1000)
    }

    @Test("Low priority stops at its part, and leaves what those who wait asked for in the minute before")
    func priorities() throws {
        let now = Self.at(minute: 20, second: 30)
        var meter = try Self.meter([20: 100])
        let fits = { (meter: RampMeter, priority: Priority, tokens: Int) in
            meter.wait(for: Ask(priority, promptTokens: tokens), now: now) == nil
        }
        for (priority, part) in [(Priority.interactive, 900), (.batch, 775), (.drill, 650), (.shadow, 400)] {
            #expect(fits(meter, priority, part) && !fits(meter, priority, part + 1), "\(priority)")
        }
        #expect(meter.wait(for: Ask(.batch, promptTokens: 900), now: now) == .seconds(30))

        meter = try Self.meter([19: 700, 20: 100])
        #expect(fits(meter, .batch, 300) && !fits(meter, .batch, 301))
        #expect(fits(meter, .interactive, 900))
    }
}
