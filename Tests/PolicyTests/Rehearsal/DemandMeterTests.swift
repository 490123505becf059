import PlanBVocabulary
import Testing

@testable import PlanBPolicy

struct DemandMeterTests {
    @Test("As slow arithmetic over all requests", arguments: 0..<40)
    func model(seed: UInt64) {
        var chance = Chance(seed)
        var meter = DemandMeter()
        var now = Instant(nanoseconds: Int64(chance.next() >> 3) - (1 << 60))
        let start = minute(now)
        var seen: [(minute: Int64, usage: Usage)] = []
        for _ in 0..<600 {
            let spans: [Int64] = [0, 1_000_000, 20_000_000_000, 60_000_000_000, 3_600_000_000_000, 90_000_000_000_000]
            let rare = chance.unit() < 0.9 ? 4 : 6
            now = now + Instant.Span(nanoseconds: spans[Int(chance.next() % UInt64(rare))])
            let usage = Usage(
                input: Int(chance.next() % 10_000), output: Int(chance.next() % 1000),
                cachedInput: Int(chance.next() % 100))
            meter.note(usage, at: now)
            seen.append((minute(now), usage))
        }
        let last = minute(now)
        let kept = seen.filter { $0.minute > last - 1440 }
        let busy = Dictionary(grouping: kept, by: \.minute).values
        let demand = meter.demand(at: now)
        #expect(demand?.busyMinutes == busy.count)
        #expect(demand?.requests == high(busy.map(\.count)))
        #expect(demand?.inputTokens == high(busy.map { $0.reduce(0) { $0 + $1.usage.input } }))
        #expect(demand?.outputTokens == high(busy.map { $0.reduce(0) { $0 + $1.usage.output } }))
        #expect(demand?.tokens == high(busy.map { $0.reduce(0) { $0 + $1.usage.input + $1.usage.output } }))
        let hours = Double(min(1440, last - start + 1)) / 60
        #expect(demand?.hourlyRequests == Double(kept.count) / hours)
        #expect(
            demand?.hourlyUsage.input == Int((Double(kept.reduce(0) { $0 + $1.usage.input }) / hours).rounded()))
    }

    @Test func fewMinutesGiveThePeakAndManyThe99th() {
        var meter = DemandMeter()
        for minute in 0..<100 {
            for _ in 0...minute { meter.note(Usage(input: 1, output: 0), at: at(minutes: minute)) }
            let expected = minute < 99 ? minute + 1 : 99
            #expect(meter.demand(at: at(minutes: minute))?.requests == expected)
        }
    }

    @Test func aDayLaterNothingIsLeft() {
        var meter = DemandMeter()
        #expect(meter.demand(at: at(minutes: 0)) == nil)
        meter.note(Usage(input: 1, output: 1), at: at(minutes: 0))
        #expect(meter.demand(at: at(minutes: 1439)) != nil)
        #expect(meter.demand(at: at(minutes: 1440)) == nil)
        #expect(meter.demand(at: .distantFuture) == nil)
    }

    @Test func hostileCountsSaturateAndTheClockMayJump() {
        var meter = DemandMeter()
        for now in [Int64.min, .max, 0, .min, .max] {
            for count in [Int.max, Int.min, -1] {
                meter.note(
                    Usage(input: count, output: count, cachedInput: count, writtenInput: count),
                    at: Instant(nanoseconds: now))
            }
        }
        #expect(meter.demand(at: .distantFuture)?.inputTokens == Int(UInt32.max))
    }

    private func high(_ values: [Int]) -> Int {
        let sorted = values.sorted()
        return sorted.first { value in sorted.count { $0 <= value } * 100 >= sorted.count * 99 } ?? 0
    }

    private func minute(_ now: Instant) -> Int64 {
        var minute = now.nanoseconds / 60_000_000_000
        if minute * 60_000_000_000 > now.nanoseconds { minute -= 1 }
        return minute
    }

    private func at(minutes: Int) -> Instant { Instant(nanoseconds: 7) + .minutes(minutes) }
}
