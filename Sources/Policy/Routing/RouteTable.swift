/// Finds the route of a model name: exact beats glob, a longer glob beats a shorter one, `*` comes last.
public struct RouteTable: Sendable {
    /// All routes in the order of the configuration.
    public let routes: [Route]
    private let exact: [String: Int]
    private let globs: [Int]
    private let aliases: [String: String]

    /// A table. Patterns must be distinct; the first of two equal ones wins.
    public init(_ routes: [Route], aliases: [String: String] = [:]) {
        self.routes = routes
        self.aliases = aliases
        var exact: [String: Int] = [:]
        for (index, route) in routes.enumerated() where !route.pattern.isGlob {
            if exact[route.pattern.text] == nil { exact[route.pattern.text] = index }
        }
        self.exact = exact
        globs = routes.indices.filter { routes[$0].pattern.isGlob }
            .sorted { left, right in
                let (a, b) = (routes[left].pattern.literalLength, routes[right].pattern.literalLength)
                return a == b ? left < right : a > b
            }
    }

    /// The route for `model`, or nil.
    public func route(for model: String) -> Route? {
        let name = aliases[model] ?? model
        if let index = exact[name] { return routes[index] }
        for index in globs where routes[index].pattern.matches(name) { return routes[index] }
        return nil
    }

    /// The name that `model` stands for: itself unless it is an alias.
    public func resolve(_ model: String) -> String { aliases[model] ?? model }

    /// Names that can be asked for exactly, aliases included, in the order of the configuration.
    public var exactNames: [String] {
        routes.filter { !$0.pattern.isGlob }.map(\.pattern.text) + aliases.keys.sorted()
    }
}
