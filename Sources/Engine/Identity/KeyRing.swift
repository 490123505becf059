import Crypto
public import PlanBVocabulary

/// The keys of one snapshot, and the check of a presented one.
public struct KeyRing: Sendable {
    private let pepper: Secret
    private let keys: [String: VirtualKey]

    /// Why a credential is not accepted.
    public enum Refusal: Error, Sendable, Equatable {
        /// Not a key of the right form, unknown, or wrong: a caller cannot tell which.
        case unknown
        /// It was valid until then.
        case expired
    }

    /// A ring. `pepper` is the MAC key; keys with equal ids: the first wins.
    public init(pepper: Secret, keys: [VirtualKey]) {
        self.pepper = pepper
        self.keys = Dictionary(keys.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Nobody has a key.
    public static let empty = KeyRing(pepper: Secret([]), keys: [])

    /// Whether there are no keys.
    public var isEmpty: Bool { keys.isEmpty }

    /// How many keys there are.
    public var count: Int { keys.count }

    /// The key with an id that was checked before, in a ledger for example; nil: there is none (any more).
    public func key(id: String) -> VirtualKey? { keys[id] }

    /// All keys, by id.
    var all: [VirtualKey] { keys.values.sorted { $0.id < $1.id } }

    /// Names a value that nobody needs to read: 12 hexadecimal digits of its MAC under the pepper.
    func hash(of value: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = Self.mac(of: Array(value.utf8), pepper: pepper).prefix(6)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The MAC that is stored for `text`.
    public static func mac(of text: [UInt8], pepper: Secret) -> [UInt8] {
        pepper.reveal { Array(HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: $0))) }
    }

    /// The key that `text` is, checked in a time that does not depend on whether the id is known: an unknown id is
    /// compared with MACs that cannot match. `epoch` is seconds since 1970. A key that was found by its former secret
    /// expires when that does.
    public func verify(_ text: [UInt8], epoch: Int64) throws(Refusal) -> VirtualKey {
        guard let id = KeyText.id(of: text) else { throw .unknown }
        let presented = Secret(Self.mac(of: text, pepper: pepper))
        let key = keys[id]
        let nothing = [UInt8](repeating: 0, count: 32)
        let matches = presented == Secret(key?.mac ?? nothing)
        let matchesFormer = presented == Secret(key?.former?.mac ?? nothing)
        guard var key, matches || matchesFormer else { throw .unknown }
        if !matches, let until = key.former?.until { key.expires = min(key.expires ?? .max, until) }
        if let expires = key.expires, epoch >= expires { throw .expired }
        return key
    }
}
