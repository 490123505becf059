public import PlanBEngine
public import PlanBLedger
public import PlanBVocabulary
public import PlanBWatch

/// A configuration that was read and is valid, with what the process around the engine needs to know.
public struct LoadedSettings: Sendable {
    /// The configuration for the engine.
    public private(set) var snapshot: Snapshot
    /// What should be looked at, by position.
    public let warnings: [Diagnostic]
    /// Secrets that could not be resolved when it was read: their targets are disabled until they can.
    public let unresolved: [Diagnostic]
    /// The folder of the gateway's own files, absolute. It may not exist yet.
    public let dataDirectory: String
    /// How records are kept on disk.
    public let journal: JournalPolicy
    /// Where rows of requests are kept, and for how long. A change of the database needs a restart.
    public let ledger: LedgerSettings
    /// Everything to watch, absolute: configuration, included files, keys, pepper, certificates, secrets.
    public let files: [String]
    /// Absolute patterns whose matches are also to be watched: the globs of `include:`.
    public let patterns: [String]
    /// All references to secrets, each once. Call `refresh()` on them off the event loops when their files may have changed.
    public let secrets: [SecretReference]
    /// The gateway's own identities in clouds (`credentials: auto`), each once: they have to be fetched and renewed.
    public let clouds: [CloudCredential]
    /// The file of the virtual keys, absolute. It may not exist yet.
    public let keysFile: String
    /// Whether `keys:` names it, so that it is edited by people rather than by the gateway.
    public let isKeysFileConfigured: Bool
    /// Whether and how the keys are shared with other nodes, in the database of the ledger; nil: they are in a file.
    public let sharedKeys: SharedKeySettings?
    /// The virtual keys, in the order of the file.
    public private(set) var keys: [VirtualKey]
    /// Who receives a copy of what, in the order of the configuration.
    public let summary: [RouteSummary]
    /// What is known of each target's model, in the order of the configuration.
    public let targets: [TargetSummary]
    /// Every effective value, with where it comes from.
    public let values: [SettingValue]
    /// The day of the newest fact of the catalog.
    public let catalogVersion: String
    /// The file of what probes found, absolute. It may not exist.
    public let contractsFile: String
    /// Where the evidence of rehearsals is signed and anchored.
    public let evidence: EvidenceSettings
    /// Who is told of what happens to the gateway.
    public let notify: [Webhook]
    /// Where traces are sent; nil: nowhere. Read when the gateway starts: what the environment says does not change.
    public let traces: TraceSettings?
    /// Where a line is written for each request; nil: nowhere.
    public let accessLog: AccessLogSettings?
    /// The fingerprints of the files whose contents are in `snapshot`.
    let fingerprints: [String: FileFingerprint?]
}

extension LoadedSettings {
    /// The same configuration with the shared keys that this node has by now: that its file has a mistake is no reason not to
    /// withdraw a key.
    public func withSharedKeys() throws(KeyStoreFailure) -> LoadedSettings {
        let cache = KeyCache(data: dataDirectory)
        let text: String
        do throws(KeyCache.Failure) { text = try cache.read() } catch {
            throw KeyStoreFailure("\(cache.path): \(error.reason)")
        }
        var next = self
        next.keys = try KeyFileText(text, shown: "the shared keys").drafts.map(\.key)
        do throws(Pepper.Failure) {
            let ring = KeyRing(pepper: try Pepper.read("\(dataDirectory)/pepper"), keys: next.keys)
            next.snapshot = snapshot.with(keys: ring, generation: snapshot.generation + 1)
        } catch { throw KeyStoreFailure("\(dataDirectory)/pepper: \(error.reason)") }
        return next
    }
}

/// Keys that are the same on all nodes.
public struct SharedKeySettings: Sendable, Equatable {
    /// For how long a node that cannot hear of revocations goes on with the keys it knows.
    public let maxStale: Instant.Span
}

/// A configuration that cannot be used.
public struct SettingsFailure: Error, Sendable, CustomStringConvertible {
    /// What is wrong, by position; never empty.
    public let errors: [Diagnostic]
    /// What should also be looked at.
    public let warnings: [Diagnostic]
    /// Whether the main file could not be read at all.
    public let isUnreadable: Bool

    /// One line for each diagnostic.
    public var description: String { (errors + warnings).map(\.description).joined(separator: "\n") }
}
