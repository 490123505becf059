import Hummingbird
import PlanBEngine
import PlanBVocabulary

/// Lets through what carries a token whose role is enough. Tokens are compared in constant time, all of them.
struct TokenCheck: RouterMiddleware {
    let token: Secret
    let gateway: Gateway

    @concurrent
    func handle(
        _ request: Request, context: AdminContext,
        next: @concurrent (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        guard let principal = principal(of: request) else {
            throw HTTPError(
                .unauthorized,
                message:
                    "The admin port needs its token: Authorization: Bearer TOKEN, from admin.token in the data folder.")
        }
        let needed = AdminPolicy.role(for: request.method, path: request.uri.path)
        guard principal.role >= needed else {
            throw HTTPError(
                .forbidden,
                message: "This needs the role \(needed.rawValue); \(principal.name) is \(principal.role.rawValue).")
        }
        var context = context
        context.principal = principal
        return try await next(request, context)
    }

    private func principal(of request: Request) -> AdminPrincipal? {
        let prefix = "Bearer "
        guard let value = request.headers[.authorization], value.hasPrefix(prefix) else { return nil }
        let presented = Secret(String(value.dropFirst(prefix.count)))
        var found = presented == token ? AdminPrincipal(name: "admin", role: .admin) : nil
        for other in gateway.snapshot.adminTokens where other.matches(presented) && found == nil {
            found = AdminPrincipal(name: other.name, role: other.role)
        }
        return found
    }
}
