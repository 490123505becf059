import PlanBVocabulary

/// Reads `ledger:` and `retention:`.
struct LedgerBuilder {
    let context: LoadContext

    /// The settings; errors are in the findings.
    func build(_ root: Tree, folder: String) -> LedgerSettings {
        let retention = root["retention"]?["ledger"]?.text.flatMap { try? DurationText.parsePositive($0) }
        return LedgerSettings(database: database(root["ledger"], folder), retention: retention)
    }

    private func database(_ tree: Tree?, _ folder: String) -> LedgerSettings.Database {
        let standard = LedgerSettings.Database.sqlite(path: folder + "/planb.db")
        guard let tree else { return standard }
        let (sqlite, postgres) = (tree["sqlite"], tree["postgres"])
        guard (sqlite == nil) != (postgres == nil) else {
            // What stands there instead is an unknown key, and an error already.
            if sqlite == nil, tree.entries?.isEmpty == false { return standard }
            context.findings.error(
                tree.place, "\"ledger\" has one of sqlite and postgres", hint: "write {sqlite: planb.db}, for one node")
            return standard
        }
        if let path = sqlite?.text {
            // Unlike other paths it is one of the gateway's own files.
            return .sqlite(path: FilePath.absolute(path, from: folder))
        }
        guard let postgres, let text = postgres.text, let parsed = try? LedgerText.parse(text) else { return standard }
        switch parsed {
        case .url(let url):
            return .postgres(PostgresAddress(place: LedgerText.place(of: url), source: .literal(url)))
        case .reference(let secret):
            guard let location = location(secret) else { return standard }
            let reference = context.shelf.reference(location)
            if reference.current() == nil {
                context.findings.warning(
                    postgres.place,
                    "\(reference.problem ?? "\(reference) cannot be resolved"); rows wait in the journal")
            }
            return .postgres(PostgresAddress(place: reference.description, source: .reference(reference)))
        }
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
}
