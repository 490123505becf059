import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// A key that was read, with its positions.
struct KeyDraft {
    var key: VirtualKey
    var place: Place
    var hashPlace: Place
}

/// Reads `keys.yaml`.
struct KeyBuilder {
    let findings: Findings

    /// The keys that could be read, in order.
    func build(_ tree: Tree) -> [KeyDraft] {
        GrammarCheck(findings: findings).check(tree, Grammar.keys, name: "keys")
        var drafts: [KeyDraft] = []
        for item in tree.items ?? [] {
            guard let draft = draft(item) else { continue }
            if let first = drafts.first(where: { $0.key.id == draft.key.id }) {
                findings.error(
                    draft.place,
                    "the key \(draft.key.id) is given twice; the other is on \(first.place.named(from: draft.place))")
            } else {
                drafts.append(draft)
            }
        }
        return drafts
    }

    private func draft(_ item: Tree) -> KeyDraft? {
        guard let id = item["id"]?.text, let hash = item["hash"], let mac = hash.text.flatMap(KeyHash.parse),
            let name = item["name"]?.text
        else { return nil }
        let texts = { (key: String) -> [String] in (item[key]?.items ?? []).compactMap(\.text) }
        var key = VirtualKey(
            id: id, mac: mac, former: former(item["former"]), name: name, team: item["team"]?.text,
            tags: texts("tags"),
            routes: texts("routes").map(ModelPattern.init), vendors: texts("vendors"),
            expires: item["expires"]?.text.flatMap { try? TimestampText.parse($0) },
            allotment: AllotmentBuilder.allotment(limits: item["limits"], budget: item["budget"]))
        if item["priority"]?.text == "low" { key.priority = .batch }
        key.rehearsal = item["rehearse"]?.text.flatMap(RehearsalConsent.init(rawValue:)) ?? key.rehearsal
        key.mayRecord = item["record"]?.text == "allow"
        return KeyDraft(key: key, place: item.place, hashPlace: hash.place)
    }

    private func former(_ item: Tree?) -> VirtualKey.Former? {
        guard let mac = item?["hash"]?.text.flatMap(KeyHash.parse),
            let until = item?["until"]?.text.flatMap({ try? TimestampText.parse($0) })
        else { return nil }
        return VirtualKey.Former(mac: mac, until: until)
    }
}
