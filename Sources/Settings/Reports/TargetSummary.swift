import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// What is known of a target's model, for people and scripts: the contract the planner goes by, and who says so.
public struct TargetSummary: Sendable, Encodable {
    /// One part of a contract.
    public struct Fact: Sendable, Encodable {
        /// `tools`, `context` and so on.
        public let name: String
        /// Whether it can; nil for a number.
        public let can: Bool?
        /// How much; nil for an ability.
        public let limit: Int?
        /// `configuration`, `probe`, `catalog` or `dialect`.
        public let from: String
    }

    /// Its name.
    public let target: String
    /// The word after `provider:`.
    public let provider: String
    /// The model it is asked for; nil: whatever the client asks for.
    public let model: String?
    /// The model's name in the catalog, if it is there.
    public let known: String?
    /// The version of the catalog that has it.
    public let catalog: String?
    /// Nobody but the dialect says anything of it.
    public let unverified: Bool
    /// What fails or is withdrawn together with it.
    public let lineage: String?
    /// The day on which the provider ends the model.
    public let ends: String?
    /// The day it was probed.
    public let probed: String?
    /// The probe is older than a month.
    public let stale: Bool
    /// The contract.
    public let facts: [Fact]
    /// What its tokens cost; nil if that is not known.
    public let price: PriceSummary?
    /// What its account may be sent of this model; nil: the configuration does not say.
    public let quota: KeyList.Limits?

    init(_ draft: TargetDraft, days: Days) {
        let facts = draft.facts
        target = draft.target.name
        provider = draft.target.provider.name
        model = draft.target.model
        known = facts.offer?.model
        catalog = facts.offer?.version
        unverified = facts.isUnverified
        lineage = draft.lineage
        ends = facts.offer?.ends
        probed = facts.probed
        stale = facts.probed.map { $0 < days.aMonthAgo } ?? false
        self.facts = Self.facts(facts)
        price = facts.price.map { PriceSummary($0, from: facts.priceVersion) }
        quota = KeyList.Limits(draft.target.quota)
    }

    private static func facts(_ known: TargetFacts) -> [Fact] {
        func limit(_ name: String, _ part: (Contract) -> Int?) -> Fact? {
            guard let source = known.source(of: part) else { return nil }
            return Fact(name: name, can: nil, limit: part(known[source]), from: source.word)
        }
        let limits = [limit("context", \.context), limit("output", \.output), limit("body", \.body)]
        let abilities = Capability.allCases.map { capability -> Fact? in
            guard let source = known.source(of: { $0.capabilities[capability] }) else { return nil }
            return Fact(
                name: capability.rawValue, can: known[source].capabilities[capability], limit: nil, from: source.word)
        }
        return (limits + abilities).compactMap { $0 }
    }

    /// For people.
    var lines: [String] {
        var lines = [headline]
        for source in TargetFacts.Source.allCases.reversed() {
            let said = facts.filter { $0.from == source.word }
            let can = said.filter { $0.can == true }.map(\.name)
            let cannot = said.filter { $0.can == false }.map(\.name)
            var parts = said.compactMap { fact in fact.limit.map { "\(fact.name) \($0)" } }
            if !can.isEmpty { parts.append("can " + can.joined(separator: ", ")) }
            if !cannot.isEmpty { parts.append("cannot " + cannot.joined(separator: ", ")) }
            if !parts.isEmpty { lines.append("  \(label(source)): \(parts.joined(separator: "; "))") }
        }
        if let quota { lines.append("  quota: \(quota.text)") }
        lines.append("  price: " + (price?.text ?? "not known: answers are served and marked unpriced"))
        return lines
    }

    private var headline: String {
        var words = [target + ": " + (model ?? "the name asked for")]
        if let known, let catalog {
            words.append((known == model ? "" : known + " ") + "of the catalog of \(catalog)")
        } else if model == nil {
            words.append("the contract of the model that is asked for")
        } else if unverified {
            words.append("unverified: the catalog does not know it")
        }
        if let lineage { words.append("lineage \(lineage)") }
        if let ends { words.append("ends \(ends)") }
        if stale { words.append("probed more than a month ago") }
        return words.joined(separator: ", ")
    }

    private func label(_ source: TargetFacts.Source) -> String {
        source == .probe ? "probe of \(probed ?? "?")" : source.word
    }
}
