import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Finds and reads the virtual keys and the pepper that go with a configuration.
struct KeysSource {
    /// How long keys that cannot be confirmed are believed, if nothing else is said: a day.
    static let usualMaxStale = Instant.Span.seconds(86_400)

    /// What was found.
    struct Found {
        var folder: String
        var path: String
        var isConfigured = false
        var shared: SharedKeySettings?
        var ring = KeyRing.empty
        var keys: [VirtualKey] = []
    }

    let context: LoadContext
    let root: Tree

    /// The data folder: `data:`, by default `.planb` beside the file.
    var folder: String { context.absolute(root["data"]?.text ?? ".planb") }

    /// The file that the configuration names: `keys: FILE` or `keys: {file: FILE}`.
    private var named: Tree? {
        guard let keys = root["keys"] else { return nil }
        return keys.text == nil ? keys["file"] : keys
    }

    /// Whether people keep the keys, in a file of their choice.
    var isFileNamed: Bool { named != nil }

    /// Whether the keys are shared with other nodes: they are in the database of the ledger if that is PostgreSQL, and no
    /// file is named.
    var isShared: Bool { named == nil && hasSharedDatabase }

    /// Whether other nodes may use the same database.
    var hasSharedDatabase: Bool { root["ledger"]?["postgres"]?.text != nil }

    /// The file of the keys, by default `keys.yaml` in the data folder; of shared ones what this node knows of them.
    var path: String {
        if let named = named?.text { return context.absolute(named) }
        return isShared ? KeyCache(data: folder).path : folder + "/keys.yaml"
    }

    /// Reads the keys. A missing file is no keys, unless the configuration names it.
    func read(routes: [RouteDraft], targets: [TargetDraft], aliases: [String: String]) -> Found {
        var found = Found(folder: folder, path: path, isConfigured: isFileNamed)
        if isShared { found.shared = SharedKeySettings(maxStale: maxStale) }
        let shown = named?.text.map { FilePath.shown($0, besides: context.file) } ?? path
        guard let tree = isShared ? sharedTree() : tree(shown) else { return found }
        let drafts = KeyBuilder(findings: context.findings).build(tree)
        guard !drafts.isEmpty else { return found }
        found.keys = drafts.map(\.key)
        warn(drafts, routes: routes, vendors: Set(targets.map(\.target.vendor)))
        do throws(Pepper.Failure) {
            let pepper = folder + "/pepper"
            _ = try? context.read(pepper, limit: 4096)
            found.ring = KeyRing(pepper: try Pepper.read(pepper), keys: found.keys)
        } catch {
            context.findings.error(
                .whole(shown), "the keys cannot be checked: \(folder)/pepper: \(error.reason)",
                hint: error.isMissing ? "restore the pepper, or remove the keys and make them anew" : nil)
        }
        return found
    }

    private var maxStale: Instant.Span {
        root["keys"]?["max_stale"]?.text.flatMap { try? DurationText.parsePositive($0) } ?? Self.usualMaxStale
    }

    private func tree(_ shown: String) -> Tree? {
        if FileStatus(at: path) == nil, named == nil {
            _ = try? context.read(path, limit: 0)
            return nil
        }
        let place = named?.place ?? .whole(context.file)
        guard FileStatus(at: path) != nil else {
            _ = try? context.read(path, limit: 0)
            context.findings.error(
                place, "\(Echo.quoted(shown)) does not exist", hint: "planb keys create NAME makes it")
            return nil
        }
        return context.readTree(path, shown: shown, place: place)
    }

    /// What this node knows of shared keys. Nothing, if it has not heard of them yet.
    private func sharedTree() -> Tree? {
        let shown = "the shared keys"
        do throws(SystemFile.Failure) {
            let contents = try context.read(path, limit: KeyCache.limit)
            do throws(KeyCache.Failure) {
                return context.tree(try KeyCache(data: folder).open(contents.bytes), shown: shown)
            } catch { complain(error.reason) }
        } catch {
            if !error.isMissing { complain(error.reason) }
        }
        return nil
    }

    /// At the start the keys are fetched. A gateway that runs goes on with those that it has.
    private func complain(_ reason: String) {
        let text = "what this node knows of the shared keys cannot be read: \(reason)"
        if context.isReload { return context.findings.error(.whole(path), text) }
        context.findings.warning(.whole(path), text, hint: "they are fetched from the database")
    }

    private func warn(_ drafts: [KeyDraft], routes: [RouteDraft], vendors: Set<String>) {
        for draft in drafts {
            for pattern in draft.key.routes {
                let isUsed = routes.contains {
                    $0.route.pattern.matches(pattern.text) || pattern.matches($0.route.pattern.text)
                }
                if !isUsed {
                    context.findings.warning(
                        draft.place,
                        "the key \(draft.key.id) may use \(Echo.quoted(pattern.text)), and no route matches that")
                }
            }
            for vendor in draft.key.vendors where !vendors.contains(vendor) {
                context.findings.warning(
                    draft.place,
                    "the key \(draft.key.id) may send to the vendor \(Echo.quoted(vendor)), which no target has")
            }
        }
    }
}
