/// Reads `evidence:`.
struct EvidenceBuilder {
    let context: LoadContext

    /// The settings; `data` is the folder of the gateway's own files.
    func build(_ root: Tree, folder data: String) -> EvidenceSettings {
        let tree = root["evidence"]
        let key = tree?["key"]?.text.flatMap { $0.hasPrefix("file:") ? String($0.dropFirst(5)) : nil }
        let usual = EvidenceSettings.Anchor.file(data + "/evidence/anchors.jsonl")
        var anchors: [EvidenceSettings.Anchor] = []
        for item in tree?["anchor"]?.items ?? [] {
            // Anything else has been reported.
            guard item.text == "file" || item["file"]?.text != nil || item.entries?.isEmpty == true else { continue }
            let anchor = item["file"]?.text.map { EvidenceSettings.Anchor.file(context.absolute($0)) } ?? usual
            if item.entries?.isEmpty == true {
                context.findings.error(item.place, "an anchor says where", hint: "write {file: PATH}, or file")
            } else if anchors.contains(anchor) {
                context.findings.error(item.place, "this anchor is given twice")
            } else {
                anchors.append(anchor)
            }
        }
        return EvidenceSettings(
            folder: data + "/evidence", keyFile: key.map(context.absolute) ?? data + "/evidence.key",
            anchors: anchors.isEmpty ? [usual] : anchors)
    }
}
