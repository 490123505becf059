import Foundation
import PlanBStatistics
import Synchronization

/// Routes that are watched all day.
enum MonitorRuns {
    /// What happened on routes where nothing became worse.
    struct Quiet: Sendable {
        var routes = 0
        var suspected = 0
        var confirmed = 0
        /// On the route with the most.
        var confirmedAtWorst = 0
    }

    /// Watches `routes` with `samples` each, of which a share of `share` passes.
    static func quiet(routes: Int, samples: Int, share: Double, seed: UInt64) -> Quiet {
        let total = Mutex(Quiet())
        let limit = threshold(share)
        DispatchQueue.concurrentPerform(iterations: routes) { route in
            var chance = SplitMix64(Dice.mix(seed &+ UInt64(route)))
            var monitor = DriftMonitor()
            var (suspected, confirmed) = (0, 0)
            for _ in 0..<samples {
                guard let notice = monitor.note(chance.next() < limit) else { continue }
                switch notice {
                case .suspected: suspected += 1
                case .confirmed: confirmed += 1
                case .dismissed: break
                }
            }
            let found = (suspected, confirmed)
            total.withLock {
                $0.routes += 1
                $0.suspected += found.0
                $0.confirmed += found.1
                $0.confirmedAtWorst = max($0.confirmedAtWorst, found.1)
            }
        }
        return total.withLock { $0 }
    }

    /// Samples from the moment at which the share falls to `share` to the confirmation: the mean of `runs`, and what 95 of
    /// 100 stay under.
    static func delay(to share: Double, runs: Int, seed: UInt64) -> (mean: Double, most: Int) {
        var delays: [Int] = []
        for run in 0..<max(1, runs) {
            var chance = SplitMix64(Dice.mix(seed &+ UInt64(run)))
            var monitor = DriftMonitor()
            let good = threshold(0.995)
            for _ in 0..<2000 { _ = monitor.note(chance.next() < good) }
            let before = monitor.samples
            let limit = threshold(share)
            while monitor.samples - before < 10_000_000 {
                if monitor.note(chance.next() < limit) == .confirmed { break }
            }
            delays.append(monitor.samples - before)
        }
        delays.sort()
        return (Double(delays.reduce(0, +)) / Double(delays.count), delays[(delays.count * 95 - 1) / 100])
    }

    /// Below it lies a share of `share` of all words.
    private static func threshold(_ share: Double) -> UInt64 {
        UInt64(min(max(share, 0), 0x1.fffffffffffffp-1) * 0x1p64)
    }
}
