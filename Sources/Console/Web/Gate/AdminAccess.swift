import Hummingbird
import PlanBEngine

/// What a request to the admin port is for, by its method and path: decided once, before anything else.
enum AdminAccess: Equatable, Sendable {
    /// Programs ask: answers are JSON, also when there is none.
    case program(AdminRole)
    /// People look at it with a browser.
    case page(AdminRole)
    /// What there is before anybody is signed in: the form, style and script.
    case open

    /// What such a request is for. `path` is what was sent: what the router takes for the same path is the same here.
    static func of(_ method: HTTPRequest.Method, _ path: String) -> AdminAccess {
        let parts = path.split(separator: "/").map(String.init)
        guard let first = parts.first else { return .page(method == .get ? .viewer : .admin) }
        if first == "assets" || first == "sign-in", parts.count <= 2 { return .open }
        let role = AdminPolicy.role(for: method, path: "/" + parts.joined(separator: "/"))
        return ["api", "metrics", "status"].contains(first) ? .program(role) : .page(role)
    }
}
