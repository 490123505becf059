import PlanBVocabulary

/// What targets showed when `planb check --probe --write` asked them.
struct ProbedContracts {
    /// The file, absolute. It may not exist.
    let path: String
    private var entries: [String: Tree.Entry] = [:]
    private let findings: Findings

    /// What is on record of a target.
    struct Record {
        var contract: Contract
        /// The day it was asked.
        var day: String
    }

    /// Reads the file that `contracts:` names, or the one in the folder of the gateway's own files if there is one.
    static func read(_ root: Tree, _ context: LoadContext) -> ProbedContracts {
        let folder = context.absolute(root["data"]?.text ?? ".planb")
        let name = root["contracts"]?.text
        let path = name.map { context.absolute($0) } ?? folder + "/contracts.json"
        var contracts = ProbedContracts(path: path, findings: context.findings)
        guard name != nil || FileStatus(at: path) != nil else {
            // It is noticed when it is written.
            _ = try? context.read(path, limit: 0)
            return contracts
        }
        let prefix = context.folder == "/" ? "/" : context.folder + "/"
        let shown = path.hasPrefix(prefix) ? String(path.dropFirst(prefix.utf8.count)) : path
        let place = root["contracts"]?.place ?? .whole(shown)
        guard let tree = context.readTree(path, shown: FilePath.shown(shown, besides: context.file), place: place)
        else {
            return contracts
        }
        GrammarCheck(findings: context.findings).checkDocument(tree, Grammar.contracts)
        for entry in tree["targets"]?.entries ?? [] { contracts.entries[entry.key] = entry }
        return contracts
    }

    private init(path: String, findings: Findings) {
        self.path = path
        self.findings = findings
    }

    /// What the target `name` showed, if it was the same model at the same place; a warning if it was not.
    func contract(of name: String, provider: String, model: String?, url: EndpointURL) -> Record? {
        guard let entry = entries[name], let day = entry.value["probed"]?.text?.prefix(10) else { return nil }
        let now = [provider, model, url.origin + url.path]
        guard ["provider", "model", "url"].map({ entry.value[$0]?.text }) == now else {
            findings.warning(
                entry.place, "the probe of \(name) asked another model or another place, so that it does not count",
                hint: "run planb check --probe --write again")
            return nil
        }
        return Record(contract: ContractText.contract(entry.value["contract"]), day: String(day))
    }
}
