import Crypto
import PlanBVocabulary

/// Who is signed in with a browser. Only the hash of a cookie is kept: who reads this memory cannot sign in with it. A value:
/// time and chance are arguments.
struct SessionBook: Sendable {
    /// One browser.
    struct Session: Sendable, Equatable {
        /// The token that was shown at sign-in. It is checked again at each request, so that a session ends with it.
        var token: Secret
        /// What forms of its pages carry.
        var formToken: String
        fileprivate var began: Instant
        fileprivate var seen: Instant
    }

    /// A session that nobody uses ends after this long.
    static let idle = Instant.Span.minutes(60)
    /// Every session ends after this long.
    static let longest = Instant.Span.minutes(12 * 60)
    /// At most so many: who signs in beyond that signs out whoever was not seen for longest.
    static let most = 256

    private var sessions: [SHA256Digest: Session] = [:]

    /// Nobody is signed in.
    init() {}

    /// How many there are, those that have just expired among them.
    var count: Int { sessions.count }

    /// Begins a session of whoever has `token`. `cookie` and `formToken` are 256 random bits each, as text.
    mutating func begin(_ token: Secret, cookie: String, formToken: String, now: Instant) {
        sessions = sessions.filter { Self.isAlive($0.value, now) }
        if sessions.count >= Self.most, let oldest = sessions.min(by: { $0.value.seen < $1.value.seen }) {
            sessions[oldest.key] = nil
        }
        sessions[Self.hash(cookie)] = Session(token: token, formToken: formToken, began: now, seen: now)
    }

    /// The session of `cookie`, which goes on; nil: there is none, or none any more.
    mutating func session(_ cookie: String, now: Instant) -> Session? {
        let hash = Self.hash(cookie)
        guard let session = sessions[hash] else { return nil }
        guard Self.isAlive(session, now) else {
            sessions[hash] = nil
            return nil
        }
        sessions[hash]?.seen = now
        return session
    }

    /// The token of the session of `cookie`, without using it.
    func token(of cookie: String, now: Instant) -> Secret? {
        sessions[Self.hash(cookie)].flatMap { Self.isAlive($0, now) ? $0.token : nil }
    }

    /// Ends the session of `cookie`.
    mutating func end(_ cookie: String) { sessions[Self.hash(cookie)] = nil }

    private static func hash(_ cookie: String) -> SHA256Digest { SHA256.hash(data: Array(cookie.utf8)) }

    private static func isAlive(_ session: Session, _ now: Instant) -> Bool {
        now - session.began < longest && now - session.seen < idle
    }
}
