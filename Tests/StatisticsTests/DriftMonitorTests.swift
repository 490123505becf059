import Foundation
import Testing

@testable import PlanBStatistics

/// Samples from the first bad one to the notice, on average.
private func delay(_ share: Double, seed: UInt64) -> Double {
    var chance = SplitMix64(seed)
    var total = 0
    for _ in 0..<30 {
        var monitor = DriftMonitor()
        for _ in 0..<500 where monitor.note(chance.unit() < 0.995) == .confirmed { break }
        let before = monitor.samples
        while monitor.note(chance.unit() < share) != .confirmed {}
        total += monitor.samples - before
    }
    return Double(total) / 30
}

/// Four routes of 900,000 samples at the worst share that is still good.
@Test func thereIsNoFalseAlarmInNinetyDays() {
    var chance = SplitMix64(7)
    var (suspected, confirmed) = (0, 0)
    for _ in 0..<4 {
        var monitor = DriftMonitor()
        for _ in 0..<900_000 {
            switch monitor.note(chance.next() % 100 != 0) {
            case .suspected: suspected += 1
            case .confirmed: confirmed += 1
            case .dismissed, nil: break
            }
        }
    }
    #expect(confirmed <= 2)
    // 180 days' worth of samples over twenty, at least, between two suspicions.
    #expect(suspected <= 60)
}

@Test func whatBecomesWorseIsFound() {
    #expect(delay(0.95, seed: 1) < 500)
    #expect(delay(0.8, seed: 2) < 90)
    #expect(delay(0, seed: 3) < 12)
}

@Test func whatIsBetterThanGoodIsLeftAlone() {
    var monitor = DriftMonitor(DriftMonitor.Design(good: 0.95, samplesADay: 100, days: 90))
    var notices = 0
    for _ in 0..<20_000 where monitor.note(true) != nil { notices += 1 }
    #expect(notices == 0)
}

@Test func nonsenseIsPutRight() {
    for good in [-1, 0, 1, 2, Double.nan, .infinity] {
        var monitor = DriftMonitor(DriftMonitor.Design(good: good, samplesADay: -5, days: 0))
        #expect((0.5...0.99999).contains(monitor.design.good))
        var isFound = false
        for _ in 0..<200 { isFound = monitor.note(false) == .confirmed || isFound }
        #expect(isFound)
    }
}

@Test func aLoneBadHourIsSuspectedAndDismissed() {
    var monitor = DriftMonitor()
    var notices: [DriftMonitor.Notice] = []
    while notices.isEmpty { if let notice = monitor.note(false) { notices.append(notice) } }
    #expect(monitor.isSuspicious)
    for _ in 0..<2000 { if let notice = monitor.note(true) { notices.append(notice) } }
    #expect(notices == [.suspected, .dismissed])
    #expect(!monitor.isSuspicious)
}

@Test func aMonitorGoesOnWhereItWasKept() throws {
    var chance = SplitMix64(7)
    var (whole, kept) = (DriftMonitor(), DriftMonitor())
    for index in 0..<3000 {
        let isGood = Double(chance.next() % 1000) >= (index < 2000 ? 10 : 300)
        #expect(whole.note(isGood) == kept.note(isGood))
        if index % 250 == 0 || whole.isSuspicious {
            kept = try JSONDecoder().decode(DriftMonitor.self, from: JSONEncoder().encode(kept))
            #expect(kept == whole)
        }
    }
    #expect(whole.samples == 3000)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(DriftMonitor.self, from: Data("{}".utf8)) }
}
