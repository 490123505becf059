public import PlanBEngine

/// Where the keys of a configuration are, and where its gateway is asked about them. The configuration need not be valid
/// otherwise: that a target is broken is no reason not to revoke a key.
public struct KeyPlace: Sendable {
    /// The file of the keys, absolute.
    public let keysFile: String
    /// Whether the configuration names it: then people keep it, and it is changed there and nowhere else.
    public let isKeysFileConfigured: Bool
    /// The data folder, absolute.
    public let dataDirectory: String
    /// The admin port.
    public let admin: ListenerSettings.Address

    /// The database that the keys are shared in, for messages; nil: they are in a file.
    public let sharedIn: String?

    /// The keys. Those that are shared can only be got at through a gateway, which its failures say.
    public var store: KeyStore {
        guard let sharedIn else { return KeyStore(file: keysFile, dataDirectory: dataDirectory) }
        return KeyStore(shelf: SharedKeysElsewhere(place: sharedIn), dataDirectory: dataDirectory)
    }

    /// Where it is written down who changed them.
    public var auditLog: AuditLog { AuditLog(dataDirectory: dataDirectory) }
}

extension Settings {
    /// Reads of the configuration at `path` only what is needed to find its keys.
    public static func keyPlace(path: String) throws(SettingsFailure) -> KeyPlace {
        let findings = Findings()
        let context = LoadContext(path: path, environment: [:], findings: findings, previousSecrets: [])
        let tree = context.readTree(context.absolute(FilePath.name(of: path)), shown: path, place: .whole(path))
        guard let tree, tree.entries != nil, !findings.hasErrors else {
            if !findings.hasErrors { findings.error(.whole(path), "the configuration is empty or no mapping") }
            throw failure(findings, path)
        }
        let source = KeysSource(context: context, root: tree)
        let admin = tree["admin"]?.text.flatMap { try? AddressText.parse($0) }
        let ledger = LedgerBuilder(context: context).build(tree, folder: source.folder)
        return KeyPlace(
            keysFile: source.path, isKeysFileConfigured: source.isFileNamed, dataDirectory: source.folder,
            admin: admin ?? ListenerSettings.Address(host: "127.0.0.1", port: 8701),
            sharedIn: source.isShared ? ledger.place : nil)
    }
}
