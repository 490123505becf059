import Foundation
import PlanBPolicy

/// Says which routes can never show that their backup works.
struct RehearsalRules {
    let findings: Findings
    let routes: [RouteDraft]

    /// What every such warning says.
    static let phrase = "will never count as proven"

    /// Warned: a route with a backup that nothing can prove.
    func warnOfUnprovable() {
        for draft in routes where draft.targets.count > 1 {
            let plan = draft.route.rehearsal
            guard plan.shadow == nil, plan.live == nil else { continue }
            let needed = Self.samples(for: plan.minimum)
            let prompts = plan.golden.map(Self.distinct) ?? 0
            guard prompts < needed else {
                warnOfAge(draft)
                continue
            }
            let why =
                switch plan.golden {
                case let set?:
                    "\(set.file) has \(prompts) different prompt\(prompts == 1 ? "" : "s"), and a proof of "
                        + "\(DrillText.share(plan.minimum)) takes \(needed)"
                case nil where plan.levels.isEmpty: "nothing is rehearsed"
                case nil where plan.levels == [.probe]: "only probes are made, and these say nothing of answers"
                case nil: "nothing that is rehearsed brings enough samples"
                }
            findings.warning(
                draft.own["rehearse"]?.place ?? draft.place,
                "the backup of \(Echo.quoted(draft.route.pattern.text)) \(Self.phrase): \(why)",
                hint: "write rehearse: {golden: FILE} with \(needed) prompts or more, or {shadow: auto} and a fence")
        }
    }

    /// Warned: a proof that is stale for most of the time.
    private func warnOfAge(_ draft: RouteDraft) {
        let plan = draft.route.rehearsal
        guard plan.goldenEvery > plan.maxAge else { return }
        findings.warning(
            draft.own["rehearse"]?.place ?? draft.place,
            "the proof of \(Echo.quoted(draft.route.pattern.text)) counts for \(DrillText.span(plan.maxAge)), and is "
                + "renewed every \(DrillText.span(plan.goldenEvery)) only",
            hint: "make \"max_age\" longer, or \"every\" of golden shorter")
    }

    /// The fewest samples, all of them good, whose one-sided 95 % lower bound reaches `minimum`.
    static func samples(for minimum: Double) -> Int {
        guard minimum > 0, minimum < 1 else { return RehearsalPlan.leastSamples }
        let count = (log(0.05) / log(minimum)).rounded(.up)
        return max(RehearsalPlan.leastSamples, count < 1_000_000 ? Int(count) : 1_000_000)
    }

    private static func distinct(_ set: GoldenSet) -> Int { Set(set.prompts.map(\.body)).count }
}
