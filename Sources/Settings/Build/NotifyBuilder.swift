import PlanBEngine
import PlanBVocabulary
import PlanBWatch

/// Reads `notify:`.
struct NotifyBuilder {
    let context: LoadContext
    /// How webhooks are reached.
    let network: NetworkChoice
    /// What cannot be resolved: nobody is told by these.
    private(set) var unresolved: [Diagnostic] = []

    init(context: LoadContext, network: NetworkChoice) {
        self.context = context
        self.network = network
    }

    /// The webhooks that could be read, in the order of the configuration.
    mutating func build(_ tree: Tree?) -> [Webhook] {
        var webhooks: [Webhook] = []
        for item in tree?.items ?? [] {
            guard let webhook = webhook(item) else { continue }
            if webhooks.contains(where: { $0.isSamePlace(as: webhook) }) {
                context.findings.error(
                    item.place, "this webhook is given twice", hint: "write one entry with all of \"on\"")
            } else {
                webhooks.append(webhook)
            }
        }
        return webhooks
    }

    private mutating func webhook(_ item: Tree) -> Webhook? {
        guard let node = item["webhook"], let reference = reference(node, "webhook") else { return nil }
        let signing = item["signing_secret"].flatMap { node -> SecretReference? in
            guard let reference = self.reference(node, "signing_secret") else { return nil }
            check(signing: reference, node.place)
            return reference
        }
        if item["signing_secret"] != nil, signing == nil { return nil }
        guard let secret = resolved(reference, node.place) else { return nil }
        let url: WebhookURL
        do throws(ValueProblem) {
            url = try WebhookURL.parse(secret.reveal { String(decoding: $0, as: UTF8.self) })
        } catch {
            context.findings.error(node.place, "what stands in \(reference) is no URL of a webhook: \(error.message)")
            return nil
        }
        let endpoint = url.endpoint
        guard endpoint.isTLS || HostName.isLoopback(endpoint.host) || item["plaintext"] != nil else {
            context.findings.error(
                node.place, "the URL in \(reference) is plain http, and leads to another machine",
                hint: "use https, or write plaintext: allowed")
            return nil
        }
        let words = (item["on"]?.items ?? []).compactMap { $0.text.flatMap(AlertKind.init(rawValue:)) }
        return Webhook(
            origin: Origin(
                host: endpoint.host, port: endpoint.port, isTLS: endpoint.isTLS,
                network: NetworkBuilder(context: context).settings(network, for: endpoint), allowsPrivate: true),
            target: Secret(url.target), kinds: words.isEmpty ? Set(AlertKind.allCases) : Set(words), signing: signing)
    }

    private mutating func check(signing reference: SecretReference, _ place: Place) {
        guard let secret = resolved(reference, place), SigningKey.bytes(secret) == nil else { return }
        context.findings.error(
            place, "what stands in \(reference) is no key to sign with",
            hint: "it is whsec_ and the base64 of 24 to 64 bytes: echo whsec_$(openssl rand -base64 32)")
    }

    private mutating func resolved(_ reference: SecretReference, _ place: Place) -> Secret? {
        if reference.isWorldReadable, let path = reference.path {
            context.findings.warning(
                place, "everybody on this machine can read the file of this secret",
                hint: "take the permission away: chmod o-r \(path)")
        }
        if let secret = reference.current() { return secret }
        let problem = reference.problem ?? "\(reference) cannot be resolved"
        unresolved.append(Diagnostic(.error, at: place, "\(problem); nobody is told of anything by this webhook"))
        return nil
    }

    private func reference(_ node: Tree, _ name: String) -> SecretReference? {
        guard let text = node.text.flatMap({ try? SecretText.parse($0) }) else { return nil }
        guard let location = context.location(of: text) else {
            context.findings.error(
                node.place, "\"\(name)\" cannot be \"client\"", hint: "write file:PATH, env:NAME or credential:NAME")
            return nil
        }
        return context.shelf.reference(location)
    }
}
