import Crypto
import CryptoExtras
import NIOCore
import PlanBWire

/// JSON Web Tokens that are signed with an RSA key (RFC 7515, RS256).
enum SignedToken {
    /// - Parameters:
    ///   - header: members of the header besides `alg` and `typ`; texts.
    ///   - claims: a JSON object.
    ///   - pem: the key, PKCS#8 or PKCS#1.
    ///   - owner: where the key stands, for the error message.
    static func make(
        header: [(String, String)], claims: JSONWriter, pem: String, owner: String
    ) throws(CredentialFailure) -> String {
        var head = JSONWriter()
        head.beginObject()
        head.member("alg", "RS256")
        head.member("typ", "JWT")
        for (name, value) in header { head.member(name, value) }
        head.endObject()
        let text =
            base64URL(Array(head.buffer.readableBytesView)) + "." + base64URL(Array(claims.buffer.readableBytesView))
        do {
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: pem)
            let signature = try key.signature(
                for: SHA256.hash(data: Array(text.utf8)), padding: .insecurePKCS1v1_5)
            return text + "." + base64URL(signature.withUnsafeBytes { Array($0) })
        } catch {
            throw CredentialFailure("\(owner) does not hold an RSA key in PEM that can be signed with")
        }
    }

    /// RFC 4648 §5, without padding.
    static func base64URL(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var out: [UInt8] = []
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                out.append(letters[Int(group >> bits & 0x3F)])
            }
        }
        if bits > 0 { out.append(letters[Int(group << (6 - bits) & 0x3F)]) }
        return String(decoding: out, as: UTF8.self)
    }

    /// Standard base64 (RFC 4648 §4), white space skipped; nil if it is none.
    static func bytes(base64 text: Substring) -> [UInt8]? {
        var out: [UInt8] = []
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for byte in text.utf8 where byte > 0x20 && byte != UInt8(ascii: "=") {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        return out
    }
}
