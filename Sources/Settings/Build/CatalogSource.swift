import PlanBProviders
import PlanBVocabulary

/// Puts the catalog together that `catalog:` asks for.
struct CatalogSource {
    let context: LoadContext

    /// The built-in catalog and the files in their order; the built-in one alone if nothing is said.
    func catalog(_ tree: Tree?) -> ModelCatalog {
        guard let items = tree?.items else { return .builtIn }
        var catalog = ModelCatalog()
        for (index, item) in items.enumerated() {
            guard let text = item.text else { continue }
            if text == "builtin" {
                if index == 0 {
                    catalog = .builtIn
                } else {
                    for offer in ModelCatalog.builtIn.offers { catalog.add(offer) }
                }
            } else if text.hasPrefix("file:") {
                for offer in read(String(text.dropFirst(5)), item.place) { catalog.add(offer) }
            }
        }
        return catalog
    }

    private func read(_ name: String, _ place: Place) -> [ModelOffer] {
        let path = context.absolute(name)
        guard let tree = context.readTree(path, shown: FilePath.shown(name, besides: context.file), place: place) else {
            return []
        }
        GrammarCheck(findings: context.findings).checkDocument(tree, Grammar.catalog)
        let version = tree["version"]?.text ?? ""
        var seen: [String: Place] = [:]
        return (tree["models"]?.entries ?? []).flatMap { entry in
            (entry.value["offers"]?.items ?? []).compactMap { offer in
                self.offer(offer, of: entry, version: version, &seen)
            }
        }
    }

    private func offer(
        _ tree: Tree, of model: Tree.Entry, version: String, _ seen: inout [String: Place]
    ) -> ModelOffer? {
        guard let provider = tree["provider"]?.text, let lineage = model.value["lineage"]?.text,
            let ids = tree["ids"]?.items
        else { return nil }
        for id in ids {
            guard let text = id.text else { continue }
            if let first = seen.updateValue(id.place, forKey: provider + "\n" + text) {
                context.findings.error(
                    id.place,
                    "\(Echo.quoted(text)) of \(provider) is given twice; the other is on \(first.named(from: id.place))"
                )
            }
        }
        return ModelOffer(
            model: model.key, lineage: lineage, provider: provider, ids: ids.compactMap(\.text),
            contract: contract(tree), price: price(tree["price"]), dimensions: tree["dimensions"]?.integer,
            ends: tree["ends"]?.text, version: version)
    }

    private func contract(_ tree: Tree) -> Contract {
        var contract = Contract(
            context: tree["context"]?.integer, body: tree["body"]?.integer, output: tree["output"]?.integer)
        for (key, flag) in [("can", true), ("cannot", false)] {
            for item in tree[key]?.items ?? [] {
                guard let capability = item.text.flatMap(Capability.init(rawValue:)) else { continue }
                if contract.capabilities[capability] == true, !flag {
                    context.findings.error(item.place, "\(capability.rawValue) stands in \"can\" as well")
                }
                contract.capabilities[capability] = flag
            }
        }
        return contract
    }

    private func price(_ tree: Tree?) -> Price? {
        guard let tree, let rates = rates(tree) else { return nil }
        guard let above = tree["above"], let tokens = above["tokens"]?.integer, let long = self.rates(above) else {
            return Price(rates)
        }
        return Price(rates, long: (tokens, long))
    }

    private func rates(_ tree: Tree) -> Price.Rates? {
        func amount(_ key: String) -> Int? {
            tree[key]?.text.flatMap { try? MoneyText.picodollars($0) }.map { $0 / 1_000_000 }
        }
        guard let input = amount("input"), let output = amount("output") else { return nil }
        return Price.Rates(input: input, cached: amount("cached"), written: amount("written"), output: output)
    }
}
