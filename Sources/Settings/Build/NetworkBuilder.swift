import PlanBEngine

/// How providers are reached, before it is known which one.
struct NetworkChoice {
    enum Proxy {
        /// `HTTPS_PROXY`, for https only.
        case environment
        /// For every host.
        case fixed(NetworkSettings.Proxy)
    }

    var proxy = Proxy.environment
    var noProxy: [String] = []
    var trustsSystem = true
    var authorities: [String] = []
    var clientCertificate: NetworkSettings.ClientCertificate?
}

/// Reads `network:`, global and per target.
struct NetworkBuilder {
    let context: LoadContext

    /// What `tree` says, and what `base` says where it is silent.
    func choice(_ tree: Tree?, over base: NetworkChoice) -> NetworkChoice {
        guard let tree else { return base }
        var choice = base
        if let node = tree["proxy"], let text = node.text {
            if text == "env" {
                choice.proxy = .environment
                if variable("HTTPS_PROXY") == nil {
                    context.findings.warning(node.place, "\"proxy\": HTTPS_PROXY is not set, connections are direct")
                }
            } else if let proxy = try? ProxyText.parse(text) {
                choice.proxy = .fixed(proxy)
            }
        }
        if let node = tree["no_proxy"] {
            choice.noProxy = node.text.map { [$0] } ?? (node.items ?? []).compactMap(\.text)
        }
        if let items = tree["ca"]?.items {
            choice.trustsSystem = items.contains { $0.text == "system" }
            choice.authorities = items.filter { $0.text != "system" }
                .compactMap { context.pem($0, label: "CERTIFICATE") }
        }
        if let node = tree["client_certificate"],
            let certificate = context.pem(node["certificate"], label: "CERTIFICATE"),
            let key = context.pem(node["key"], label: "PRIVATE KEY", isPrivate: true)
        {
            choice.clientCertificate = NetworkSettings.ClientCertificate(certificate: certificate, key: key)
        }
        return choice
    }

    /// The settings for one origin. Loopback is never reached through a proxy, which would look for itself there.
    func settings(_ choice: NetworkChoice, for url: EndpointURL) -> NetworkSettings {
        var settings = NetworkSettings(
            trustsSystem: choice.trustsSystem, authorities: choice.authorities,
            clientCertificate: choice.clientCertificate)
        let exempt = NoProxy(choice.noProxy + [variable("NO_PROXY") ?? ""])
        guard !HostName.isLoopback(url.host), !exempt.matches(host: url.host, port: url.port) else { return settings }
        switch choice.proxy {
        case .fixed(let proxy): settings.proxy = proxy
        case .environment where url.isTLS: settings.proxy = environmentProxy()
        case .environment: break
        }
        return settings
    }

    private func environmentProxy() -> NetworkSettings.Proxy? {
        guard let text = variable("HTTPS_PROXY") else { return nil }
        do throws(ValueProblem) { return try ProxyText.parseVariable(text) } catch {
            context.findings.error(.whole(context.file), "the variable HTTPS_PROXY: \(error.message)", hint: error.hint)
            return nil
        }
    }

    /// The lower-case form goes first, as in curl.
    private func variable(_ name: String) -> String? {
        [name.lowercased(), name].lazy.compactMap { context.environment[$0] }.first { !$0.isEmpty }
    }
}
