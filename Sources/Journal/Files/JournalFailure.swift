/// Why a journal cannot be used.
public struct JournalFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    public var description: String

    /// A failure.
    public init(_ description: String) { self.description = description }
}
