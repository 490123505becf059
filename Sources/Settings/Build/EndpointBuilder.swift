import PlanBProviders
import PlanBVocabulary

/// Where a target's requests go.
struct Endpoint {
    /// Host and base path.
    var url: EndpointURL
    /// Without the question mark.
    var query = ""
}

/// Works out a target's endpoint from its provider, `url`, `resource`, `deployment`, `api_version` and `launch`.
struct EndpointBuilder {
    let findings: Findings

    /// Nil, with the reason recorded here or by the grammar, if there is none.
    func endpoint(_ tree: Tree, provider: Provider, place: Place) -> Endpoint? {
        checkBelonging(tree, provider)
        if let launch = tree.entry("launch") {
            if let url = tree.entry("url") {
                findings.error(url.place, "\"url\" and \"launch\" exclude each other", hint: "leave out \"url\"")
            }
            return launch.value["port"]?.integer.map {
                Endpoint(url: EndpointURL(isTLS: false, host: "127.0.0.1", port: $0, path: "/v1"))
            }
        }
        let url = tree["url"]?.text.flatMap { try? EndpointURL.parse($0) }
        switch provider.base {
        case .azureResource: return azure(tree, url: url, place: place)
        case .awsRegion: return aws(tree, url: url, place: place)
        case .vertexProject: return vertex(tree, url: url, place: place)
        case .fixed(let standard):
            guard tree["url"] == nil else { return open(url, tree, provider) }
            return (try? EndpointURL.parse(standard)).map { Endpoint(url: $0) }
        case .configured, .launched:
            if tree["url"] == nil {
                let launched = provider.base == .launched ? "\"launch\" or " : ""
                findings.error(
                    place, "a target of \(provider.name) needs \(launched)\"url\"",
                    hint: "write url: http://127.0.0.1:8000/v1, for example")
            }
            return open(url, tree, provider)
        }
    }

    private func open(_ url: EndpointURL?, _ tree: Tree, _ provider: Provider) -> Endpoint? {
        guard var url else { return nil }
        if url.path.isEmpty { url.path = provider.urlPath }
        if url.path.isEmpty, provider.dialect == .openAI, let place = tree["url"]?.place {
            findings.warning(
                place, "the base URL has no path, and that of an OpenAI-compatible API usually ends in /v1",
                hint: "write \(url.origin)/v1")
        }
        return Endpoint(url: url)
    }

    private func aws(_ tree: Tree, url: EndpointURL?, place: Place) -> Endpoint? {
        guard let node = tree["region"], let region = node.text else {
            findings.error(place, "a target of bedrock needs \"region\"", hint: "write region: us-east-1, for example")
            return nil
        }
        guard AWSRegion.isValid(region) else {
            findings.error(
                node.place, "\(Echo.quoted(region)) is not the name of an AWS region",
                hint: "write region: us-east-1, for example")
            return nil
        }
        if tree["url"] != nil { return url.map { Endpoint(url: $0) } }
        return (try? EndpointURL.parse("https://\(AWSRegion.host(of: "bedrock-runtime", in: region))"))
            .map { Endpoint(url: $0) }
    }

    private func azure(_ tree: Tree, url: EndpointURL?, place: Place) -> Endpoint? {
        var base = url
        switch (tree["resource"]?.text, tree["url"]) {
        case (let resource?, nil): base = try? EndpointURL.parse("https://\(resource.lowercased()).openai.azure.com")
        case (_?, let node?):
            findings.error(node.place, "\"url\" and \"resource\" exclude each other", hint: "leave one of them out")
        case (nil, nil): findings.error(place, "a target of azure needs \"resource\" or \"url\"")
        case (nil, _?): break
        }
        guard var base else { return nil }
        let version = tree["api_version"]?.text
        let isClassic = version.map { !["v1", "preview", "latest"].contains($0) } ?? false
        let query = version.map { "api-version=\($0)" } ?? ""
        guard isClassic else {
            if base.path.isEmpty { base.path = "/openai/v1" }
            return Endpoint(url: base, query: query)
        }
        guard let deployment = tree["deployment"]?.text else {
            findings.error(
                place, "the classic Azure API has the deployment in its paths: a target needs \"deployment\"")
            return nil
        }
        guard deployment.utf8.allSatisfy(Self.isUnreserved) else {
            findings.error((tree["deployment"] ?? tree).place, "a deployment has letters, digits, dots, - and _ only")
            return nil
        }
        base.path = (base.path.hasSuffix("/openai") ? base.path : base.path + "/openai") + "/deployments/" + deployment
        return Endpoint(url: base, query: query)
    }

    /// https://cloud.google.com/vertex-ai/docs/reference/rest#service-endpoint
    private func vertex(_ tree: Tree, url: EndpointURL?, place: Place) -> Endpoint? {
        guard let project = tree["project"]?.text else {
            findings.error(place, "a target of vertex needs \"project\"")
            return nil
        }
        guard let location = tree["location"]?.text ?? tree["region"]?.text else {
            findings.error(place, "a target of vertex needs \"location\" or \"region\"")
            return nil
        }
        let host =
            switch location {
            case "global": "aiplatform.googleapis.com"
            case "us", "eu": "aiplatform.\(location).rep.googleapis.com"
            default: "\(location)-aiplatform.googleapis.com"
            }
        guard var base = tree["url"] == nil ? try? EndpointURL.parse("https://\(host)") : url else { return nil }
        if base.path.isEmpty { base.path = "/v1" }
        base.path += "/projects/\(project)/locations/\(location)"
        return Endpoint(url: base)
    }

    /// Keys that mean something for some providers only are refused elsewhere, instead of being ignored.
    private func checkBelonging(_ tree: Tree, _ provider: Provider) {
        for key in ["project", "location"] {
            if let entry = tree.entry(key), provider.base != .vertexProject {
                findings.error(entry.place, "\"\(key)\" is only for provider: vertex")
            }
        }
        for key in ["resource", "deployment", "api_version"] {
            if let entry = tree.entry(key), provider.base != .azureResource {
                findings.error(entry.place, "\"\(key)\" is only for provider: azure")
            }
        }
        if let entry = tree.entry("launch"), provider.base != .launched, provider.base != .configured {
            findings.error(entry.place, "\"launch\" is only for one's own model servers, not for \(provider.name)")
        }
        if let entry = tree.entry("model"), provider.base == .azureResource {
            findings.error(
                entry.place, "Azure addresses a model by its deployment",
                hint: "write \"deployment\" instead of \"model\"")
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || "-._".utf8.contains(byte)
    }
}
