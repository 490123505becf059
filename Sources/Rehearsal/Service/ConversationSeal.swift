import Crypto
import Foundation

/// What conversations are called where samples are kept. A conversation's number is a hash of what was said in it, by which
/// whoever reads the file could check a guess; sealed with a secret of this data folder it says nothing.
struct ConversationSeal: Sendable {
    private let salt: SymmetricKey

    /// A seal with `salt`, at least 16 bytes that nobody can guess.
    init(salt: [UInt8]) { self.salt = SymmetricKey(data: salt) }

    /// The seal of `folder`, where its secret stands in the file `salt`, for its owner only. It is made if it is missing, or is
    /// none; what was kept under another one then counts as other conversations.
    /// - Throws: if the file can be neither read nor made.
    init(folder: URL) throws {
        let manager = FileManager.default
        let url = folder.appendingPathComponent("salt")
        if let kept = try? Data(contentsOf: url), kept.count == Self.size {
            self.init(salt: Array(kept))
            return
        }
        var generator = SystemRandomNumberGenerator()
        let made = (0..<Self.size).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try manager.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Never readable by others, not even for a moment: it is made under another name and renamed.
        let draft = folder.appendingPathComponent("salt.\(UInt64.random(in: .min ... .max, using: &generator))")
        guard manager.createFile(atPath: draft.path, contents: Data(made), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        try? manager.removeItem(at: url)
        try manager.moveItem(at: draft, to: url)
        self.init(salt: made)
    }

    /// A seal that is forgotten with the process, where none can be kept.
    static func passing() -> ConversationSeal {
        var generator = SystemRandomNumberGenerator()
        return ConversationSeal(salt: (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private static let size = 32

    /// What `conversation` is called: the same for the same, and no way back.
    func key(_ conversation: UInt64) -> String {
        let bytes = withUnsafeBytes(of: conversation.littleEndian) { Array($0) }
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: salt)
        return code.prefix(16).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0" + text : text
        }.joined()
    }
}
