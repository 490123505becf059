import Foundation
import PlanBEngine
import PlanBRehearsal
import PlanBStatistics
import Synchronization

/// Many drills of one kind, through the gates and the test that real drills go through.
struct DrillRuns {
    /// What came out.
    struct Result: Sendable {
        var runs = 0
        var rejected = 0
        var undecided = 0
        var samples = 0

        var rejects: Double { Double(rejected) / Double(max(1, runs)) }
        var meanSamples: Double { Double(samples) / Double(max(1, runs)) }
    }

    /// What is asked for.
    var traffic: DrillTraffic.Kind
    /// What is wrong with a bad answer; one of them by chance.
    var plants: [Plant]
    /// How many answers are bad.
    var share: Double
    /// What the drill is decided by.
    var design = SPRTDesign.drill
    /// What counts as slow; nil: it is not looked at.
    var pace: PaceRule?

    /// More samples than any run needs.
    private static let most = 100_000

    /// Plays `count` drills on all processors; the same seed gives the same result.
    func play(_ count: Int, seed: UInt64) -> Result {
        let total = Mutex(Result())
        // Runs are short: hand them out by the hundred.
        let chunk = 100
        DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { number in
            let traffic = DrillTraffic(self.traffic)
            var result = Result()
            for run in number * chunk..<min(count, (number + 1) * chunk) {
                var chance = SplitMix64(Dice.mix(seed &+ UInt64(run) &* 0x9E37_79B9_7F4A_7C15))
                let verdict = self.play(traffic, &chance)
                result.runs += 1
                result.samples += verdict.samples
                result.rejected += verdict.verdict == .bad ? 1 : 0
                result.undecided += verdict.verdict == .undecided ? 1 : 0
            }
            let counted = result
            total.withLock {
                $0.runs += counted.runs
                $0.samples += counted.samples
                $0.rejected += counted.rejected
                $0.undecided += counted.undecided
            }
        }
        return total.withLock { $0 }
    }

    private func play(_ traffic: DrillTraffic, _ chance: inout SplitMix64) -> DrillVerdict {
        var verdict = DrillVerdict(design, pace: pace)
        while verdict.verdict == .undecided, verdict.samples < Self.most {
            var exchange = traffic.next(&chance)
            if chance.unit() < share { corrupt(&exchange, &chance) }
            verdict.note(
                Sample(
                    key: String(verdict.samples),
                    gates: exchange.gates, backup: .init(exchange.backup), primary: .init(exchange.primary)))
        }
        return verdict
    }

    private func corrupt(_ exchange: inout DrillTraffic.Exchange, _ chance: inout SplitMix64) {
        let usable = plants.filter { $0.applies(to: exchange.backup, exchange.asked) }
        guard !usable.isEmpty else { return }
        exchange.corrupt(usable[chance.below(usable.count)], &chance)
    }
}
