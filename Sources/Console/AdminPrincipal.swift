import Hummingbird
import NIOCore
import PlanBEngine
import PlanBVocabulary

/// Who sent a request to the admin port, and what they may do.
struct AdminPrincipal: Sendable, Equatable {
    /// For the audit log: `admin` for the port's own token, else the name in the configuration.
    var name: String
    var role: AdminRole
}

/// The context of a request to the admin port.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Set before any handler runs.
    var principal = AdminPrincipal(name: "nobody", role: .viewer)
    /// What forms of this browser's session carry; nil: it is not a session, but a token.
    var formToken: String?
    /// Whether the same would still be let in: an answer that goes on for long asks now and then.
    var isAllowed: @Sendable () -> Bool = { false }
    /// The address that it comes from.
    let peer: String
    /// The address of the socket that it came to.
    let bound: String?
    /// The port of that socket.
    let port: Int

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
        bound = source.channel.localAddress?.ipAddress
        port = source.channel.localAddress?.port ?? 0
    }
}

/// Which role each request needs. What is not listed needs the highest.
enum AdminPolicy {
    /// A method, the beginning of a path, and the least role that may send it.
    static let rules: [(method: HTTPRequest.Method, path: String, role: AdminRole)] =
        [
            (.get, "/metrics", .viewer),
            (.get, "/status", .viewer),
            (.get, "/api/v1/export", .operator),
            (.get, "/api/v1/keys", .operator),
            (.get, "/api/v1/audit", .operator),
            (.get, "/api/v1/shared", .operator),
            (.get, "/api/v1/rehearsals/record", .operator),
            (.get, "/api/v1/", .viewer),
            (.post, "/api/v1/rehearsals", .operator),
            (.delete, "/api/v1/rehearsals", .operator),
            (.post, "/sign-out", .viewer),
        ] + WebPlace.rules

    /// The least role that may send such a request. The first rule that fits counts. Empty parts of `path` mean nothing, as
    /// they mean nothing to the router: else `//` would be a way around a rule.
    static func role(for method: HTTPRequest.Method, path: String) -> AdminRole {
        let path = "/" + path.split(separator: "/").joined(separator: "/")
        return rules.first { $0.method == method && fits(path, $0.path) }?.role ?? .admin
    }

    /// A rule for `/keys` says nothing of `/keysmith`.
    private static func fits(_ path: String, _ rule: String) -> Bool {
        if rule == "/" { return path == rule }
        guard path.hasPrefix(rule) else { return false }
        return rule.hasSuffix("/") || path.utf8.count == rule.utf8.count
            || path.utf8.dropFirst(rule.utf8.count).first == UInt8(ascii: "/")
    }
}
