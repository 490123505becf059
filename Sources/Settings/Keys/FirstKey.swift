import PlanBEngine

extension LoadedSettings {
    /// The store behind the keys of this configuration.
    public var keyStore: KeyStore {
        sharedKeys == nil
            ? KeyStore(file: keysFile, dataDirectory: dataDirectory)
            : KeyStore(shelf: SharedKeysElsewhere(place: ledger.place), dataDirectory: dataDirectory)
    }

    /// On the first start of a production installation that nobody has given keys yet, makes one: the caller prints it once
    /// and loads the configuration again. Nil if there is nothing to do. A key file that exists, even an empty one, or
    /// that the configuration names, is somebody's decision and is left alone.
    public func ensureFirstKey() throws(KeyStoreFailure) -> KeyStore.Issued? {
        guard snapshot.mode == .production, sharedKeys == nil, !isKeysFileConfigured, FileStatus(at: keysFile) == nil
        else { return nil }
        return try keyStore.create(name: "first")
    }
}

extension Settings {
    /// The store behind the keys of the configuration at `path`, which need not be valid otherwise: that a target is broken
    /// is no reason not to revoke a key.
    public static func keyStore(path: String) throws(SettingsFailure) -> KeyStore {
        let findings = Findings()
        let context = LoadContext(path: path, environment: [:], findings: findings, previousSecrets: [])
        let tree = context.readTree(context.absolute(FilePath.name(of: path)), shown: path, place: .whole(path))
        guard let tree, tree.entries != nil, !findings.hasErrors else {
            if !findings.hasErrors { findings.error(.whole(path), "the configuration is empty or no mapping") }
            throw failure(findings, path)
        }
        let source = KeysSource(context: context, root: tree)
        let ledger = LedgerBuilder(context: context).build(tree, folder: source.folder)
        guard !source.isShared else {
            return KeyStore(shelf: SharedKeysElsewhere(place: ledger.place), dataDirectory: source.folder)
        }
        return KeyStore(file: source.path, dataDirectory: source.folder)
    }
}
