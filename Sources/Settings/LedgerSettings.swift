public import PlanBVocabulary

/// Where the ledger's rows are kept, and for how long.
public struct LedgerSettings: Sendable {
    /// The database.
    public enum Database: Sendable {
        /// A file, absolute.
        case sqlite(path: String)
        /// A PostgreSQL server.
        case postgres(PostgresAddress)
    }

    /// The database.
    public let database: Database
    /// How long rows are kept; nil: for ever.
    public let retention: Instant.Span?

    /// Whether several gateways may share it.
    public var isForSeveralNodes: Bool {
        if case .postgres = database { true } else { false }
    }

    /// For messages: never with a password.
    public var place: String {
        switch database {
        case .sqlite(let path): path
        case .postgres(let address): address.place
        }
    }
}

/// Where a PostgreSQL server is.
public struct PostgresAddress: Sendable {
    /// For messages: never with a password.
    public let place: String
    let source: Source

    enum Source: Sendable {
        case literal(String)
        case reference(SecretReference)
    }

    /// The URL as it is now; nil: the reference cannot be resolved.
    public func url() -> Secret? {
        switch source {
        case .literal(let text): Secret(text)
        case .reference(let reference): reference.current()
        }
    }

    /// Whether both are written the same, so that a reload changes nothing.
    public static func isSame(_ one: PostgresAddress, _ other: PostgresAddress) -> Bool {
        switch (one.source, other.source) {
        case (.literal(let one), .literal(let other)): one == other
        case (.reference(let one), .reference(let other)): one.description == other.description
        default: false
        }
    }
}

extension LedgerSettings.Database {
    /// Whether a running gateway would have to be started again to use the other one.
    public func isSame(as other: LedgerSettings.Database) -> Bool {
        switch (self, other) {
        case (.sqlite(let one), .sqlite(let other)): one == other
        case (.postgres(let one), .postgres(let other)): PostgresAddress.isSame(one, other)
        default: false
        }
    }
}
