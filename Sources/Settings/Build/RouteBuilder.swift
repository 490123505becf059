import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// Reads the routes. Fields that a route does not have come from `defaults:`.
struct RouteBuilder {
    let findings: Findings
    let defaults: Tree?
    let chains: RouteChains
    let rehearsals: RehearsalBuilder

    func build(_ entries: [Tree.Entry]) -> [RouteDraft] { entries.compactMap(draft) }

    private func draft(_ entry: Tree.Entry) -> RouteDraft? {
        guard entry.value.entries != nil else { return nil }
        let field = { (name: String) -> Tree? in entry.value[name] ?? defaults?[name] }
        let links = chains.links(of: entry)
        if entry.value["try"] == nil, defaults?["try"] == nil {
            findings.error(
                entry.place, "the route \(Echo.quoted(entry.key)) has no targets", hint: "write try: [TARGET, …]")
        }
        let members = links.flatMap(\.members)
        let targets = members.map(\.target)
        var route = Route(pattern: ModelPattern(entry.key), chain: links.compactMap(\.link))
        route.needs = Capabilities(
            (field("needs")?.items ?? []).compactMap { $0.text.flatMap(Capability.init(rawValue:)) })
        route.timeouts = timeouts(entry.value["timeouts"], defaults?["timeouts"])
        route.keepalive = field("keepalive")?.text.map { try? DurationText.parsePositive($0) } ?? route.keepalive
        route.reveal = field("reveal")?.text.flatMap(Route.Reveal.init(rawValue:)) ?? .full
        route.sharesVectorSpace = field("embeddings")?.text == "same-space"
        route.isLossy = field("lossy")?.text == "allow"
        route.allotment = AllotmentBuilder.allotment(limits: field("limits"), budget: field("budget"))
        let fence = Fence(field("fence"))
        FailoverBuilder(findings: findings, own: entry.value, defaults: defaults).apply(to: &route)
        check(members, route: entry.key, needs: route.needs, fence: fence)
        warnOfUnpriced(links)
        var draft = RouteDraft(
            route: route, place: entry.place, own: entry.value, targets: targets,
            primaries: links.first?.members.map(\.target) ?? [], fence: fence)
        draft.route.rehearsal = rehearsals.plan(field("rehearse"), of: draft)
        draft.route.rehearsal.mayRecord = field("record")?.text == "golden"
        return draft
    }

    private func timeouts(_ own: Tree?, _ shared: Tree?) -> Timeouts {
        func span(_ key: String) -> Instant.Span? {
            (own?[key] ?? shared?[key])?.text.flatMap { try? DurationText.parsePositive($0) }
        }
        return Timeouts(
            connect: span("connect"), firstToken: span("first_token"), idle: span("idle"), answer: span("answer"),
            total: span("total"))
    }

    /// The rules that bind every target of a route, wherever it comes from.
    private func check(_ members: [RouteChains.Member], route: String, needs: Capabilities, fence: Fence) {
        for (index, member) in members.enumerated() {
            let name = member.target.target.name
            for need in needs.intersection(member.target.target.contract.capabilities.absent).elements {
                // What the provider is known not to do is no matter of its contract.
                let isFixed = need == .prefill && member.target.target.provider.contract.lacks(need)
                findings.error(
                    member.place, "the target \(name) lacks \(need.rawValue), which the route needs",
                    hint: "take it out of the route"
                        + (isFixed ? "" : ", or correct its contract: {\(need.rawValue): true}"))
            }
            if let reason = fence.reason(against: member.target) {
                findings.error(member.place, "the target \(name) is outside the route's fence: \(reason)")
            }
            if member.target.target.model == nil, !ModelPattern(route).isGlob, let owner = ModelNames.vendor(of: route),
                owner != member.target.target.vendor
            {
                findings.warning(
                    member.place,
                    "the target \(name) is never tried here: \(Echo.quoted(route)) is a name of \(owner), and the target has "
                        + "no model of its own", hint: "give the target a model (for Azure, a deployment)")
            }
            if let other = members[..<index].first(where: { $0.target.isCallersOwnAtOtherVendor(than: member.target) })
            {
                findings.error(
                    member.place,
                    "the targets \(other.target.target.name) and \(name) would both be sent the caller's own credential, and "
                        + "it is a secret of one of their vendors",
                    hint: "keep api_key: client for the targets of one vendor in a route")
            }
            guard let twin = members[..<index].first(where: { $0.target.isSame(as: member.target) }) else { continue }
            let what =
                twin.target.target.name == name ? "the target \(name) twice" : "\(twin.target.target.name) and \(name)"
            findings.error(
                member.place,
                "the route \(Echo.quoted(route)) has \(what): the same provider, origin, account and model is no backup"
            )
        }
    }

    /// Warned: a choice by price among targets whose price nobody knows.
    private func warnOfUnpriced(_ links: [RouteChains.Link]) {
        for member in links.filter({ $0.isOwn && $0.balance == .cost }).flatMap(\.members)
        where member.target.target.price == nil {
            findings.warning(
                member.place,
                "the price of the target \(member.target.target.name) is not known, so that it comes last in its group",
                hint: "choose by: weight, latency or least-busy if that is not meant")
        }
    }
}
