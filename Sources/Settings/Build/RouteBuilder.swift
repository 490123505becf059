import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// A route that was read, with what is only needed to judge it and to report it.
struct RouteDraft {
    var route: Route
    /// Where its pattern stands.
    var place: Place
    var targets: [TargetDraft]
    var fence: Fence
}

/// Reads the routes. Fields that a route does not have come from `defaults:`.
struct RouteBuilder {
    let findings: Findings
    let defaults: Tree?
    let chains: RouteChains

    func build(_ entries: [Tree.Entry]) -> [RouteDraft] { entries.compactMap(draft) }

    private func draft(_ entry: Tree.Entry) -> RouteDraft? {
        guard entry.value.entries != nil else { return nil }
        let field = { (name: String) -> Tree? in entry.value[name] ?? defaults?[name] }
        let links = chains.links(of: entry)
        if entry.value["try"] == nil, defaults?["try"] == nil {
            findings.error(
                entry.place, "the route \(Echo.quoted(entry.key)) has no targets", hint: "write try: [TARGET, …]")
        }
        var route = Route(pattern: ModelPattern(entry.key), targets: links.map(\.target.target.id))
        route.needs = (field("needs")?.items ?? []).compactMap { $0.text.flatMap(Capability.init(rawValue:)) }
        route.timeouts = timeouts(entry.value["timeouts"], defaults?["timeouts"])
        route.keepalive = field("keepalive")?.text.map { try? DurationText.parsePositive($0) } ?? route.keepalive
        route.reveal = field("reveal")?.text.flatMap(Route.Reveal.init(rawValue:)) ?? .full
        let fence = Fence(field("fence"))
        checkLinks(links, route: entry.key, needs: route.needs, fence: fence)
        return RouteDraft(route: route, place: entry.place, targets: links.map(\.target), fence: fence)
    }

    private func timeouts(_ own: Tree?, _ shared: Tree?) -> Timeouts {
        func span(_ key: String) -> Instant.Span? {
            (own?[key] ?? shared?[key])?.text.flatMap { try? DurationText.parsePositive($0) }
        }
        let timeouts = Timeouts(
            connect: span("connect"), firstToken: span("first_token"), idle: span("idle"), answer: span("answer"),
            total: span("total"))
        let phases = [
            ("connect", timeouts.connect), ("first_token", timeouts.firstToken), ("idle", timeouts.idle),
            ("answer", timeouts.answer),
        ]
        for case (let key, let length?) in phases where length > timeouts.total ?? Clocks.standard.total {
            if let entry = own?.entry(key) ?? own?.entry("total") {
                findings.warning(entry.place, "\"\(key)\" never runs out: \"total\" is shorter")
            }
        }
        return timeouts
    }

    /// The rules that bind every target of a route, wherever it comes from.
    private func checkLinks(_ links: [RouteChains.Link], route: String, needs: [Capability], fence: Fence) {
        for (index, link) in links.enumerated() {
            let name = link.target.target.name
            for need in needs where link.target.target.contract.lacks(need) {
                findings.error(
                    link.place, "the target \(name) lacks \(need.rawValue), which the route needs",
                    hint: "take it out of the route, or correct its contract: {\(need.rawValue): true}")
            }
            if let reason = fence.reason(against: link.target) {
                findings.error(link.place, "the target \(name) is outside the route's fence: \(reason)")
            }
            if link.target.target.model == nil, !ModelPattern(route).isGlob, let owner = NameOwner.vendor(of: route),
                owner != link.target.target.vendor
            {
                findings.warning(
                    link.place,
                    "the target \(name) is never tried here: \(Echo.quoted(route)) is a name of \(owner), and the target has "
                        + "no model of its own", hint: "give the target a model (for Azure, a deployment)")
            }
            guard let twin = links[..<index].first(where: { $0.target.isSame(as: link.target) }) else { continue }
            let what =
                twin.target.target.name == name ? "the target \(name) twice" : "\(twin.target.target.name) and \(name)"
            findings.error(
                link.place,
                "the route \(Echo.quoted(route)) has \(what): the same provider, origin, account and model is no backup"
            )
        }
    }
}
