import Crypto
import Foundation
public import PlanBEngine
public import PlanBVocabulary

/// Where somebody wants to be told, and of what.
public struct Webhook: Sendable {
    /// Where it is.
    public var origin: Origin
    /// Path and query: whoever knows them can write there.
    public var target: Secret
    /// What is told.
    public var kinds: Set<AlertKind>
    /// What messages are signed with; nil: they are not.
    public var signing: (any SecretSource)?

    /// A webhook.
    public init(origin: Origin, target: Secret, kinds: Set<AlertKind>, signing: (any SecretSource)? = nil) {
        self.origin = origin
        self.target = target
        self.kinds = kinds
        self.signing = signing
    }

    /// For people and metrics: the host, and its port.
    public var name: String { origin.authority }

    /// Whether both write to the same place.
    public func isSamePlace(as other: Webhook) -> Bool { origin == other.origin && target == other.target }

    /// The message, to be sent once. Signed as Standard Webhooks says: an HMAC-SHA-256 of id, time and body.
    ///
    /// - Parameter epoch: seconds since 1970.
    /// - Returns: nil if it should be signed, and what with is not there.
    func request(_ parcel: Outbox.Parcel, epoch: Int64) -> FetchRequest? {
        var fields =
            "host: \(origin.authority)\r\nconnection: close\r\ncontent-type: application/json\r\n"
            + "content-length: \(parcel.body.utf8.count)\r\nuser-agent: planb/\(Build.version)\r\n"
            + "webhook-id: \(parcel.id)\r\nwebhook-timestamp: \(epoch)\r\n"
        if let signing {
            guard let key = signing.current().flatMap(SigningKey.bytes) else { return nil }
            let text = "\(parcel.id).\(epoch).\(parcel.body)"
            let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key))
            fields += "webhook-signature: v1,\(Data(code).base64EncodedString())\r\n"
        }
        let path = target.reveal { String(decoding: $0, as: UTF8.self) }
        return FetchRequest(
            origin: origin, head: Secret("POST \(path) HTTP/1.1\r\n\(fields)\r\n"), body: Secret(parcel.body),
            limit: .seconds(10))
    }
}

/// The key of a webhook's signature as it is handed out: `whsec_`, and 24 to 64 bytes in base64.
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
public enum SigningKey {
    /// The bytes that sign; nil: `secret` is no such key.
    public static func bytes(_ secret: Secret) -> [UInt8]? {
        let text = secret.reveal { String(decoding: $0, as: UTF8.self) }
        let digits = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
        guard let data = Data(base64Encoded: digits), (24...64).contains(data.count) else { return nil }
        return Array(data)
    }
}
