import Crypto
import CryptoExtras
import Foundation

/// Checks a JSON Web Token as the other side does; made with Foundation and no code of the gateway.
struct TokenCheck {
    let header: [String: Any]
    let claims: [String: Any]

    /// Nil unless `text` is a token that this key has signed with RS256.
    init?(_ text: String, signedBy key: _RSA.Signing.PublicKey) {
        let parts = text.split(separator: ".")
        guard parts.count == 3, let header = Self.object(parts[0]), let claims = Self.object(parts[1]),
            let signature = Self.bytes(parts[2]), header["alg"] as? String == "RS256",
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: Data("\(parts[0]).\(parts[1])".utf8),
                padding: .insecurePKCS1v1_5)
        else { return nil }
        self.header = header
        self.claims = claims
    }

    private static func bytes(_ text: Substring) -> Data? {
        let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }

    private static func object(_ text: Substring) -> [String: Any]? {
        bytes(text).flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    }
}
