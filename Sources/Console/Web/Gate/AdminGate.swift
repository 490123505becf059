import HTTPTypes
import Hummingbird
import NIOCore
import PlanBEngine
import PlanBVocabulary

/// The way into the admin port, for programs with a token and for browsers with a session: who asks, from where, how often,
/// and whether the role is enough. Handlers behind it know that all of that is right.
struct AdminGate: RouterMiddleware {
    let door: AdminDoor
    /// The names that this port answers to besides those of loopback.
    let names: @Sendable () -> [String]
    let pages: ErrorPages

    @concurrent
    func handle(
        _ request: Request, context: AdminContext,
        next: @concurrent (Request, AdminContext) async throws -> Response
    ) async throws -> Response {
        if let wait = door.wait(of: context.peer) { throw AdminGate.tooMany(wait) }
        let access = AdminAccess.of(request.method, request.uri.path)
        let host = HostRule.verdict(request.head.authority, names: names(), bound: context.bound)
        guard host != .malformed else {
            throw HTTPError(.badRequest, message: "The Host header is missing, or is no name with a port.")
        }
        let needed: AdminRole? =
            switch access {
            case .open: nil
            case .program(let role), .page(let role): role
            }
        var context = context
        let (door, bearer) = (door, Self.bearer(request))
        if let bearer, let principal = door.principal(bearer) {
            // Whoever has a token is not a page of somebody else: names of the network need not be known here.
            context.principal = principal
            context.isAllowed = { door.principal(bearer).map { $0.role >= needed ?? .viewer } ?? false }
        } else {
            guard host == .known else {
                throw HTTPError(
                    .misdirectedRequest,
                    message:
                        "The admin port does not answer for this Host; add it to admin_hosts: if it is this gateway.")
            }
            if needed == nil { return try await next(request, context) }
            guard bearer == nil,
                let cookie = SessionCookie.value(in: request.headers[values: .cookie], port: context.port),
                let visitor = door.visitor(cookie)
            else { return try Self.stranger(request, access) }
            (context.principal, context.formToken) = (visitor.principal, visitor.formToken)
            context.isAllowed = { door.holder(of: cookie).map { $0.role >= needed ?? .viewer } ?? false }
            try Self.checkOrigin(request, access, visitor.formToken)
        }
        guard let needed else { return try await next(request, context) }
        guard context.principal.role >= needed else {
            let message =
                "This needs the role \(needed.rawValue); \(context.principal.name) is \(context.principal.role.rawValue)."
            guard case .page = access else { throw HTTPError(.forbidden, message: message) }
            return pages.response(WebProblem(403, message), context)
        }
        do { return try await next(request, context) } catch let error as HTTPError where Self.isPage(access) {
            var response = pages.response(WebProblem(error.status.code, error.body ?? ""), context)
            response.headers.append(contentsOf: error.headers)
            return response
        } catch let error as HTTPError where error.status == .notFound && error.body == nil {
            throw HTTPError(
                .notFound, message: "There is no such path here; GET /api/v1/openapi.json says which there are.")
        }
    }

    private static func isPage(_ access: AdminAccess) -> Bool { if case .page = access { true } else { false } }

    static func tooMany(_ wait: Instant.Span) -> HTTPError {
        HTTPError(
            .tooManyRequests, headers: [.retryAfter: String(max(1, wait.secondsRoundedUp))],
            message: "Too many requests from this address.")
    }

    private static func bearer(_ request: Request) -> Secret? {
        let prefix = "Bearer "
        guard let value = request.headers[.authorization], value.hasPrefix(prefix) else { return nil }
        return Secret(String(value.dropFirst(prefix.count)))
    }

    /// Nobody is signed in: people are shown where, programs are told how.
    private static func stranger(_ request: Request, _ access: AdminAccess) throws -> Response {
        if case .page = access, request.headers[.authorization] == nil {
            let next = request.method == .get ? SignIn.path(returningTo: request.uri.string) : SignIn.path
            return Response(status: .seeOther, headers: WebConsole.headers(adding: [.location: next]))
        }
        throw HTTPError(
            .unauthorized,
            message: "The admin port needs its token: Authorization: Bearer TOKEN, from admin.token in the data folder."
        )
    }

    /// A cookie is sent whoever makes the browser send a request: what changes something has to come from the console's own
    /// pages. Forms of pages carry their token in the body, where the page's own handler looks for it.
    private static func checkOrigin(_ request: Request, _ access: AdminAccess, _ formToken: String) throws {
        let site = request.headers[.fetchSite]
        if request.method == .get || request.method == .head {
            // A page of another port of this machine is of the same site, so that cookies are sent.
            guard isPage(access) || site == nil || site == "same-origin" || site == "none" else {
                throw HTTPError(.forbidden, message: "Pages of other sites may not ask this.")
            }
            return
        }
        guard
            OriginRule.isOwn(
                origin: request.headers[.origin], site: site, host: request.head.authority ?? "")
        else { throw HTTPError(.forbidden, message: "This was not sent by a page of the console.") }
        guard !isPage(access) else { return }
        guard let sent = request.headers[.formToken], Secret(sent) == Secret(formToken) else {
            throw HTTPError(
                .forbidden, message: "With a session of a browser this needs the header x-planb-form-token.")
        }
    }
}

extension HTTPField.Name {
    static let fetchSite = HTTPField.Name("sec-fetch-site") ?? .origin
    static let formToken = HTTPField.Name("x-planb-form-token") ?? .origin
    static let forwardedProto = HTTPField.Name("x-forwarded-proto") ?? .origin
}
