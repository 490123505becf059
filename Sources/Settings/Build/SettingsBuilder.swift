import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// Puts a checked document together.
struct SettingsBuilder {
    let context: LoadContext
    let document: SettingsDocument

    private var findings: Findings { context.findings }
    private var root: Tree { document.root }

    /// The settings; nil if a part without which nothing makes sense is missing. Errors are in the findings.
    func build(generation: Int) -> LoadedSettings? {
        let mode = root["mode"]?.text.flatMap(Snapshot.Mode.init(rawValue:)) ?? .production
        let listener = ListenerBuilder(context: context).build(root, mode: mode)
        let network = NetworkBuilder(context: context).choice(root["network"], over: NetworkChoice())
        let catalog = CatalogSource(context: context).catalog(root["catalog"])
        let probes = ProbedContracts.read(root, context)
        var builder = TargetBuilder(
            context: context, mode: mode, network: network, catalog: catalog,
            facts: TargetFactsBuilder(context: context, catalog: catalog, probes: probes))
        let targets = builder.build(document.targets)
        let chains = RouteChains(
            findings, routes: document.routes, defaults: root["defaults"], targetNames: document.targets.map(\.key),
            targets: targets)
        let rehearsals = RehearsalBuilder(
            findings: findings, goldens: GoldenBuilder(context: context), targetNames: document.targets.map(\.key),
            targets: targets, chains: chains, routes: document.routes)
        let routes = RouteBuilder(
            findings: findings, defaults: root["defaults"], chains: chains, rehearsals: rehearsals
        ).build(document.routes)
        let rules = RouteRules(findings: findings, routes: routes, targets: targets)
        rules.checkReachable()
        let aliases = rules.aliases(document.aliases, routeNames: document.routes.map(\.key))
        let passthrough = passthrough(targets)
        let keys = KeysSource(context: context, root: root).read(routes: routes, targets: targets, aliases: aliases)
        let ledger = LedgerBuilder(context: context).build(root, folder: keys.folder)
        let traces = TracesBuilder(context: context, network: network).build()
        let accessLog = AccessLogBuilder(context: context).build(root, folder: keys.folder)
        requireContents()
        let money = MoneyBuilder(findings: findings, root: root)
        let snapshot = Snapshot(
            generation: generation, mode: mode, targets: targets.map(\.target),
            routes: RouteTable(routes.map(\.route), aliases: aliases), keys: keys.ring,
            passthrough: Dictionary(passthrough.map { ($0.0, $0.1.target.id) }, uniquingKeysWith: { $1 }),
            listener: listener, adminTokens: AdminTokensBuilder(context: context).build(root["admin_tokens"]),
            catalog: catalog, teams: money.teams(), unpricedCeiling: money.ceiling(Snapshot.usualCeiling),
            outageShare: money.outageShare)
        // Judgements about the whole only make sense of a configuration that is otherwise right.
        if !findings.hasErrors {
            rules.warnOfDependentBackups()
            money.warnOfEmptyTeams(keys.keys)
            rules.warnOfUnusedTargets(passthrough: passthrough.map(\.1.target.name))
            let review = FieldReview(findings: findings, routes: routes, defaults: root["defaults"])
            FailoverRules(review: review).check()
            TimeoutRules(review: review, snapshot: snapshot).check()
            if mode != .demo { RehearsalRules(findings: findings, routes: routes).warnOfUnprovable() }
        }
        warnOfReadableSecrets(builder.uses)
        var telling = NotifyBuilder(context: context, network: network)
        let webhooks = telling.build(root["notify"])
        let secrets = context.shelf.references
        return LoadedSettings(
            snapshot: snapshot, warnings: findings.sortedWarnings,
            unresolved: unresolved(builder.uses) + telling.unresolved,
            dataDirectory: keys.folder, journal: journal, ledger: ledger, files: files(secrets),
            patterns: document.patterns,
            secrets: secrets,
            clouds: context.clouds.credentials, keysFile: keys.path, isKeysFileConfigured: keys.isConfigured,
            sharedKeys: keys.shared, keys: keys.keys, summary: routes.map(RouteSummary.init),
            targets: targets.map { TargetSummary($0, days: context.days) },
            values: SettingsListing.values(of: document), catalogVersion: catalog.version,
            contractsFile: probes.path,
            evidence: EvidenceBuilder(context: context, network: network).build(root, folder: keys.folder),
            notify: webhooks,
            traces: traces, accessLog: accessLog,
            fingerprints: Dictionary(context.files.map { ($0.path, $0.fingerprint) }, uniquingKeysWith: { $1 }))
    }

    private var journal: JournalPolicy {
        let standard = JournalPolicy()
        let tree = root["journal"]
        return JournalPolicy(
            sync: tree?["fsync"]?.text.flatMap(JournalPolicy.Sync.init(rawValue:)) ?? standard.sync,
            whenFull: tree?["on_full"]?.text.flatMap(JournalPolicy.WhenFull.init(rawValue:)) ?? standard.whenFull)
    }

    private func requireContents() {
        for (key, entries) in [("targets", document.targets), ("routes", document.routes)]
        where entries.isEmpty && root[key] == nil {
            findings.error(.whole(context.file), "there are no \(key)", hint: "see the example configuration")
        }
    }

    private func passthrough(_ targets: [TargetDraft]) -> [(DialectID, TargetDraft)] {
        (root["passthrough"]?.entries ?? []).compactMap { entry in
            guard let dialect = DialectID(rawValue: entry.key), let name = entry.value.text else { return nil }
            if let target = targets.first(where: { $0.target.name == name }) {
                check(target, receives: dialect, at: entry.value.place)
                return (dialect, target)
            }
            let names = document.targets.map(\.key)
            if !names.contains(name) {
                findings.error(
                    entry.value.place, "unknown target \(Echo.quoted(name))",
                    hint: Echo.suggestion(for: name, among: names))
            }
            return nil
        }
    }

    /// Paths of one dialect mean nothing to a target of another.
    private func check(_ target: TargetDraft, receives dialect: DialectID, at place: Place) {
        let provider = target.target.provider
        guard provider.dialect != dialect, !provider.alsoSpeaks.contains(dialect) else { return }
        findings.error(
            place, "the target \(target.target.name) speaks \(provider.dialect.rawValue), not \(dialect.rawValue)",
            hint: "name a target whose provider speaks \(dialect.rawValue)")
    }

    private typealias Use = CredentialBuilder.Use

    private func unresolved(_ uses: [Use]) -> [Diagnostic] {
        uses.compactMap { use in
            guard use.reference.current() == nil else { return nil }
            let problem = use.reference.problem ?? "\(use.reference) cannot be resolved"
            return Diagnostic(.error, at: use.place, "\(problem); the target \(use.target) is disabled")
        }
    }

    private func warnOfReadableSecrets(_ uses: [Use]) {
        for use in uses where use.reference.isWorldReadable {
            guard let path = use.reference.path else { continue }
            findings.warning(
                use.place, "everybody on this machine can read the file of this secret",
                hint: "take the permission away: chmod o-r \(path)")
        }
    }

    private func files(_ secrets: [SecretReference]) -> [String] {
        (context.files.map(\.path) + secrets.compactMap(\.path)).reduce(into: []) { files, path in
            if !files.contains(path) { files.append(path) }
        }
    }
}
