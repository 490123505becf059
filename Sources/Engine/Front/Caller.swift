import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

/// Who sent a request.
struct Caller {
    /// The virtual key, or nil for the demo caller.
    var key: VirtualKey?
    /// The caller's own provider credential, for targets with `api_key: client`.
    var ownCredential: Secret?
    /// It is the gateway itself, in a rehearsal.
    var isRehearsal = false

    /// What stands in ledgers and logs.
    var id: String { key?.id ?? (isRehearsal ? RehearsalAccount.id : "local") }

    /// Who goes first when there is not enough for all.
    var priority: Priority { isRehearsal ? .drill : key?.priority ?? .interactive }
}

/// Finds out who sent a request.
enum Identify {
    /// The caller of `request`, or the 401 or 400 it gets.
    static func caller(of request: ClientRequest, _ snapshot: Snapshot, epoch: Int64) throws(ClientError) -> Caller {
        let fields = request.head.fields
        if let key = knownKey(request, epoch) { return Caller(key: key) }
        let own = fields.first("x-planb-key")
        let isDemo = snapshot.mode == .demo && request.isLoopback
        let presented: String?
        do throws(ClientError) { presented = try theOne(credentials(request.head, besidesKey: own != nil)) } catch {
            // In demo mode any credential will do, also one of a form that would mean nothing elsewhere.
            if isDemo { return Caller() }
            throw error
        }
        guard let text = own ?? presented else {
            if isDemo { return Caller() }
            throw ClientError(
                401, code: "missing_api_key",
                "No API key was sent; send a Plan B key as \"Authorization: Bearer planb_…\".", shouldRetry: false)
        }
        // Only what is not a key of ours may travel on.
        let passed = own != nil || (isDemo && !text.hasPrefix("planb_")) ? presented.map { Secret($0) } : nil
        if isDemo, !text.hasPrefix("planb_") { return Caller(ownCredential: passed) }
        return Caller(key: try verify(Secret(text), request, snapshot, epoch), ownCredential: passed)
    }

    /// The usual case: the one credential is the one that was good before on this connection.
    private static func knownKey(_ request: ClientRequest, _ epoch: Int64) -> VirtualKey? {
        let fields = request.head.fields
        guard fields.count(of: "authorization") == 1, let value = fields.bytes("authorization"),
            let key = request.memory.knownKey(authorization: value), request.head.query == nil,
            !fields.contains("x-planb-key"), !fields.contains("x-api-key"), !fields.contains("api-key"),
            !fields.contains("x-goog-api-key")
        else { return nil }
        if let expires = key.expires, epoch >= expires { return nil }
        return key
    }

    private static func verify(
        _ credential: Secret, _ request: ClientRequest, _ snapshot: Snapshot, _ epoch: Int64
    ) throws(ClientError) -> VirtualKey {
        do throws(KeyRing.Refusal) {
            let key = try snapshot.keys.verify(credential.reveal { $0 }, epoch: epoch)
            if let value = request.head.fields.bytes("authorization"), !request.head.fields.contains("x-planb-key") {
                request.memory.remember(authorization: value, key: key)
            }
            return key
        } catch {
            throw refusal(error)
        }
    }

    /// Never a 401: a client that believed it would throw its key away.
    static func error(_ doubt: KeyTrust.Doubt) -> ClientError {
        switch doubt {
        case .unknown:
            ClientError(
                503, code: "keys_unknown",
                "This gateway does not know the keys yet: the database that it shares them in has not answered since it "
                    + "was started. Try again.", shouldRetry: true, retryAfterSeconds: 5)
        case .stale:
            ClientError(
                503, code: "keys_stale",
                "This gateway has not been able to learn for too long whether keys were revoked (keys: max_stale). Try "
                    + "again, or ask another gateway.", shouldRetry: true, retryAfterSeconds: 5)
        }
    }

    private static func refusal(_ refusal: KeyRing.Refusal) -> ClientError {
        switch refusal {
        case .unknown:
            ClientError(
                401, code: "invalid_api_key",
                "The API key is not one of this gateway's; send a Plan B key (planb_…), not the provider's.",
                shouldRetry: false)
        case .expired:
            ClientError(401, code: "expired_api_key", "The API key has expired; ask for a new one.", shouldRetry: false)
        }
    }

    /// Every credential that was sent, in whatever form.
    private static func credentials(
        _ head: HTTPRequestHead, besidesKey: Bool
    ) throws(ClientError) -> [String] {
        var found: [String] = []
        let fields = head.fields
        guard fields.count(of: "authorization") <= 1 else {
            throw .badRequest(
                "two_credentials", parameter: "authorization", "More than one Authorization header was sent.")
        }
        if let value = fields.first("authorization"), !(besidesKey && isSignature(value)) {
            found.append(try bearer(value))
        }
        for name in ["x-api-key", "api-key", "x-goog-api-key"] as [StaticString] {
            if let value = fields.first(name), !value.isEmpty { found.append(value) }
        }
        found += try head.keysInQuery().filter { !$0.isEmpty }
        return found
    }

    /// A signature is made for one server, and is of no use to another.
    private static func isSignature(_ value: String) -> Bool { value.hasPrefix("AWS4-HMAC-SHA256") }

    private static func bearer(_ value: String) throws(ClientError) -> String {
        guard !isSignature(value) else {
            throw ClientError(
                401, code: "unverifiable_signature",
                "Requests signed with AWS keys cannot be verified by this gateway; give the SDK a Plan B key as its "
                    + "bearer token: AWS_BEARER_TOKEN_BEDROCK=planb_… (over HTTPS).", shouldRetry: false)
        }
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw ClientError(
                401, code: "invalid_authorization",
                "The Authorization header is not of the form \"Bearer KEY\".", shouldRetry: false)
        }
        let key = parts[1].drop { $0 == " " }
        guard !key.isEmpty, !key.contains(" ") else {
            throw ClientError(
                401, code: "invalid_authorization", "The Authorization header holds no key after \"Bearer\".",
                shouldRetry: false)
        }
        return String(key)
    }

    private static func theOne(_ credentials: [String]) throws(ClientError) -> String? {
        guard let first = credentials.first else { return nil }
        guard credentials.allSatisfy({ $0 == first }) else {
            throw .badRequest("two_credentials", "Two different credentials were sent; send one.")
        }
        return first
    }
}
