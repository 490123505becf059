import PlanBPolicy

/// Looks for a scenario that goes wrong with a rule switched off, and well with all rules in force.
struct MutationHunt {
    /// So many scenarios have to be enough.
    static let limit = 10_000

    /// How a rule was missed.
    struct Finding {
        /// The number of scenarios it took.
        var scenarios: Int
        var seed: UInt64
        var offence: Offence
    }

    /// The first scenario from `firstSeed` on that shows that `mutation` is one; nil if none of `limit` does.
    static func find(
        _ mutation: Mutation, firstSeed: UInt64, maker: (UInt64) -> Scenario = ScenarioMaker.scenario
    ) -> Finding? {
        let mutant = Player(rules: mutation.rules)
        let standard = Player()
        for number in 0..<limit {
            let seed = firstSeed + UInt64(number)
            let scenario = maker(seed)
            let run = mutant.play(scenario)
            var offence = run.offences.first
            if offence == nil, number % 8 == 0 { offence = mutant.repeatedOffence(run) }
            guard let offence, standard.play(scenario).offences.isEmpty else { continue }
            return Finding(scenarios: number + 1, seed: seed, offence: offence)
        }
        return nil
    }

    /// Hunts for all rules. Returns the report, and whether each was missed.
    static func report(firstSeed: UInt64) -> (text: String, isGood: Bool) {
        var lines = ["rule                      found after   by    seed"]
        var isGood = true
        let all =
            Mutation.all.map { ($0, ScenarioMaker.scenario) }
            + Mutation.ofAdmission.map { ($0, RampScenario.short) }
            + Mutation.ofDrills.map { ($0, DrillScenarioMaker.scenario) }
        for (mutation, maker) in all {
            let name = mutation.name + String(repeating: " ", count: max(1, 26 - mutation.name.count))
            guard let finding = find(mutation, firstSeed: firstSeed, maker: maker) else {
                isGood = false
                lines.append("\(name)NOT FOUND in \(limit) scenarios")
                continue
            }
            let count = String(finding.scenarios)
            lines.append(
                name + String(repeating: " ", count: max(0, 11 - count.count)) + count
                    + "   \(finding.offence.invariant.rawValue)"
                    + String(repeating: " ", count: 4 - finding.offence.invariant.rawValue.count)
                    + "  \(finding.seed): \(finding.offence.message)")
        }
        return (lines.joined(separator: "\n"), isGood)
    }
}
