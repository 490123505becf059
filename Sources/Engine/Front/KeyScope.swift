import PlanBPolicy

extension VirtualKey {
    /// Whether it may use `route` under the name `asked`.
    func mayUse(_ route: Route, asked: String) -> Bool {
        routes.isEmpty || routes.contains { $0.matches(asked) || $0 == route.pattern }
    }
}
