import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// A route that was read, with what is only needed to judge it and to report it.
struct RouteDraft {
    var route: Route
    /// Where its pattern stands.
    var place: Place
    /// The fields that stand in the route itself.
    var own: Tree
    /// All of them, in the order of the configuration.
    var targets: [TargetDraft]
    /// Those that a request may be sent to first: one target, or the members of a group.
    var primaries: [TargetDraft]
    var fence: Fence

    /// Whether a target is known to continue a given beginning.
    var continues: Bool { targets.contains { $0.target.contract.capabilities[.prefill] == true } }

    /// Whether two targets have the same model, as far as their names tell.
    var hasTwins: Bool {
        targets.indices.contains { index in targets[..<index].contains { areTwins($0, targets[index]) } }
    }

    /// The targets after the first that have the model of every target a request may be sent to first, as far as is known for
    /// sure: a deployment that may be anything is not among them.
    var knownTwins: [TargetDraft] {
        targets.dropFirst().filter { target in
            primaries.allSatisfy { $0.target.id == target.target.id || haveOneModel($0, target) }
        }
    }

    private func haveOneModel(_ left: TargetDraft, _ right: TargetDraft) -> Bool {
        if let one = left.facts.offer?.model, let other = right.facts.offer?.model { return one == other }
        let one = [left.target.model, left.facts.offer?.model].compactMap { $0.map(Self.modelName) }
        let other = [right.target.model, right.facts.offer?.model].compactMap { $0.map(Self.modelName) }
        // Without a model of its own a target is sent the name that the client asks for.
        if one.isEmpty, other.isEmpty { return left.target.vendor == right.target.vendor }
        if one.isEmpty || other.isEmpty {
            return !route.pattern.isGlob && (one + other).contains(Self.modelName(route.pattern.text))
        }
        return !Set(one).isDisjoint(with: other)
    }

    private func areTwins(_ left: TargetDraft, _ right: TargetDraft) -> Bool {
        switch (left.target.model, right.target.model) {
        case (nil, nil): return true
        case (nil, let model?), (let model?, nil):
            if route.pattern.matches(model) || route.pattern.matches(Self.modelName(model)) { return true }
        case (let one?, let other?):
            if Self.modelName(one) == Self.modelName(other) { return true }
        }
        // A deployment of Azure may be called anything: its name tells nothing, and its lineage only the family.
        guard [left, right].contains(where: { $0.target.provider.base == .azureResource }) else { return false }
        guard let one = left.lineage, let other = right.lineage else { return true }
        return one == other
    }

    /// The name without the folders that aggregators and hubs put before it: `openai/gpt-4.1`.
    private static func modelName(_ model: String) -> String {
        (model.split(separator: "/").last.map(String.init) ?? model).lowercased()
    }
}
