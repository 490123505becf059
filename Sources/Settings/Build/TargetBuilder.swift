import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// Reads the targets.
struct TargetBuilder {
    let context: LoadContext
    let mode: Snapshot.Mode
    let network: NetworkChoice
    let catalog: ModelCatalog
    let facts: TargetFactsBuilder
    /// Where each reference stands first, to report the ones that cannot be resolved.
    private(set) var uses: [(reference: SecretReference, place: Place, target: String)] = []

    init(
        context: LoadContext, mode: Snapshot.Mode, network: NetworkChoice, catalog: ModelCatalog,
        facts: TargetFactsBuilder
    ) {
        self.catalog = catalog
        self.facts = facts
        self.context = context
        self.mode = mode
        self.network = network
    }

    /// The targets that could be read, in order; what is wrong with the others is recorded.
    mutating func build(_ entries: [Tree.Entry]) -> [TargetDraft] {
        var drafts: [TargetDraft] = []
        for entry in entries {
            if let draft = draft(entry, id: TargetID(drafts.count)) { drafts.append(draft) }
        }
        return drafts
    }

    private mutating func draft(_ entry: Tree.Entry, id: TargetID) -> TargetDraft? {
        let tree = entry.value
        guard let provider = tree["provider"]?.text.flatMap(Catalog.provider(named:)) else { return nil }
        let endpoint = EndpointBuilder(findings: context.findings).endpoint(
            tree, provider: provider, place: entry.place)
        let networks = NetworkBuilder(context: context)
        let own = networks.choice(tree["network"], over: network)
        let headers = HeaderBuilder(findings: context.findings).headers(tree["headers"])
        checkDemo(tree)
        guard let endpoint else { return nil }
        let url = endpoint.url
        let isOwn =
            HostName.isLoopback(url.host) || IPAddress(url.host)?.isPrivate == true || HostName.isInternal(url.host)
        let vendor = tree["vendor"]?.text ?? (provider.vendor != "self" || isOwn ? provider.vendor : url.host)
        let origin = Origin(
            host: url.host, port: url.port, isTLS: url.isTLS, network: networks.settings(own, for: url),
            allowsPrivate: allowsPrivate(tree, url.host))
        let credential = credential(tree, provider: provider, url: url, entry: entry)
        let known = facts.facts(entry, provider: provider, vendor: vendor, url: url)
        facts.warnOfEnd(known, entry)
        facts.warnOfUnknown(known, entry, provider: provider)
        let model = (tree["model"] ?? tree["deployment"])?.text
        let target = UpstreamTarget(
            id: id, name: entry.key, provider: provider, origin: origin, basePath: url.path, query: endpoint.query,
            model: model, credential: credential, headers: headers,
            contract: known.contract, vendor: vendor,
            region: tree["region"]?.text, account: tree["account"]?.text ?? tree["resource"]?.text?.lowercased(),
            lineage: lineage(tree["lineage"]?.text, model: model, known), launch: launch(tree["launch"]),
            isDemo: tree["demo"]?.flag ?? false,
            statedContract: known.stated, thinking: (known.offer?.model ?? model).map(ModelNames.thinking),
            price: known.price, priceVersion: known.priceVersion)
        return TargetDraft(target: target, place: entry.place, account: account(tree, target), facts: known)
    }

    /// Writing an address, or `localhost`, is the permission; a name may be made to resolve to anything.
    private func allowsPrivate(_ tree: Tree, _ host: String) -> Bool {
        if IPAddress(host) != nil || HostName.isLocalhost(host) { return true }
        if tree["allow_private"] == nil, HostName.isInternal(host), let place = tree["url"]?.place {
            context.findings.warning(
                place, "\(Echo.quoted(host)) looks like a name of an inner network, and private addresses are refused",
                hint: "add allow_private: true if it resolves to one")
        }
        return tree["allow_private"]?.flag ?? false
    }

    private func checkDemo(_ tree: Tree) {
        guard let entry = tree.entry("demo"), entry.value.flag == true, mode != .demo else { return }
        context.findings.error(
            entry.place, "a target with demo: true is only for demo mode",
            hint: "remove it, or write mode: demo at the top")
    }

    private mutating func credential(
        _ tree: Tree, provider: Provider, url: EndpointURL, entry: Tree.Entry
    ) -> UpstreamTarget.Credential {
        guard let node = tree["api_key"] else {
            if provider.vendor != "self", tree["url"] == nil, tree["credentials"] == nil {
                context.findings.error(
                    entry.place, "a target of \(provider.name) needs \"api_key\"",
                    hint: "write api_key: env:NAME, file:PATH or credential:NAME")
            }
            return .none
        }
        guard let text = node.text.flatMap({ try? SecretText.parse($0) }) else { return .none }
        if !url.isTLS, !HostName.isLoopback(url.host) {
            context.findings.warning(
                node.place, "the api_key crosses the network in the clear: the target's URL is plain http",
                hint: "use https, or a network that nobody else can read")
        }
        guard let location = location(text) else { return .client }
        let reference = context.shelf.reference(location)
        uses.append((reference, node.place, entry.key))
        return .configured(reference)
    }

    private func location(_ text: SecretText) -> SecretReference.Location? {
        switch text {
        case .file(let path): return .file(context.absolute(path))
        case .environment(let name): return .environment(name)
        case .credential(let name):
            let folder = context.environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
            return .credential(name: name, path: folder.map { $0 + "/" + name })
        case .client: return nil
        }
    }

    private func account(_ tree: Tree, _ target: UpstreamTarget) -> TargetDraft.Account {
        if let label = tree["account"]?.text { return .label(label) }
        if let resource = tree["resource"]?.text { return .azureResource(resource.lowercased()) }
        switch target.credential {
        case .none: return .server(target.origin)
        case .client: return .caller(vendor: target.vendor)
        case .configured(let source):
            if let secret = source.current() { return .credential(vendor: target.vendor, secret) }
            guard let reference = source as? SecretReference else { return .server(target.origin) }
            return .reference(vendor: target.vendor, reference.location)
        }
    }

    /// A label that is the name of a model stands for that model's lineage. Without one, the catalog knows the model, or
    /// the name is a vendor's: the same model at two vendors is withdrawn from both.
    private func lineage(_ label: String?, model: String?, _ facts: TargetFacts) -> String? {
        if let label { return catalog.lineage(ofModel: label) ?? ModelNames.vendor(of: label) ?? label }
        return facts.offer?.lineage ?? model.flatMap { catalog.lineage(ofModel: $0) ?? ModelNames.vendor(of: $0) }
    }

    private func launch(_ tree: Tree?) -> UpstreamTarget.Launch? {
        guard let tree, var command = tree["command"]?.items?.compactMap(\.text), let program = command.first,
            let port = tree["port"]?.integer
        else { return nil }
        // A bare name is looked up in PATH.
        if program.contains("/") {
            command[0] = context.absolute(program)
            if FileStatus(at: command[0])?.isRegular != true, let place = tree["command"]?.place {
                context.findings.warning(place, "there is no program \(Echo.quoted(command[0]))")
            }
        }
        let environment = (tree["environment"]?.entries ?? []).compactMap { entry in
            entry.value.text.map { (entry.key, $0) }
        }
        return UpstreamTarget.Launch(
            command: command, port: port, environment: Dictionary(environment, uniquingKeysWith: { $1 }),
            folder: context.folder)
    }
}
