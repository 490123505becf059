import PlanBEngine

/// Resolves the `try:` lists of the routes: targets by name, and `route:NAME` for the targets of another route.
struct RouteChains {
    /// A target of a route and where it (or the route it comes through) stands in that route.
    struct Link {
        var target: TargetDraft
        var place: Place
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

    /// The targets of a route in order. What cannot be resolved is recorded and left out.
    func links(of route: Tree.Entry) -> [Link] {
        var walk = Walk(path: [route.key])
        append(route, to: &walk, at: nil)
        return walk.links
    }

    /// `place` is where the outermost route names the chain; nil in that route itself.
    private func append(_ route: Tree.Entry, to walk: inout Walk, at place: Place?) {
        for item in (route.value["try"] ?? defaults?["try"])?.items ?? [] {
            guard let name = item.text else { continue }
            walk.steps += 1
            guard walk.steps <= Self.limit else {
                if walk.steps == Self.limit + 1 {
                    findings.error(place ?? item.place, "a route has at most \(Self.limit) targets, chains included")
                }
                return
            }
            if name.hasPrefix("route:") {
                follow(String(name.dropFirst(6)), item, to: &walk, at: place)
            } else if let target = targets[name] {
                walk.links.append(Link(target: target, place: place ?? item.place))
            } else if !names.contains(name) {
                let isRoute = routes[name] != nil
                findings.error(
                    item.place, "unknown target \(Echo.quoted(name))",
                    hint: isRoute
                        ? "there is a route of that name: write route:\(name)"
                        : Echo.suggestion(for: name, among: names.sorted()))
            }
        }
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
