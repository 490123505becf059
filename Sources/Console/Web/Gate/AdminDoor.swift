import PlanBEngine
import PlanBVocabulary
import Synchronization

/// What the admin port remembers of those who ask: how much, and who is signed in.
final class AdminDoor: Sendable {
    private struct Memory {
        var requests = RateBook(burst: 2000, perSecond: 500)
        var attempts = RateBook(burst: 10, perSecond: 0.2)
        var sessions = SessionBook()
        var chance = SystemRandomNumberGenerator()
    }

    private let token: Secret
    private let gateway: Gateway
    private let memory = Mutex(Memory())

    /// `token` is the port's own; those of the configuration are asked for at each use.
    init(token: Secret, gateway: Gateway) {
        self.token = token
        self.gateway = gateway
    }

    private var now: Instant { gateway.clockTime }

    /// Counts a request of `peer`. How long it has to wait; nil: not at all.
    func wait(of peer: String) -> Instant.Span? { memory.withLock { [now] in $0.requests.take(peer, now: now) } }

    /// Whose token `presented` is now. Tokens are compared in constant time, all of them.
    func principal(_ presented: Secret) -> AdminPrincipal? {
        var found = presented == token ? AdminPrincipal(name: "admin", role: .admin) : nil
        for other in gateway.snapshot.adminTokens where other.matches(presented) && found == nil {
            found = AdminPrincipal(name: other.name, role: other.role)
        }
        return found
    }

    /// Who is signed in with `cookie`, and what forms carry. A session ends when its token is nobody's any more.
    func visitor(_ cookie: String) -> (principal: AdminPrincipal, formToken: String)? {
        guard let session = memory.withLock({ [now] in $0.sessions.session(cookie, now: now) }) else { return nil }
        guard let principal = principal(session.token) else {
            end(cookie)
            return nil
        }
        return (principal, session.formToken)
    }

    /// Whose session `cookie` is. Nobody uses it by this: that a page is open does not keep its session alive.
    func holder(of cookie: String) -> AdminPrincipal? {
        memory.withLock { [now] in $0.sessions.token(of: cookie, now: now) }.flatMap { principal($0) }
    }

    /// What came of trying to sign in.
    enum Attempt: Equatable {
        /// The value of the cookie.
        case signedIn(cookie: String)
        /// It is nobody's token.
        case refused
        /// Too many tries.
        case wait(Instant.Span)
    }

    /// Signs in whoever has `presented`. Only tries that fail count.
    func signIn(_ presented: Secret, peer: String) -> Attempt {
        let now = now
        if let wait = memory.withLock({ $0.attempts.take(peer, now: now) }) { return .wait(wait) }
        guard principal(presented) != nil else { return .refused }
        return memory.withLock { memory in
            memory.attempts.giveBack(peer)
            let cookie = Self.word(&memory.chance)
            memory.sessions.begin(presented, cookie: cookie, formToken: Self.word(&memory.chance), now: now)
            return .signedIn(cookie: cookie)
        }
    }

    /// Signs out.
    func end(_ cookie: String) { memory.withLock { $0.sessions.end(cookie) } }

    /// 256 random bits.
    private static func word(_ chance: inout SystemRandomNumberGenerator) -> String {
        (0..<4).map { _ in
            let text = String(chance.next(), radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
    }
}
