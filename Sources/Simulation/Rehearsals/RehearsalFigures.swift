import Foundation
import PlanBRehearsal
import PlanBStatistics

/// What the scoring of rehearsals finds, and how often it is wrong.
struct RehearsalFigures {
    /// A figure, with what it has to reach.
    struct Row {
        var name: String
        /// Each measured value, as text.
        var cells: [String]
        var isReached: Bool
    }

    var allowance = 0.0
    var plants: [Row] = []
    var good: [Row] = []
    var quiet: [Row] = []
    var delays: [Row] = []

    var isGood: Bool { (plants + good + quiet + delays).allSatisfy(\.isReached) }

    /// The worst share that is still good, of which the promises are made.
    private static let worstGood = 0.99

    /// - Parameters:
    ///   - runs: for each plant; five times as many on good backups.
    ///   - routes: that are watched.
    ///   - days: for which each is watched, with 10,000 samples a day.
    ///   - allowance: how far a share may fall short, for runs too few to measure it.
    static func measure(
        runs: Int = 2000, routes: Int = 200, days: Int = 90, seed: UInt64 = 1, allowance: Double = 0
    ) -> RehearsalFigures {
        var figures = RehearsalFigures(allowance: allowance)
        figures.measurePlants(runs, seed)
        figures.measureGood(allowance > 0 ? runs : runs * 5, seed)
        figures.measureMonitor(routes, days, seed)
        figures.measureDelays(allowance > 0 ? 40 : 500, seed)
        return figures
    }

    private mutating func measurePlants(_ runs: Int, _ seed: UInt64) {
        let kinds: [(name: String, runs: DrillRuns)] = [
            ("wrong key", DrillRuns(traffic: .mixed, plants: [.wrongKey], share: 1)),
            ("retired model", DrillRuns(traffic: .mixed, plants: [.retiredModel], share: 1)),
            ("schema break 5 %", DrillRuns(traffic: .json, plants: [.schemaBreak], share: 0.05)),
            ("tool drift 5 %", DrillRuns(traffic: .tools, plants: [.toolDrift], share: 0.05)),
            ("slow × 3", DrillRuns(traffic: .mixed, plants: [.slow], share: 1, pace: PaceRule())),
            ("truncation 5 %", DrillRuns(traffic: .text, plants: [.truncation], share: 0.05)),
            ("gibberish 1 %", DrillRuns(traffic: .text, plants: [.gibberish], share: 0.01, design: .strict)),
        ]
        for (number, (name, drill)) in kinds.enumerated() {
            let found = drill.play(runs, seed: seed &+ UInt64(number) &* 1_000_003)
            let exact = Self.exact(drill)
            let power = 1 - drill.design.beta
            let isClose = abs(found.meanSamples / exact.samples - 1) <= 0.1 + 2 * allowance
            plants.append(
                Row(
                    name: name,
                    cells: [
                        drill.design == .strict ? "99.9 / 99" : "99 / 95", Self.percent(found.rejects),
                        "\(Self.percent(power)) (exactly: \(Self.percent(exact.rejects)))",
                        Self.number(found.meanSamples),
                        Self.number(exact.samples),
                    ], isReached: found.rejects >= power - allowance && isClose))
        }
    }

    /// What the drill does, calculated.
    private static func exact(_ drill: DrillRuns) -> SPRTDesign.Characteristic {
        guard drill.plants == [.slow] else { return drill.design.characteristic(at: 1 - drill.share) }
        return PaceRule.characteristic(slow: slowShare(times: 3))
    }

    /// How many answers count as slow if all take `times` as long: the ratio of two times scatters by the root of two.
    private static func slowShare(times: Double) -> Double {
        Normal.probability(upTo: log(times / 2) / (DrillTraffic.scatter * 2.0.squareRoot()))
    }

    private mutating func measureGood(_ runs: Int, _ seed: UInt64) {
        for (number, share) in [Self.worstGood, 0.995, 0.998].enumerated() {
            let drill = DrillRuns(
                traffic: .mixed, plants: [.wrongKey, .schemaBreak, .toolDrift, .truncation, .gibberish],
                share: 1 - share, pace: PaceRule())
            let found = drill.play(runs, seed: seed &+ UInt64(number) &* 7_000_003 &+ 17)
            let exact = drill.design.characteristic(at: share)
            let pace = PaceRule.characteristic(slow: Self.slowShare(times: 1))
            // Each test by itself; a drill ends at the first of both.
            let most = 1 - (1 - exact.rejects) * (1 - pace.rejects)
            good.append(
                Row(
                    name: "\(Self.percent(share)) conformant",
                    cells: [
                        Self.percent(found.rejects), Self.percent(most), Self.number(found.meanSamples),
                        Self.number(exact.samples),
                    ],
                    isReached: found.rejects <= drill.design.alpha + allowance && found.undecided == 0))
        }
    }

    private mutating func measureMonitor(_ routes: Int, _ days: Int, _ seed: UInt64) {
        let found = MonitorRuns.quiet(
            routes: routes, samples: days * 10_000, share: Self.worstGood, seed: seed &+ 99)
        let rate = Double(found.confirmed) / Double(max(1, routes)) / Double(max(1, days)) * 90
        quiet.append(
            Row(
                name: "99 % conformant, nothing becomes worse",
                cells: [
                    "\(routes)", "\(days)", "\(found.suspected)", "\(found.confirmed)",
                    String(format: "%.3f", rate), "\(found.confirmedAtWorst)",
                ], isReached: rate <= 1))
    }

    private mutating func measureDelays(_ runs: Int, _ seed: UInt64) {
        for (share, most) in [(0.98, 5000.0), (0.95, 500), (0.8, 100), (0, 15)] {
            let found = MonitorRuns.delay(to: share, runs: runs, seed: seed &+ 5)
            delays.append(
                Row(
                    name: "falls to \(Self.percent(share))",
                    cells: [
                        Self.number(found.mean), "\(found.most)", Self.hours(found.mean / 10_000),
                        Self.hours(found.mean / 500),
                    ],
                    isReached: found.mean <= most))
        }
    }

    private static func percent(_ share: Double) -> String {
        let text = String(format: "%.2f", share * 100)
        return (text.hasSuffix(".00") ? String(text.dropLast(3)) : text) + " %"
    }

    private static func number(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func hours(_ days: Double) -> String {
        days * 24 < 1
            ? String(format: "%.0f min", (days * 1440).rounded(.up))
            : days < 2 ? String(format: "%.1f h", days * 24) : String(format: "%.1f days", days)
    }
}
