import PlanBEngine
import PlanBRehearsal
import PlanBStatistics
import Testing

@testable import PlanBSimulation

/// A short version of `planb-simulate --rehearsals`: 200 drills of each kind, with fixed seeds.
struct RehearsalFiguresTests {
    @Test("Bad backups are found, good ones are not, and nobody is told for nothing")
    func reached() {
        let figures = RehearsalFigures.measure(runs: 200, routes: 4, days: 10, seed: 3, allowance: 0.045)
        #expect(figures.plants.count == 7)
        for row in figures.plants + figures.good + figures.quiet + figures.delays {
            // In 200 drills a detection of 96 % scatters by 1.4 points, and a mean by 5 to 7 %: three times that is allowed.
            #expect(row.isReached, "\(row.name): \(row.cells)")
        }
        #expect(figures.isGood)
        #expect(figures.page(runs: 200).contains("| slow × 3 |"))
        #expect(!figures.text.contains("MISSED"))
    }

    @Test("A sound backup fails no gate", arguments: [DrillTraffic.Kind.text, .json, .tools, .mixed])
    func sound(kind: DrillTraffic.Kind) {
        let traffic = DrillTraffic(kind)
        var chance = SplitMix64(4)
        for _ in 0..<300 {
            let exchange = traffic.next(&chance)
            let failed = Conformance.failures(
                Conformance.gates(exchange.asked, exchange.backup, reference: exchange.primary, equalArguments: true))
            #expect(failed.isEmpty, "\(exchange.asked.prompt)")
        }
    }

    @Test("The same seed gives the same result")
    func repeats() {
        let drill = DrillRuns(traffic: .mixed, plants: Plant.allCases, share: 0.1)
        let (first, second) = (drill.play(250, seed: 8), drill.play(250, seed: 8))
        #expect(first.rejected == second.rejected)
        #expect(first.samples == second.samples)
    }

    @Test("What is missed is said")
    func missed() {
        var figures = RehearsalFigures()
        figures.good = [.init(name: "a", cells: ["1", "2", "3", "4"], isReached: false)]
        #expect(!figures.isGood)
        #expect(figures.text.contains("| a | 1 | 2 | 3 | 4 | MISSED |"))
    }
}
