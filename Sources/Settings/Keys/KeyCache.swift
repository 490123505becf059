import Crypto
import PlanBVocabulary

/// What this node knows of the keys that it shares with others, on its own disk, so that it can start while the database is
/// away. Sealed with AES-256-GCM under a key made from the pepper: who has a copy of the file alone has nothing.
public struct KeyCache: Sendable {
    /// The sealed text.
    public let path: String
    /// When it was last known to be what the database has.
    private let confirmationPath: String
    private let pepperPath: String
    private static let magic = Array("planb-keys-1\n".utf8)
    /// The most bytes that the text of the keys may have, as in a file; and what sealing adds to them.
    static let limit = TreeReader.sizeLimit + 64

    /// The cache in the data folder `data`.
    public init(data: String) {
        path = data + "/keys.cache"
        confirmationPath = data + "/keys.confirmed"
        pepperPath = data + "/pepper"
    }

    /// Why the cache cannot be used.
    struct Failure: Error {
        var reason: String
        var isMissing = false
    }

    /// The text of the keys.
    func read() throws(Failure) -> String {
        let bytes: [UInt8]
        do throws(SystemFile.Failure) { bytes = try SystemFile.contents(of: path, limit: Self.limit).bytes } catch {
            throw Failure(reason: error.reason, isMissing: error.isMissing)
        }
        return try open(bytes)
    }

    func open(_ bytes: [UInt8]) throws(Failure) -> String {
        let key = try sealingKey()
        guard bytes.starts(with: Self.magic) else { throw Failure(reason: "it is not a file of this gateway") }
        guard let box = try? AES.GCM.SealedBox(combined: bytes.dropFirst(Self.magic.count)),
            let plain = try? AES.GCM.open(box, using: key, authenticating: Self.magic),
            let text = String(validating: plain, as: UTF8.self)
        else { throw Failure(reason: "it was damaged, or sealed with another pepper") }
        return text
    }

    /// Keeps `text`; whether it was another one before.
    public func write(_ text: String) throws(KeyStoreFailure) -> Bool {
        if let known = try? read(), known == text { return false }
        do throws(Failure) {
            let key = try sealingKey()
            guard let box = try? AES.GCM.seal(Array(text.utf8), using: key, authenticating: Self.magic),
                let sealed = box.combined
            else { throw Failure(reason: "it cannot be sealed") }
            do throws(SystemFile.Failure) {
                try SystemFile.createFolder(FilePath.folder(of: path))
                try SystemFile.replace(path, Self.magic + sealed, mode: 0o600)
            } catch { throw Failure(reason: error.reason) }
        } catch { throw KeyStoreFailure("\(path): \(error.reason)") }
        return true
    }

    /// The database had the same at `epoch`, in seconds since 1970.
    public func confirm(_ epoch: Int64) {
        // If it cannot be written, a restart finds an older time, and believes the keys for less long.
        try? SystemFile.replace(confirmationPath, Array("\(epoch)\n".utf8), mode: 0o600)
    }

    /// When the database last had the same, in seconds since 1970; nil: that is not known, or there are no keys here.
    public func confirmedAt() -> Int64? {
        guard (try? read()) != nil,
            let bytes = try? SystemFile.contents(of: confirmationPath, limit: 64).bytes
        else { return nil }
        return Int64(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }

    private func sealingKey() throws(Failure) -> SymmetricKey {
        do throws(Pepper.Failure) {
            return try Pepper.read(pepperPath).reveal { bytes in
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: bytes), info: Array("planb key cache".utf8),
                    outputByteCount: 32)
            }
        } catch { throw Failure(reason: "the pepper \(pepperPath) \(error.reason)", isMissing: error.isMissing) }
    }
}
