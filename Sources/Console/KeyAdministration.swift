/// What the admin port can do with the keys of callers, and where it is written down who changed what. A seam: the files
/// are somebody else's.
public protocol KeyAdministration: Sendable {
    /// All keys, without secrets, as a JSON array.
    func list() throws(AdminRefusal) -> String
    /// Makes a key; gives its id and its text, which exists nowhere else.
    func create(_ wish: KeyWish, actor: String) throws(AdminRefusal) -> IssuedKey
    /// Gives a key another secret. The former one is accepted for `overlap` more seconds.
    func rotate(id: String, overlap: Int, actor: String) throws(AdminRefusal) -> IssuedKey
    /// Withdraws a key. It is refused when this returns.
    func revoke(id: String, actor: String) throws(AdminRefusal)
    /// Writes a change down that is made elsewhere. It is on disk when this returns.
    func note(actor: String, action: String, subject: String, detail: String) throws(AdminRefusal)
    /// The last entries of the audit log, and whether the log is intact, as a JSON object.
    func audit(limit: Int) throws(AdminRefusal) -> String
}

/// What a new key is to be.
public struct KeyWish: Sendable, Codable {
    /// What people call it.
    public var name: String
    /// The team it belongs to.
    public var team: String?
    /// Labels.
    public var tags: [String]?
    /// Routes it may use; nil or empty: all.
    public var routes: [String]?
    /// Vendors that may receive its requests; nil or empty: all.
    public var vendors: [String]?
    /// When it stops being accepted: `2026-12-31` or `2026-12-31T18:00:00Z`.
    public var expires: String?
    /// Requests a minute; nil: any number.
    public var rpm: Int?
    /// Tokens a minute; nil: any number.
    public var tpm: Int?
    /// Requests at once; nil: any number.
    public var concurrent: Int?
    /// What it may spend: `50 USD/month`; nil: any amount.
    public var budget: String?
    /// The budget is never exceeded.
    public var strict: Bool?
    /// Who goes first when there is not enough for all: normal, low; nil: normal.
    public var priority: String?
    /// What rehearsals may do with its requests: none, probe, shadow, live; nil: live.
    public var rehearse: String?
    /// Whether its prompts may be recorded: allow, deny; nil: deny.
    public var record: String?

    /// A key that may use everything.
    public init(name: String) { self.name = name }
}

/// A key that was just made.
public struct IssuedKey: Sendable, Codable {
    /// The public part.
    public var id: String
    /// The whole key. Shown once.
    public var key: String

    /// An issued key.
    public init(id: String, key: String) {
        self.id = id
        self.key = key
    }
}

/// Why something was not done.
public struct AdminRefusal: Error, Sendable {
    /// The status of the answer.
    public var status: Int
    /// What is wrong and what to do, for people.
    public var message: String

    /// A refusal.
    public init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }
}
