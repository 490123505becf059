import PlanBEngine
import PlanBPolicy

/// Resolves the `try:` lists of the routes: targets by name, groups of them, and `route:NAME` for what another route
/// tries.
struct RouteChains {
    /// A target of a route and where it (or the route it comes through) stands in that route.
    struct Member {
        var target: TargetDraft
        var place: Place
        var weight = 1
    }

    /// A single target, or a group.
    struct Link {
        var members: [Member]
        /// Nil for a single target.
        var balance: TargetGroup.Balance?
        /// It stands in the `try:` of the route itself.
        var isOwn: Bool

        /// For the planner.
        var link: Route.Link? {
            guard let balance else { return members.first.map { .target($0.target.target.id) } }
            return .group(
                TargetGroup(
                    members.map { TargetGroup.Member($0.target.target.id, weight: $0.weight) }, by: balance))
        }
    }

    /// No request tries more, and a doubling chain of routes stays small.
    private static let limit = 64

    private let findings: Findings
    private let routes: [String: Tree.Entry]
    private let defaults: Tree?
    /// Names with a configuration, of which those that could be read have a draft.
    private let names: Set<String>
    private let targets: [String: TargetDraft]

    init(_ findings: Findings, routes: [Tree.Entry], defaults: Tree?, targetNames: [String], targets: [TargetDraft]) {
        self.findings = findings
        self.routes = Dictionary(routes.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        self.defaults = defaults
        names = Set(targetNames)
        self.targets = Dictionary(targets.map { ($0.target.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// One resolution on its way.
    private struct Walk {
        var links: [Link] = []
        /// The routes that lead to where the walk is.
        var path: [String]
        var steps = 0
    }

    /// The targets and groups of a route in order. What cannot be resolved is recorded and left out.
    func links(of route: Tree.Entry) -> [Link] {
        var walk = Walk(path: [route.key])
        append(route, to: &walk, at: nil)
        return walk.links
    }

    /// `place` is where the outermost route names the chain; nil in that route itself.
    private func append(_ route: Tree.Entry, to walk: inout Walk, at place: Place?) {
        for item in (route.value["try"] ?? defaults?["try"])?.items ?? [] {
            if item.entries != nil {
                appendGroup(item, to: &walk, at: place)
            } else if let name = item.text {
                guard take(item, from: &walk, at: place) else { return }
                // What is no name at all has been reported.
                guard (try? Syntax.entryName.check(name)) != nil else { continue }
                if name.hasPrefix("route:") {
                    follow(String(name.dropFirst(6)), item, to: &walk, at: place)
                } else if let target = target(name, at: item, of: walk, inGroup: false) {
                    let member = Member(target: target, place: place ?? item.place)
                    walk.links.append(Link(members: [member], balance: nil, isOwn: place == nil))
                }
            }
        }
    }

    private func appendGroup(_ group: Tree, to walk: inout Walk, at place: Place?) {
        var members: [Member] = []
        for item in group["any"]?.items ?? [] {
            guard let node = item.text == nil ? item["target"] : item, let name = node.text,
                (try? Syntax.memberName.check(name)) != nil
            else { continue }
            guard take(node, from: &walk, at: place) else { break }
            guard let target = target(name, at: node, of: walk, inGroup: true) else { continue }
            members.append(
                Member(target: target, place: place ?? node.place, weight: item["weight"]?.integer ?? 1))
        }
        guard !members.isEmpty else { return }
        let balance = group["by"]?.text.flatMap(TargetGroup.Balance.init(rawValue:)) ?? .weight
        if place == nil { warnOfNoChoice(group, balance) }
        walk.links.append(Link(members: members, balance: balance, isOwn: place == nil))
    }

    private func warnOfNoChoice(_ group: Tree, _ balance: TargetGroup.Balance) {
        let items = group["any"]?.items ?? []
        if items.count == 1 {
            findings.warning(
                group.place, "a group of one target has nothing to choose from",
                hint: "add another one, or write its name alone")
        } else if balance == .latency || balance == .cost,
            let entry = items.lazy.compactMap({ $0.entry("weight") }).first
        {
            findings.warning(
                entry.place, "\"weight\" has no effect: by: \(balance.rawValue) does not look at weights",
                hint: "leave it out, or choose by: weight or least-busy")
        }
    }

    /// Whether the route may have one more entry.
    private func take(_ item: Tree, from walk: inout Walk, at place: Place?) -> Bool {
        walk.steps += 1
        if walk.steps == Self.limit + 1 {
            findings.error(place ?? item.place, "a route has at most \(Self.limit) targets, chains included")
        }
        return walk.steps <= Self.limit
    }

    private func target(_ name: String, at item: Tree, of walk: Walk, inGroup isInGroup: Bool) -> TargetDraft? {
        if let target = targets[name] { return target }
        // One that is configured but could not be read has been reported.
        guard !names.contains(name) else { return nil }
        // A route that leads here would only go in a circle.
        let hint =
            switch (routes[name] != nil && !walk.path.contains(name), isInGroup) {
            case (false, _): servers(of: name) ?? Echo.suggestion(for: name, among: names.sorted())
            case (true, false): "there is a route of that name: write route:\(name)"
            case (true, true):
                "there is a route of that name, and a group holds targets only: write route:\(name) as an entry of try"
            }
        findings.error(item.place, "unknown target \(Echo.quoted(name))", hint: hint)
        return nil
    }

    /// The name of a model was written for the target that has it.
    private func servers(of model: String) -> String? {
        let names = targets.values.filter { $0.target.model == model }.map(\.target.name).sorted()
        guard !names.isEmpty, names.count <= 3 else { return nil }
        return "that is the model of \(names.map(Echo.quoted).joined(separator: " and of ")), and try names targets"
    }

    private func follow(_ name: String, _ item: Tree, to walk: inout Walk, at place: Place?) {
        guard let route = routes[name] else {
            findings.error(
                item.place, "unknown route \(Echo.quoted(name))",
                hint: Echo.suggestion(for: name, among: routes.keys.sorted()))
            return
        }
        if let start = walk.path.firstIndex(of: name) {
            let circle = (walk.path[start...] + [name]).map(Echo.quoted).joined(separator: ", ")
            // A route that only leads into a circle says nothing: those on it do.
            if start == 0 { findings.error(item.place, "the routes go in a circle: \(circle)") }
            return
        }
        walk.path.append(name)
        append(route, to: &walk, at: place ?? item.place)
        walk.path.removeLast()
    }
}
