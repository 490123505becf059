public import PlanBVocabulary

/// What several gateways have in common, in the database that their ledgers are in: who is there, who leads, what each may
/// use of limits and budgets, and documents that all of them go by.
///
/// All calls wait for the database: they are for one thread that does nothing else. Nothing a request needs waits for it.
public protocol SharedStore: Sendable {
    /// Says that this node is there, and asks who else is. It leads if nobody else does, or if it did.
    func beat(_ beat: NodeBeat) throws(StoreFailure) -> Fellowship

    /// Has parts decided, while nobody else can have any decided.
    ///
    /// - Parameters:
    ///   - keys: of which rows are needed; each once.
    ///   - decide: from the rows, by key, and the time of the database in seconds since 1970, which rows to write.
    func leases(
        _ keys: [SharedLease.Key], _ decide: ([SharedLease.Key: [SharedLease]], Int64) -> [SharedLease]
    ) throws(StoreFailure)

    /// Tells all nodes, this one too, something that is not worth keeping. At most 4,000 bytes.
    func tell(_ notices: [SharedNotice]) throws(StoreFailure)

    /// The document `name`; nil: nobody has written it yet.
    func document(_ name: String) throws(StoreFailure) -> SharedDocument?

    /// Writes a document if nobody else has in the meantime, and tells all nodes.
    ///
    /// - Parameter version: what was read; 0 if there was none.
    /// - Returns: whether it was written.
    func replace(_ name: String, version: Int64, with text: String) throws(StoreFailure) -> Bool

    /// Waits for notices. Those that came while nobody waited, or while there was no connection, may be lost: whoever needs
    /// to know looks now and then, and `beat` has the versions of all documents.
    func wait(atMost span: Instant.Span) throws(StoreFailure) -> [SharedNotice]

    /// Removes what nobody needs any more. For the node that leads.
    func tidy() throws(StoreFailure)

    /// Ends the connection; the next call makes it anew.
    func close()
}

/// What a node says of itself every few seconds.
public struct NodeBeat: Sendable, Equatable {
    /// Its name.
    public var node: String
    /// The version of its program.
    public var version: String
    /// What its configuration is, so that differences between nodes can be seen: a digest.
    public var configuration: String
    /// Where its admin port listens, as a URL: what has to be asked of the one that leads is asked there. Empty: a build that
    /// does not say so.
    public var admin: String

    /// A beat.
    public init(node: String, version: String, configuration: String, admin: String = "") {
        self.node = node
        self.version = version
        self.configuration = configuration
        self.admin = admin
    }
}

/// The nodes that share a database.
public struct Fellowship: Sendable, Equatable {
    /// One of them.
    public struct Member: Sendable, Equatable {
        /// What it said last.
        public var beat: NodeBeat
        /// How long ago that was, in seconds, by the clock of the database.
        public var age: Int64

        /// A member.
        public init(beat: NodeBeat, age: Int64) {
            self.beat = beat
            self.age = age
        }
    }

    /// Those that were heard of in the last day, by name.
    public var members: [Member]
    /// The one that does what is to be done once: for another `leaderTerm` seconds.
    public var leader: String
    /// The version of each document.
    public var documents: [String: Int64]

    /// For how many seconds a node leads after it said so.
    public static let leaderTerm: Int64 = 10

    /// A fellowship.
    public init(members: [Member], leader: String, documents: [String: Int64]) {
        self.members = members
        self.leader = leader
        self.documents = documents
    }
}

/// A text that all nodes go by.
public struct SharedDocument: Sendable, Equatable {
    /// Counts its changes, from 1.
    public var version: Int64
    /// The text.
    public var text: String

    /// A document.
    public init(version: Int64, text: String) {
        self.version = version
        self.text = text
    }
}

/// What one node tells all.
public enum SharedNotice: Sendable, Equatable {
    /// A document changed.
    case document(String)
    /// `node` is short of the budget of `account`: whoever holds more of it than needed should report.
    case short(account: String, node: String)
}

/// A row of what a node holds.
public struct SharedLease: Sendable, Equatable {
    /// What it is a part of.
    public struct Key: Sendable, Hashable {
        /// `key:ID`, `team:NAME` or `route:PATTERN`.
        public var account: String
        /// `money`, `requests`, `tokens` or `concurrent`.
        public var kind: String
        /// The first second of a budget's period, since 1970; 0 for rates.
        public var period: Int64

        /// A key.
        public init(account: String, kind: String, period: Int64) {
            self.account = account
            self.kind = kind
            self.period = period
        }
    }

    /// What it is a part of.
    public var key: Key
    /// Who holds it.
    public var node: String
    /// How much: nanodollars, units a minute, or requests.
    public var granted: Int64
    /// What was spent of it, or asked for.
    public var used: Int64
    /// When it was last renewed, in seconds since 1970 by the clock of the database.
    public var renewed: Int64

    /// A row.
    public init(key: Key, node: String, granted: Int64, used: Int64, renewed: Int64) {
        self.key = key
        self.node = node
        self.granted = granted
        self.used = used
        self.renewed = renewed
    }
}
