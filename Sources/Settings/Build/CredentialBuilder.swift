import PlanBEngine
import PlanBProviders
import PlanBVocabulary

/// Reads what opens a target: a key, keys to sign with, or the gateway's own identity in the provider's cloud.
struct CredentialBuilder {
    /// Where a reference to a secret stands, and for which target.
    typealias Use = (reference: SecretReference, place: Place, target: String)

    let context: LoadContext
    private(set) var uses: [Use] = []

    init(context: LoadContext) { self.context = context }

    private static let ways = ["api_key", "access_key_id", "credentials"]

    mutating func credential(
        _ tree: Tree, provider: Provider, origin: Origin, entry: Tree.Entry
    ) -> UpstreamTarget.Credential {
        guard isBelonging(tree, provider) else { return .none }
        let given = Self.ways.compactMap { tree.entry($0) }
        guard given.count <= 1 else {
            context.findings.error(
                given[1].place, "\"\(given[0].key)\" and \"\(given[1].key)\" exclude each other",
                hint: "leave one of them out")
            return .none
        }
        guard let way = given.first else {
            checkNeeded(tree, provider, entry)
            return .none
        }
        if !origin.isTLS, !HostName.isLoopback(origin.host) {
            context.findings.warning(
                way.value.place,
                "the \(way.key) crosses the network in the clear: the target's URL is plain http",
                hint: "use https, or a network that nobody else can read")
        }
        switch way.key {
        case "access_key_id": return signed(tree, entry)
        case "credentials": return cloud(tree, provider, origin)
        default: return key(way.value, entry)
        }
    }

    /// Without a key a vendor answers nobody; a URL of one's own may lead to something that does.
    private func checkNeeded(_ tree: Tree, _ provider: Provider, _ entry: Tree.Entry) {
        for key in ["secret_access_key", "session_token"] {
            guard let part = tree.entry(key) else { continue }
            return context.findings.error(part.place, "\"\(key)\" needs \"access_key_id\" beside it")
        }
        guard provider.vendor != "self", tree["url"] == nil else { return }
        let isCloud = provider.cloud != nil
        context.findings.error(
            entry.place,
            "a target of \(provider.name) needs \"api_key\"" + (isCloud ? " or \"credentials: auto\"" : ""),
            hint: "write api_key: env:NAME, file:PATH or credential:NAME")
    }

    /// Keys that mean something for some providers only are refused elsewhere, instead of being ignored.
    private func isBelonging(_ tree: Tree, _ provider: Provider) -> Bool {
        if let entry = tree.entry("credentials"), provider.cloud == nil {
            let names = Catalog.providers.filter { $0.cloud != nil }.map(\.name)
            context.findings.error(
                entry.place, "\"credentials\" is only for the providers of clouds: \(names.joined(separator: ", "))",
                hint: "write api_key")
            return false
        }
        if case .aws? = provider.cloud { return true }
        for key in ["access_key_id", "secret_access_key", "session_token"] {
            guard let entry = tree.entry(key) else { continue }
            context.findings.error(entry.place, "\"\(key)\" is only for provider: bedrock")
            return false
        }
        return true
    }

    private mutating func key(_ node: Tree, _ entry: Tree.Entry) -> UpstreamTarget.Credential {
        guard let text = node.text.flatMap({ try? SecretText.parse($0) }) else { return .none }
        guard let location = context.location(of: text) else { return .client }
        return .configured(reference(location, node, entry))
    }

    private mutating func signed(_ tree: Tree, _ entry: Tree.Entry) -> UpstreamTarget.Credential {
        guard tree["secret_access_key"] != nil else {
            context.findings.error(entry.place, "\"access_key_id\" needs \"secret_access_key\" beside it")
            return .none
        }
        guard let id = part("access_key_id", tree, entry), let secret = part("secret_access_key", tree, entry) else {
            return .none
        }
        let token = part("session_token", tree, entry)
        if tree["session_token"] != nil, token == nil { return .none }
        return .signed(
            ReferencedKeys(accessKeyID: id, secretKey: secret, sessionToken: token), region: tree["region"]?.text ?? "")
    }

    private mutating func part(_ name: String, _ tree: Tree, _ entry: Tree.Entry) -> SecretReference? {
        guard let node = tree[name], let text = node.text.flatMap({ try? SecretText.parse($0) }) else { return nil }
        guard let location = context.location(of: text) else {
            context.findings.error(
                node.place, "\"\(name)\" cannot be \"client\": a caller has no such key to pass on")
            return nil
        }
        return reference(location, node, entry)
    }

    private func cloud(_ tree: Tree, _ provider: Provider, _ origin: Origin) -> UpstreamTarget.Credential {
        let identity: CloudCredential.Identity
        switch provider.cloud {
        case .aws?: identity = .aws(region: tree["region"]?.text ?? "us-east-1")
        case .azure?: identity = .entra(scope: Self.scope(of: origin.host))
        case .google?: identity = .google
        case nil: return .none
        }
        var network = origin.network
        // It is for the provider, not for whoever gives tokens.
        network.clientCertificate = nil
        let isPrivate = tree["allow_private"]?.flag ?? false
        return .cloud(context.clouds.credential(.init(identity, network: network, allowsPrivate: isPrivate)))
    }

    /// Azure OpenAI's own, in the cloud to which the host belongs.
    /// https://learn.microsoft.com/azure/ai-foundry/openai/how-to/managed-identity
    private static func scope(of host: String) -> String {
        let domain = ["us", "cn"].first { host.hasSuffix(".azure.\($0)") } ?? "com"
        return "https://cognitiveservices.azure.\(domain)/.default"
    }

    private mutating func reference(
        _ location: SecretReference.Location, _ node: Tree, _ entry: Tree.Entry
    ) -> SecretReference {
        let reference = context.shelf.reference(location)
        uses.append((reference, node.place, entry.key))
        return reference
    }
}
