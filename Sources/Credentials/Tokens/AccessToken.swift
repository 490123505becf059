import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// An OAuth access token.
struct AccessToken {
    var text: String
    /// Seconds since 1970.
    var expires: Int64

    /// Reads `{"access_token": …, "expires_in": 3599}` (RFC 6749 §5.1). Some services write numbers as texts, and
    /// managed identities say `expires_on` instead.
    init(_ node: JSONNode, from service: String, epoch: Int64) throws(CredentialFailure) {
        guard let text = node["access_token"]?.string, !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw CredentialFailure("\(service) answered without an access token") }
        self.text = text
        if let seconds = Self.number(node["expires_in"]), seconds > 0 {
            // A year is for ever; more would not be a number of seconds.
            expires = epoch + min(seconds, 31_536_000)
        } else if let end = Self.number(node["expires_on"]) {
            expires = end
        } else {
            throw CredentialFailure("\(service) does not say when its token expires")
        }
    }

    init(text: String, expires: Int64) {
        self.text = text
        self.expires = expires
    }

    var grant: CloudCredential.Grant { CloudCredential.Grant(.token(Secret(text)), expires: expires) }

    private static func number(_ node: JSONNode?) -> Int64? {
        node?.int.map { Int64($0) } ?? node?.string.flatMap { Int64($0) }
    }
}
