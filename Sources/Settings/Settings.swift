/// YAML in, a validated `Snapshot` out, every error with its position.
public enum Settings {
    /// The configuration file: `explicit` (`--config`), `$PLANB_CONFIG`, `./planb.yaml`, `/etc/planb/planb.yaml`. The first
    /// two are returned whether or not they exist, so that a mistake is not passed over; nil if there is none at all.
    public static func locate(explicit: String?, environment: [String: String]) -> String? {
        if let explicit { return explicit }
        if let named = environment["PLANB_CONFIG"], !named.isEmpty { return named }
        return ["planb.yaml", "/etc/planb/planb.yaml"].first { FileStatus(at: $0) != nil }
    }

    /// Reads the configuration at `path`. Everything that is wrong with it is in the failure, not only the first thing.
    ///
    /// - Parameters:
    ///   - environment: for `env:` references, proxies and `$CREDENTIALS_DIRECTORY`.
    ///   - generation: what the snapshot will say; 1 for the first.
    ///   - reusing: the configuration in use: secrets that it has resolved stay resolved.
    public static func load(
        path: String, environment: [String: String], generation: Int = 1, reusing: LoadedSettings? = nil
    ) throws(SettingsFailure) -> LoadedSettings {
        try load(path: path, environment: environment, generation: generation, reusing: reusing, days: .now)
    }

    /// Whether the configuration at `path` would be valid if all nodes shared `shared`, the text of routes, aliases and prices.
    public static func check(
        shared: String, path: String, environment: [String: String], reusing: LoadedSettings?
    ) throws(SettingsFailure) {
        _ = try load(
            path: path, environment: environment, generation: 1, reusing: reusing, days: .now, sharedCandidate: shared)
    }

    static func load(
        path: String, environment: [String: String], generation: Int, reusing: LoadedSettings?, days: Days,
        sharedCandidate: String? = nil
    ) throws(SettingsFailure) -> LoadedSettings {
        let findings = Findings()
        let context = LoadContext(
            path: path, environment: environment, findings: findings, previousSecrets: reusing?.secrets ?? [],
            previousClouds: reusing?.clouds ?? [], days: days, sharedCandidate: sharedCandidate,
            isReload: reusing != nil)
        guard let document = SettingsDocument.read(path, context) else { throw failure(findings, path) }
        let loaded = SettingsBuilder(context: context, document: document).build(generation: generation)
        guard let loaded, !findings.hasErrors else { throw failure(findings, path) }
        return loaded
    }

    /// The JSON Schema (2020-12) of `planb.yaml`.
    public static var jsonSchema: String { JSONSchema.text() }

    static func failure(_ findings: Findings, _ path: String) -> SettingsFailure {
        let isUnreadable = (try? SystemFile.contents(of: path, limit: TreeReader.sizeLimit)) == nil
        return SettingsFailure(
            errors: findings.sortedErrors, warnings: findings.sortedWarnings, isUnreadable: isUnreadable)
    }
}
