import Crypto
import Foundation

/// The key that signs evidence (Ed25519, RFC 8032). Its private half stays in a file that only the gateway can read.
public struct EvidenceKey: Sendable {
    private let seed: [UInt8]
    /// The public half as people hand it on: `ed25519:` and 44 characters.
    public let publicText: String

    private static let prefix = "ed25519:"
    private static let header = "planb-evidence-key "

    /// A key of 32 bytes that nobody can guess.
    init(seed: [UInt8]) throws(EvidenceFailure) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw EvidenceFailure("a key of evidence has 32 bytes")
        }
        self.seed = seed
        publicText = Self.prefix + key.publicKey.rawRepresentation.base64EncodedString()
    }

    /// The key in the file at `path`, which is made, for its owner only, if it is missing; the public half is put beside it,
    /// with `.pub` at the end of the name.
    public static func open(_ path: String) throws(EvidenceFailure) -> EvidenceKey {
        if let key = try read(path) { return key }
        var generator = SystemRandomNumberGenerator()
        let key = try EvidenceKey(seed: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        let text = header + Data(key.seed).base64EncodedString() + "\n"
        // Of two processes that make one at once, one is first, and both use that.
        guard try EvidenceFile.create(path, Array(text.utf8), mode: 0o600) else {
            guard let other = try read(path) else { throw EvidenceFailure("\(path) cannot be read") }
            return other
        }
        _ = try? EvidenceFile.create(path + ".pub", Array((key.publicText + "\n").utf8), mode: 0o644)
        return key
    }

    private static func read(_ path: String) throws(EvidenceFailure) -> EvidenceKey? {
        guard let bytes = try EvidenceFile.contents(path, limit: 4096) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.hasPrefix(header), let seed = Data(base64Encoded: String(text.dropFirst(header.utf8.count))),
            seed.count == 32
        else {
            throw EvidenceFailure(
                "\(path) is no key of evidence; move it away, and another one is made (reviewers need its public half)")
        }
        guard EvidenceFile.isPrivate(path) else {
            throw EvidenceFailure("everybody on this machine can read \(path): chmod 600 it, or move it away")
        }
        return try EvidenceKey(seed: Array(seed))
    }

    func sign(_ bytes: [UInt8]) throws(EvidenceFailure) -> [UInt8] {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
            let signature = try? key.signature(for: bytes)
        else { throw EvidenceFailure("nothing can be signed") }
        return Array(signature)
    }

    /// The 32 bytes of a public key as `publicText` writes it, with or without its prefix; nil: it is none.
    public static func publicKey(_ text: String) -> [UInt8]? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let digits = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.utf8.count)) : text
        guard let key = Data(base64Encoded: digits), key.count == 32 else { return nil }
        return Array(key)
    }

    static func isValid(_ signature: [UInt8], of bytes: [UInt8], key: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}
