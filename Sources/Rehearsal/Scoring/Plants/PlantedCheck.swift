public import PlanBEngine
import PlanBPolicy
public import PlanBStatistics

/// Feeds the scoring with bad backups, made of the very answers of a drill, and sees that it rejects them.
public enum PlantedCheck {
    /// A good answer of the drill, with what it was judged by.
    public struct Material: Sendable {
        /// What was asked.
        public var asked: AskedFor
        /// The backup's answer.
        public var answer: DrilledAnswer
        /// The primary's; nil: there is none.
        public var reference: DrilledAnswer?

        /// Material.
        public init(asked: AskedFor, answer: DrilledAnswer, reference: DrilledAnswer? = nil) {
            self.asked = asked
            self.answer = answer
            self.reference = reference
        }
    }

    /// The most material that is used: more adds nothing but memory.
    public static let mostMaterial = 100
    /// After so many samples a plant that is not rejected counts as missed.
    public static let mostSamples = 500

    /// What the scoring makes of each plant that can be made of the material.
    ///
    /// Each plant is a drill of its own: answers of the material in turn, some of them made bad, as many as it takes to a
    /// verdict. Answers come up more than once, so this says that the scoring works, and nothing about the backup. Material
    /// that is not conformant is left out, so that a plant is not found for the wrong reason; a plant that nothing can be
    /// made of (no schema, no tools) is left out, not passed.
    /// - Parameters:
    ///   - material: answers of the drill, a few dozen of each kind.
    ///   - equalArguments: as in the drill.
    ///   - design: as in the drill.
    ///   - chance: decides which answers are made bad, and how.
    public static func run(
        _ material: [Material], equalArguments: Bool = false, design: SPRTDesign = .drill,
        using chance: inout some RandomNumberGenerator
    ) -> [PlantResult] {
        let sound = material.prefix(4 * mostMaterial).map { item in
            (
                item: item,
                gates: Conformance.gates(
                    item.asked, item.answer, reference: item.reference, equalArguments: equalArguments)
            )
        }.filter { Conformance.failures($0.gates).isEmpty }.prefix(mostMaterial)
        var results: [PlantResult] = []
        for plant in Plant.allCases {
            let usable = sound.filter { item, gates in
                plant.applies(to: item.answer, item.asked) && isWatched(plant, gates, item.reference)
            }.map(\.item)
            guard !usable.isEmpty, let pace = pace(of: usable, plant) else { continue }
            results.append(run(plant, usable, equalArguments, DrillVerdict(design, pace: pace.rule), &chance))
        }
        return results
    }

    /// Whether what the plant breaks is looked at in this answer.
    private static func isWatched(_ plant: Plant, _ gates: [Gate: GateResult], _ reference: DrilledAnswer?) -> Bool {
        switch plant {
        case .schemaBreak: gates[.schema] == .pass
        case .toolDrift: gates[.tools] == .pass
        case .slow: reference != nil
        case .wrongKey, .retiredModel, .truncation, .gibberish: true
        }
    }

    /// How long the answers of the material take is what they should take. Outer nil: nobody would notice that it is slow.
    private static func pace(of material: [Material], _ plant: Plant) -> (rule: PaceRule?, Void)? {
        guard plant == .slow else { return (nil, ()) }
        let pairs = material.map { item in
            Sample(
                key: "", gates: [:], backup: Sample.Measures(item.answer),
                primary: item.reference.map(Sample.Measures.init))
        }
        // The material is few, and cycled through, so that 20 of it need not be there.
        guard let rule = PaceRule.learned(from: Array(repeating: pairs, count: 20).joined()) else { return nil }
        let isNoticed = pairs.count { ($0.backup.duration ?? 0) * 3 >= rule.floor } * 2 > pairs.count
        return isNoticed ? (rule, ()) : nil
    }

    private static func run(
        _ plant: Plant, _ material: [Material], _ equalArguments: Bool, _ verdict: DrillVerdict,
        _ chance: inout some RandomNumberGenerator
    ) -> PlantResult {
        var verdict = verdict
        while verdict.verdict == .undecided, verdict.samples < mostSamples {
            let item = material[chance.below(material.count)]
            let isBad = chance.unit() < plant.share
            let answer = isBad ? plant.corrupt(item.answer, item.asked, using: &chance) : item.answer
            let gates = Conformance.gates(
                item.asked, answer, reference: item.reference, equalArguments: equalArguments)
            verdict.note(
                Sample(
                    key: "\(verdict.samples)", gates: gates, backup: Sample.Measures(answer),
                    primary: item.reference.map(Sample.Measures.init)))
        }
        return PlantResult(
            plant: plant.rawValue, isRejected: verdict.verdict == .bad, samples: verdict.samples)
    }
}
