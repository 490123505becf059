import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// Reads `rehearse:` of a route, and refuses what it cannot consent to.
struct RehearsalBuilder {
    let findings: Findings
    let goldens: GoldenBuilder
    /// Names with a configuration, of which those that could be read have a draft.
    let targetNames: [String]
    let targets: [TargetDraft]
    let chains: RouteChains
    let routes: [Tree.Entry]

    /// How `draft` rehearses. `tree` may stand in the route or in `defaults:`.
    func plan(_ tree: Tree?, of draft: RouteDraft) -> RehearsalPlan {
        var plan = RehearsalPlan()
        plan.twins = Set(draft.knownTwins.map(\.target.id))
        guard let tree else { return plan }
        if tree.text == "off" {
            plan.probe = .off
            return plan
        }
        readProbe(tree["probe"], into: &plan)
        readGolden(tree["golden"], into: &plan, draft)
        plan.shadow = tree["shadow"]?.text.flatMap { text in
            text == "auto" ? .auto : share(text).map(RehearsalPlan.ShadowShare.share)
        }
        let live = tree["live"]
        plan.live = share(live?.text ?? live?["share"]?.text).map {
            RehearsalPlan.Live(share: $0, acrossModels: live?["across_models"]?.flag ?? false)
        }
        plan.cutover = recurring(tree.entry("cutover"), usually: 0.05)
        plan.fault = recurring(tree.entry("fault"), usually: 0.01)
        plan.faults = tree["fault"]?["kinds"].map(kinds) ?? plan.faults
        plan.similarity = tree["similarity"].flatMap { similarity($0, draft) }
        plan.caps = caps(tree["caps"], plan.caps)
        plan.minimum = share(tree["minimum"]?.text) ?? plan.minimum
        plan.maxAge = span(tree["max_age"]) ?? plan.maxAge
        check(tree, &plan, draft)
        return plan
    }

    // MARK: - Values

    private func span(_ tree: Tree?) -> Instant.Span? {
        tree?.text.flatMap { try? DurationText.parsePositive($0) }
    }

    private func share(_ text: String?) -> Double? {
        text.flatMap { try? ShareText.parse($0) }.flatMap { $0 > 0 ? Double($0) / 10_000 : nil }
    }

    private func readProbe(_ tree: Tree?, into plan: inout RehearsalPlan) {
        let ask = tree?.text ?? tree?["ask"]?.text
        plan.probe = ask.flatMap(RehearsalPlan.Probe.init(rawValue:)) ?? plan.probe
        plan.probeEvery = span(tree?["every"] ?? tree) ?? plan.probeEvery
    }

    private func readGolden(_ tree: Tree?, into plan: inout RehearsalPlan, _ draft: RouteDraft) {
        guard let tree, let name = tree["file"] ?? (tree.text == nil ? nil : tree) else { return }
        plan.goldenEvery = span(tree["every"]) ?? plan.goldenEvery
        guard let found = goldens.set(name) else { return }
        plan.golden = found.set
        if let judge = found.judge, let text = judge.text { check(judge: text, at: judge, for: name, draft) }
    }

    private func recurring(_ entry: Tree.Entry?, usually share: Double) -> RehearsalPlan.Recurring? {
        guard let entry, entry.value.entries != nil else { return nil }
        let plan = RehearsalPlan.Recurring(
            every: span(entry.value["every"]) ?? .seconds(7 * 86400),
            duration: span(entry.value["for"]) ?? .minutes(10),
            share: self.share(entry.value["share"]?.text) ?? share)
        if plan.duration > plan.every {
            findings.error(
                (entry.value["for"] ?? entry.value["every"] ?? entry.value).place,
                "a \(entry.key) that lasts for \(DurationText.text(plan.duration)) cannot begin every "
                    + DurationText.text(plan.every), hint: "make \"for\" shorter, or \"every\" longer")
        }
        return plan
    }

    private func kinds(_ tree: Tree) -> [InjectedFault] {
        var kinds: [InjectedFault] = []
        for item in tree.items ?? [] {
            guard let kind = item.text.flatMap(InjectedFault.init(rawValue:)) else { continue }
            if kinds.contains(kind) {
                findings.error(item.place, "the kind \(kind.rawValue) is given twice")
            } else {
                kinds.append(kind)
            }
        }
        return kinds
    }

    private func caps(_ tree: Tree?, _ usual: RehearsalPlan.Caps) -> RehearsalPlan.Caps {
        let spend = tree?["spend"]?.text.flatMap { try? MoneyText.parse($0) }.map { $0 / 1000 }
        return RehearsalPlan.Caps(
            userFailures: tree?["user_failures"]?.integer ?? usual.userFailures, spend: spend ?? usual.spend)
    }

    // MARK: - Consent

    /// What stands in `defaults:` fits one route and not the next: a route with one target takes of it what makes sense.
    private func check(_ tree: Tree, _ plan: inout RehearsalPlan, _ draft: RouteDraft) {
        guard !draft.targets.isEmpty else { return }
        let route = Echo.quoted(draft.route.pattern.text)
        let isOwn = draft.own["rehearse"] != nil
        let levels = ["golden", "shadow", "live", "cutover", "fault"].compactMap { tree.entry($0) }
        guard draft.targets.count > 1 else {
            if isOwn, let entry = levels.first {
                findings.error(
                    entry.place, "\(route) has one target: there is no backup for \"\(entry.key)\" to rehearse",
                    hint: "add a target to try, or leave out \"\(entry.key)\"")
            }
            (plan.golden, plan.shadow, plan.live, plan.cutover, plan.fault) = (nil, nil, nil, nil, nil)
            return
        }
        if draft.fence.vendors == nil, draft.fence.regions == nil {
            for entry in levels where entry.key != "golden" {
                findings.error(
                    entry.place,
                    "\"\(entry.key)\" sends users' requests of \(route) to its backups, and needs a fence",
                    hint: "write fence: {vendors: [\(vendors(of: draft))]} in \(isOwn ? "the route" : "defaults")")
            }
        }
        if let live = plan.live, !live.acrossModels, draft.knownTwins.isEmpty, let entry = tree.entry("live") {
            findings.error(
                entry.place,
                "no backup of \(route) is known to have the model of \(draft.primaries.first?.target.name ?? ""), so that "
                    + "users would get answers of another model",
                hint:
                    "write live: {share: \(DrillText.share(live.share)), across_models: true} if that is meant, or give "
                    + "the twin its model (for a deployment, lineage: MODEL)")
        }
    }

    private func vendors(of draft: RouteDraft) -> String {
        var vendors: [String] = []
        for target in draft.targets where !vendors.contains(target.target.vendor) {
            vendors.append(target.target.vendor)
        }
        return vendors.joined(separator: ", ")
    }

    /// Who makes vectors of answers: a target, or the first one of a route. The fence binds that as well.
    private func similarity(_ tree: Tree, _ draft: RouteDraft) -> String? {
        guard let text = tree.text, (try? Syntax.entryName.check(text)) != nil else { return nil }
        var name = text
        if text.hasPrefix("route:") {
            let route = String(text.dropFirst(6))
            guard let entry = routes.first(where: { $0.key == route }) else {
                findings.error(
                    tree.place, "unknown route \(Echo.quoted(route))",
                    hint: Echo.suggestion(for: route, among: routes.map(\.key)))
                return nil
            }
            // One without targets has been reported.
            guard let first = chains.links(of: entry).first?.members.first else { return nil }
            name = first.target.target.name
        }
        guard let found = targets.first(where: { $0.target.name == name }) else {
            if !targetNames.contains(name) {
                findings.error(
                    tree.place, "unknown target \(Echo.quoted(name))",
                    hint: Echo.suggestion(for: name, among: targetNames))
            }
            return nil
        }
        if let (problem, hint) = reason(against: found, draft) {
            findings.error(tree.place, "the target \(name) \(problem)", hint: hint)
            return nil
        }
        return name
    }

    private func reason(against found: TargetDraft, _ draft: RouteDraft) -> (problem: String, hint: String)? {
        let target = found.target
        if !target.provider.operations.contains(.embedding) {
            return ("makes no embeddings", "name a target of an embedding model")
        }
        if target.model == nil {
            return ("has no model of its own to ask for", "write model: in the target")
        }
        if case .client = target.credential {
            return ("is asked with the caller's own key, which rehearsals do not have", "give it an api_key")
        }
        if let reason = draft.fence.reason(against: found) {
            return (
                "is outside the fence of \(Echo.quoted(draft.route.pattern.text)): \(reason)",
                "take another one, or leave out \"similarity\""
            )
        }
        return nil
    }

    /// The fence binds what is sent to a judge, too: it gets the answers, and the prompts with them.
    private func check(judge name: String, at judge: Tree, for golden: Tree, _ draft: RouteDraft) {
        guard let target = targets.first(where: { $0.target.name == name }) else {
            // One that is configured but could not be read has been reported.
            if !targetNames.contains(name) {
                findings.error(
                    judge.place, "unknown target \(Echo.quoted(name))",
                    hint: Echo.suggestion(for: name, among: targetNames))
            }
            return
        }
        if let reason = draft.fence.reason(against: target) {
            findings.error(
                golden.place,
                "the judge \(name) of this file is outside the fence of \(Echo.quoted(draft.route.pattern.text)): \(reason)",
                hint: "take another judge, or another golden set")
        }
    }
}
