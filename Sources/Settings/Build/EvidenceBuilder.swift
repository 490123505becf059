import PlanBEngine

/// Reads `evidence:`.
struct EvidenceBuilder {
    let context: LoadContext
    /// How webhooks are reached.
    let network: NetworkChoice

    /// The settings; `data` is the folder of the gateway's own files.
    func build(_ root: Tree, folder data: String) -> EvidenceSettings {
        let tree = root["evidence"]
        let key = tree?["key"]?.text.flatMap { $0.hasPrefix("file:") ? String($0.dropFirst(5)) : nil }
        let usual = EvidenceSettings.Anchor.file(data + "/evidence/anchors.jsonl")
        var anchors: [EvidenceSettings.Anchor] = []
        for item in tree?["anchor"]?.items ?? [] {
            guard let anchor = item.text == "file" ? usual : anchor(item) else { continue }
            if anchors.contains(anchor) {
                context.findings.error(item.place, "this anchor is given twice")
            } else {
                anchors.append(anchor)
            }
        }
        return EvidenceSettings(
            folder: data + "/evidence", keyFile: key.map(context.absolute) ?? data + "/evidence.key",
            anchors: anchors.isEmpty ? [usual] : anchors)
    }

    /// Nil for what has been reported.
    private func anchor(_ item: Tree) -> EvidenceSettings.Anchor? {
        guard let entries = item.entries else { return nil }
        guard entries.count == 1, let entry = entries.first else {
            context.findings.error(
                item.place, "an anchor is one of file, webhook and syslog",
                hint: entries.isEmpty ? "write {file: PATH}, or file" : "write an entry for each")
            return nil
        }
        guard let text = entry.value.text else { return nil }
        switch entry.key {
        case "file": return .file(context.absolute(text))
        case "webhook":
            guard let url = try? EndpointURL.parse(text) else { return nil }
            let settings = NetworkBuilder(context: context).settings(network, for: url)
            return .webhook(
                Origin(host: url.host, port: url.port, isTLS: url.isTLS, network: settings, allowsPrivate: true),
                path: url.path)
        case "syslog":
            guard let address = try? AddressText.parse(text), address.port > 0 else { return nil }
            return .syslog(host: address.host, port: address.port)
        default: return nil
        }
    }
}
