import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Finds and reads the virtual keys and the pepper that go with a configuration.
struct KeysSource {
    /// What was found.
    struct Found {
        var folder: String
        var path: String
        var ring = KeyRing.empty
        var keys: [VirtualKey] = []
    }

    let context: LoadContext
    let root: Tree

    /// The data folder: `data:`, by default `.planb` beside the file.
    var folder: String { context.absolute(root["data"]?.text ?? ".planb") }

    /// The file of the keys: `keys:`, by default `keys.yaml` in the data folder.
    var path: String { root["keys"]?.text.map { context.absolute($0) } ?? folder + "/keys.yaml" }

    /// Reads the keys. A missing file is no keys, unless the configuration names it.
    func read(routes: [RouteDraft], targets: [TargetDraft], aliases: [String: String]) -> Found {
        var found = Found(folder: folder, path: path)
        let shown = root["keys"]?.text.map { FilePath.shown($0, besides: context.file) } ?? path
        if FileStatus(at: path) == nil, root["keys"] == nil {
            _ = try? context.read(path, limit: 0)
            return found
        }
        let place = root["keys"]?.place ?? .whole(context.file)
        guard FileStatus(at: path) != nil else {
            _ = try? context.read(path, limit: 0)
            context.findings.error(
                place, "\(Echo.quoted(shown)) does not exist", hint: "planb keys create NAME makes it")
            return found
        }
        guard let tree = context.readTree(path, shown: shown, place: place) else { return found }
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
