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
    private var credentials: CredentialBuilder
    /// Where each reference stands, to report the ones that cannot be resolved.
    var uses: [CredentialBuilder.Use] { credentials.uses }

    init(
        context: LoadContext, mode: Snapshot.Mode, network: NetworkChoice, catalog: ModelCatalog,
        facts: TargetFactsBuilder
    ) {
        self.catalog = catalog
        self.facts = facts
        self.context = context
        self.mode = mode
        self.network = network
        credentials = CredentialBuilder(context: context)
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
        guard let named = tree["provider"]?.text.flatMap(Catalog.provider(named:)) else { return nil }
        let provider = Catalog.provider(named, serving: tree["model"]?.text)
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
        let credential = credentials.credential(tree, provider: provider, origin: origin, entry: entry)
        let known = facts.facts(entry, provider: provider, vendor: vendor, url: url)
        facts.warnOfEnd(known, entry)
        facts.warnOfUnknown(known, entry, provider: provider)
        let model = (tree["model"] ?? tree["deployment"])?.text
        let target = UpstreamTarget(
            id: id, name: entry.key, provider: provider, origin: origin, basePath: url.path, query: endpoint.query,
            model: model, credential: credential, headers: headers, contract: known.contract, vendor: vendor,
            region: region(tree, provider),
            account: tree["account"]?.text ?? tree["project"]?.text ?? tree["resource"]?.text?.lowercased(),
            lineage: lineage(tree["lineage"]?.text, model: model, known), launch: launch(tree["launch"]),
            isDemo: tree["demo"]?.flag ?? false, statedContract: known.stated,
            thinking: (known.offer?.model ?? model).map(ModelNames.thinking), price: known.price,
            priceVersion: known.priceVersion, quota: quota(tree, credential),
            forwardsTrace: tree["trace"]?.text == "forward")
        return TargetDraft(target: target, place: entry.place, account: account(tree, target), facts: known)
    }

    /// What the account may be sent of this model.
    private func quota(_ tree: Tree, _ credential: UpstreamTarget.Credential) -> RateLimits {
        guard let quota = tree["quota"] else { return .none }
        if case .client = credential {
            context.findings.error(
                quota.place,
                "with api_key: client each caller has an account of its own, so that there is no one quota",
                hint: "leave quota out; limits of keys and of the route say what callers may do")
            return .none
        }
        return AllotmentBuilder.allotment(limits: quota, budget: nil).limits
    }

    /// Where the model runs, for fences. That is not always where it is called: a location of Vertex AI may be everywhere,
    /// and a profile of Bedrock is served by several regions.
    private func region(_ tree: Tree, _ provider: Provider) -> String? {
        let named = tree["region"]?.text ?? tree["location"]?.text.flatMap { $0 == "global" ? nil : $0 }
        guard provider.base == .awsRegion, let model = tree["model"], let name = model.text,
            let reach = AWSRegion.reach(ofModel: name)
        else { return named }
        if reach.jurisdiction == nil {
            context.findings.warning(
                model.place,
                "\(Echo.quoted(reach.prefix)) may be served anywhere, so that the target is inside no fence of regions",
                hint: "take a profile of one jurisdiction (eu., us., jp., au.) if that matters")
        }
        return reach.jurisdiction
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

    private func account(_ tree: Tree, _ target: UpstreamTarget) -> TargetDraft.Account {
        if let label = tree["account"]?.text { return .label(label) }
        if let project = tree["project"]?.text { return .label(project) }
        if let resource = tree["resource"]?.text { return .azureResource(resource.lowercased()) }
        switch target.credential {
        case .none: return .server(target.origin)
        case .client: return .caller(vendor: target.vendor)
        case .cloud(let credential): return .identity(vendor: target.vendor, credential.key.identity)
        case .signed(let keys, _):
            guard let id = keys.current()?.accessKeyID else { return .label(target.name) }
            return .credential(vendor: target.vendor, Secret(id))
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
