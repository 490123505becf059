import PlanBVocabulary

/// Reads `access_log:`.
struct AccessLogBuilder {
    let context: LoadContext

    /// The settings; nil: there is no access log. `data` is the folder of the gateway's own files.
    func build(_ root: Tree, folder data: String) -> AccessLogSettings? {
        let kept = root["retention"]?.entry("access_log")
        guard let tree = root["access_log"] else {
            if let kept {
                context.findings.warning(
                    kept.place, "there is no access log", hint: "add access_log: {file: access.jsonl}, or leave it out")
            }
            return nil
        }
        if tree.text != nil {
            if let kept {
                context.findings.warning(
                    kept.place, "standard output is kept by whoever reads it", hint: "leave it out")
            }
            return AccessLogSettings(.standardOutput, rotates: false)
        }
        guard let file = tree["file"]?.text else { return nil }
        var settings = AccessLogSettings(.file(FilePath.absolute(file, from: data)))
        if let size = tree["size"]?.text.flatMap({ try? SizeText.parse($0) }) { settings.size = size }
        if let rotates = tree["rotate"]?.flag { settings.rotates = rotates }
        if let span = kept?.value.text.flatMap({ try? DurationText.parsePositive($0) }) { settings.retention = span }
        if !settings.rotates, let beside = tree.entry("size") ?? kept {
            context.findings.warning(
                beside.place, "with rotate: false the gateway puts no file aside and removes none", hint: "leave it out"
            )
        }
        return settings
    }
}
