import Foundation
import PlanBInsight
import PlanBPolicy
import PlanBVocabulary

/// How long a replay of many requests takes, with a vendor lost: both sides of the comparison, on one thread.
struct ReplayCost {
    /// Required, and aimed at: seconds for a million.
    static let limits = (required: 30.0, aim: 5.0)

    let requests: Int
    /// Processor time, in seconds.
    let seconds: Double
    let report: WhatIfReport

    /// Measures `count` requests of seven days on ten routes, with four vendors.
    static func measure(_ count: Int) -> ReplayCost {
        let (scenario, names) = house()
        let snapshot = Configuration.snapshot(scenario, routes: names)
        let requests = traffic(count, names)
        let measures = Dictionary(
            uniqueKeysWithValues: scenario.targets.map { target in
                (
                    target.name,
                    TargetMeasure(
                        firstOutput: .milliseconds(300 + 100 * target.index), perToken: 12_000_000, failureShare: 0.01,
                        attempts: 1000)
                )
            })
        let question = PlanBInsight.Scenario(
            title: "vendor:vendor-0", losses: [Loss(.dependence(.vendor), "vendor-0")])
        let whatIf = WhatIf(question, in: snapshot)
        let start = Processor.seconds
        let report = whatIf.report(of: requests, measures: measures, since: 0, until: .max)
        return ReplayCost(requests: count, seconds: Processor.seconds - start, report: report)
    }

    /// Eight targets of four vendors; ten routes, some of which have quotas in their way.
    private static func house() -> (Scenario, [(String, [Int])]) {
        var targets = (0..<8).map { TargetPlan(index: $0, endpoint: $0, account: $0 % 4, model: $0) }
        for index in targets.indices {
            targets[index].price = Price(input: (1 + index) * 1_000_000, output: (2 + index) * 2_000_000)
            targets[index].tools = index != 5
        }
        targets[1].quota = TargetPlan.Quota(requests: 60, tokens: nil)
        targets[6].quota = TargetPlan.Quota(requests: nil, tokens: 200_000)
        let scenario = Scenario(
            seed: 1, targets: targets, route: RoutePlan(chain: [.target(0)]), requests: [], faults: [])
        let routes = (0..<10).map { index -> (String, [Int]) in
            let first = index % 8
            // Some have nobody else.
            let others = index % 5 == 4 ? [] : [(index + 1) % 8, (index + 3) % 8]
            return ("model-\(index)", [first] + others)
        }
        return (scenario, routes)
    }

    private static func traffic(_ count: Int, _ routes: [(String, [Int])]) -> [RecordedRequest] {
        var dice = Dice(7)
        let week: Int64 = 7 * 86_400_000
        return (0..<count).map { index in
            let prompt = dice.within(20...4000)
            let first = dice.within(200...1500)
            let output = dice.within(10...800)
            return RecordedRequest(
                time: Int64(index) * week / Int64(max(1, count)), key: "key-\(dice.below(40))",
                model: routes[min(dice.below(routes.count), dice.below(routes.count))].0, isStream: dice.percent(70),
                needs: dice.percent(20) ? [.tools] : [], promptTokens: prompt,
                conversation: dice.percent(50) ? dice.next() : nil,
                usage: Usage(input: prompt, output: output, cachedInput: dice.percent(30) ? prompt / 2 : 0),
                firstOutput: .milliseconds(first), duration: .milliseconds(first + output * 12), target: "t0")
        }
    }

    // MARK: - Text

    private var perMillion: Double { seconds / Double(max(1, requests)) * 1_000_000 }

    /// It is as fast as it has to be.
    var isGood: Bool { perMillion <= Self.limits.required }

    var text: String {
        let verdict =
            perMillion <= Self.limits.aim
            ? "" : perMillion <= Self.limits.required ? ": the aim is MISSED" : ": MISSED"
        return """
            | requests | processor time | a million takes | a request, each side | served before | after |
            |---:|---:|---:|---:|---:|---:|
            | \(requests) | \(String(format: "%.2f s", seconds)) | \(String(format: "%.2f s", perMillion)) | \
            \(String(format: "%.2f µs", perMillion / 2)) | \(String(format: "%.1f %%", report.before.share * 100)) | \
            \(String(format: "%.1f %%", report.after.share * 100)) |

            Required: at most \(String(format: "%g", Self.limits.required)) s for a million on one core, better \
            \(String(format: "%g", Self.limits.aim))\(verdict).
            """
    }

    /// What is written to Docs/whatif-cost.md.
    var page: String {
        """
        # What a what-if replay costs

        Written by `planb-simulate --whatif-cost \(requests) --write`: requests of seven days on ten routes, with eight targets of four
        vendors, two of which have a quota, replayed with one vendor lost. Both sides of the comparison are played, on one
        thread; to read the rows from the ledger is not in it.

        \(text)

        """
    }
}
