/// Why a store did not do what it was asked. The message names what to do, never a password.
public struct StoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What follows from it.
    public enum Kind: Sendable, Equatable {
        /// The store is away, busy or full: the same may succeed later.
        case away
        /// The database was made by a newer build. Nothing was changed.
        case newerSchema
        /// The store will not take this entry, whenever it is asked.
        case entry
        /// The question makes no sense.
        case question
    }

    /// What follows from it.
    public var kind: Kind
    /// One line for people.
    public var message: String

    /// A failure.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
