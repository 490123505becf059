import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// The rules that look at all routes, aliases and targets together.
struct RouteRules {
    let findings: Findings
    let routes: [RouteDraft]
    let targets: [TargetDraft]

    /// Refused: a glob that an earlier one of the same weight covers, since it can never be chosen.
    func checkReachable() {
        let globs = routes.enumerated().filter { $0.element.route.pattern.isGlob }
        for (index, draft) in globs {
            let pattern = draft.route.pattern
            // What covers the pattern's own text with each `*` taken for a letter that nobody uses covers all it matches.
            let sample = String(pattern.text.map { $0 == "*" ? "\u{1}" : $0 })
            let cover = globs.first { other in
                other.offset < index && other.element.route.pattern.literalLength == pattern.literalLength
                    && other.element.route.pattern.matches(sample)
            }
            if let cover {
                findings.error(
                    draft.place,
                    "the route \(Echo.quoted(pattern.text)) is never chosen: "
                        + "\(Echo.quoted(cover.element.route.pattern.text)) stands before it and matches the same names"
                )
            }
        }
    }

    /// Aliases that lead nowhere, or hide something. Returns those that could be read.
    func aliases(_ entries: [Tree.Entry], routeNames: [String]) -> [String: String] {
        let patterns = routeNames.map(ModelPattern.init)
        let names = Set(entries.map(\.key))
        var aliases: [String: String] = [:]
        for entry in entries {
            guard let model = entry.value.text else { continue }
            if entry.key.contains("*") {
                findings.error(entry.place, "an alias is one exact name; a glob is a route")
            } else if routeNames.contains(entry.key) {
                findings.error(entry.place, "the alias \(Echo.quoted(entry.key)) hides the route of the same name")
            } else if names.contains(model) {
                findings.error(entry.value.place, "\(Echo.quoted(model)) is an alias itself, and aliases do not chain")
            } else if !patterns.contains(where: { $0.matches(model) }) {
                findings.error(
                    entry.value.place, "no route matches \(Echo.quoted(model))",
                    hint: Echo.suggestion(for: model, among: routeNames.filter { !$0.contains("*") }))
            } else {
                aliases[entry.key] = model
            }
        }
        return aliases
    }

    /// Warned: backups that fall with the primary. Of a group that comes first, each member is a primary: the others and
    /// whatever follows are its backups.
    func warnOfDependentBackups() {
        for draft in routes where draft.targets.count > 1 {
            for primary in draft.primaries {
                let shared = draft.targets.filter { $0.target.id != primary.target.id }
                    .map { self.shared($0, with: primary) }
                guard !shared.contains(nil) else { continue }
                let kinds = Set(shared.compactMap { $0 }).sorted().joined(separator: " or ")
                findings.warning(
                    draft.place,
                    "every backup of \(Echo.quoted(draft.route.pattern.text)) shares the \(kinds) of \(primary.target.name)",
                    hint: "none of them counts as an independent backup")
                break
            }
        }
    }

    private func shared(_ backup: TargetDraft, with primary: TargetDraft) -> String? {
        if backup.account == primary.account { return "account" }
        return backup.lineage != nil && backup.lineage == primary.lineage ? "lineage" : nil
    }

    /// Warned: targets that nothing uses.
    func warnOfUnusedTargets(passthrough: [String]) {
        let used = Set(routes.flatMap { $0.route.targets })
        for draft in targets where !used.contains(draft.target.id) && !passthrough.contains(draft.target.name) {
            findings.warning(draft.place, "no route uses the target \(draft.target.name)")
        }
    }
}
