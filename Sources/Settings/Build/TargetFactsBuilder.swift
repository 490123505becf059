import PlanBProviders
import PlanBVocabulary

/// Gathers what is known of a target's model: the configuration over probes, over the catalog, over the dialect.
struct TargetFactsBuilder {
    let context: LoadContext
    let catalog: ModelCatalog
    let probes: ProbedContracts

    /// What is known of the target whose mapping is `entry`.
    func facts(_ entry: Tree.Entry, provider: Provider, vendor: String, url: EndpointURL) -> TargetFacts {
        let tree = entry.value
        var facts = TargetFacts()
        facts[.dialect] = provider.contract
        facts.offer = offer(tree, provider: provider)
        facts[.catalog] = facts.offer?.contract ?? Contract()
        let model = (tree["model"] ?? tree["deployment"])?.text
        if let probed = probes.contract(of: entry.key, provider: provider.name, model: model, url: url) {
            facts[.probe] = probed.contract
            facts.probed = probed.day
        }
        facts[.configuration] = configured(tree["contract"], provider: provider)
        let prices = PriceBuilder(findings: context.findings)
        let known = vendor == provider.vendor ? facts.offer?.price : nil
        (facts.price, facts.priceVersion) = prices.price(
            tree.entry("price"), known: known, version: facts.offer?.version ?? "", isOwn: vendor == "self")
        return facts
    }

    /// A deployment of Azure is called as its owner likes: what it runs is what its lineage says, if that names a model, or
    /// else its own name.
    private func offer(_ tree: Tree, provider: Provider) -> ModelOffer? {
        let names = [provider.base == .azureResource ? tree["lineage"] : nil, tree["model"] ?? tree["deployment"]]
        for name in names.compactMap({ $0?.text }) {
            if let offer = catalog.offer(provider: provider.name, id: name) { return offer }
        }
        return nil
    }

    private func configured(_ tree: Tree?, provider: Provider) -> Contract {
        if provider.contract.lacks(.prefill), let entry = tree?.entry("prefill"), entry.value.flag == true {
            context.findings.warning(
                entry.place,
                "\(provider.name) does not continue a given beginning: it begins a new answer, and the client "
                    + "would get the halves of two", hint: "leave out prefill: true")
        }
        return ContractText.contract(tree)
    }

    /// Warned of: a model that is gone, or will be within a month.
    func warnOfEnd(_ facts: TargetFacts, _ entry: Tree.Entry) {
        guard let offer = facts.offer, let ends = offer.ends, ends <= context.days.inAMonth else { return }
        let place = (entry.value["model"] ?? entry.value["deployment"])?.place ?? entry.place
        let what = "the model \(Echo.quoted(offer.model)) of the target \(entry.key)"
        let when = ends <= context.days.today ? "ended on \(ends)" : "ends on \(ends)"
        context.findings.warning(
            place, "\(what) \(when), says the catalog of \(offer.version)", hint: "move to its successor")
    }

    /// Warned of: a name that a provider whose models are listed is not known to have.
    func warnOfUnknown(_ facts: TargetFacts, _ entry: Tree.Entry, provider: Provider) {
        guard let model = entry.value["model"], let name = model.text, facts.isUnverified,
            provider.base != .configured, entry.value["url"] == nil, catalog.covers(provider: provider.name)
        else { return }
        context.findings.warning(
            model.place,
            "the catalog does not know the model \(Echo.quoted(name)) of \(provider.name): its contract is unverified"
                + (facts.price == nil ? ", and it has no price" : ""),
            hint: "check the name, or write contract: and price:")
    }
}
