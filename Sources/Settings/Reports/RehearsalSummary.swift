import Foundation
import PlanBPolicy

/// How a route rehearses its failover, for people and for scripts.
public struct RehearsalSummary: Sendable, Encodable {
    /// Each level with its cadence and share, in the words of the configuration.
    public let levels: [String]
    /// The golden set; nil: none.
    public let golden: String?
    /// How many prompts it has; nil: there is none.
    public let prompts: Int?
    /// What it takes to count as proven, and for how long.
    public let proof: String
    /// What one drill may cost.
    public let caps: String
    /// Prompts of keys that allow it may be recorded.
    public let mayRecord: Bool

    init(_ plan: RehearsalPlan) {
        mayRecord = plan.mayRecord
        golden = plan.golden?.file
        prompts = plan.golden?.prompts.count
        var levels: [String] = []
        switch plan.probe {
        case .off: break
        case .models: levels.append("probe every \(DrillText.span(plan.probeEvery)) (the list of models)")
        case .generate: levels.append("probe every \(DrillText.span(plan.probeEvery))")
        }
        if let golden = plan.golden {
            levels.append(
                "golden every \(DrillText.span(plan.goldenEvery)) (\(golden.prompts.count) of \(golden.file))")
        }
        switch plan.shadow {
        case .auto?: levels.append("shadow auto")
        case .share(let share)?: levels.append("shadow \(DrillText.share(share))")
        case nil: break
        }
        if let live = plan.live {
            levels.append("live \(DrillText.share(live.share))\(live.acrossModels ? " across models" : "")")
        }
        for (name, drill) in [("cutover", plan.cutover), ("fault", plan.fault)] {
            guard let drill else { continue }
            levels.append(
                "\(name) every \(DrillText.span(drill.every)) for \(DrillText.span(drill.duration)), "
                    + DrillText.share(drill.share))
        }
        if plan.fault != nil, plan.faults != InjectedFault.allCases {
            levels[levels.count - 1] += " (\(plan.faults.map(\.rawValue).joined(separator: ", ")))"
        }
        self.levels = levels
        proof = "\(DrillText.share(plan.minimum)) for \(DrillText.span(plan.maxAge))"
        caps =
            "\(plan.caps.userFailures) user failure\(plan.caps.userFailures == 1 ? "" : "s")"
            + (plan.caps.spend.map { ", \(BudgetText.amount($0))" } ?? "")
    }

    /// For people: one line.
    var line: String {
        let record = mayRecord ? "; prompts may be recorded" : ""
        guard !levels.isEmpty else { return "rehearses: nothing" + record }
        // Caps and proofs mean nothing where only probes run.
        let isMore = levels.contains { !$0.hasPrefix("probe") }
        return "rehearses: \(levels.joined(separator: "; "))" + (isMore ? "; proven at \(proof); caps: \(caps)" : "")
            + record
    }
}
