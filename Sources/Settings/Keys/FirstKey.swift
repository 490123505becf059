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
