/// Texts by name that several gateways keep in one database: written by one of them, read by all. Unlike a `SharedDocument`
/// they may be many and long, and nobody waits for them.
///
/// The calls wait for the database. Confined to one thread at a time.
public protocol SharedArchive: Sendable {
    /// Writes all of `papers`, or none: later ones take the place of those of the same name.
    ///
    /// - Parameter node: who writes. Papers that are `ofLeader` are left out unless this node leads at that moment, so that one
    ///   which has lost its part in the meantime cannot take back what its successor has written.
    /// - Returns: whether those of the leader were written.
    func write(_ papers: [SharedPaper], by node: String) throws(StoreFailure) -> Bool

    /// What was written after `revision`, in that order. As long as something comes there may be more.
    ///
    /// - Parameter revision: of the last one that was read; 0: from the beginning.
    func papers(after revision: Int64) throws(StoreFailure) -> [SharedPaper]

    /// Removes what has become too old, or too much.
    ///
    /// - Parameters:
    ///   - prefix: how the names begin that are meant.
    ///   - most: of more, those go first whose names sort first.
    ///   - age: in seconds since it was written, from which on a paper goes.
    func tidy(_ prefix: String, most: Int, age: Int64) throws(StoreFailure)

    /// Ends the connection; the next call makes it anew.
    func close()
}

/// One text of an archive.
public struct SharedPaper: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// The text.
    public var text: String
    /// Only the node that leads may write it.
    public var isOfLeader: Bool
    /// Who wrote it; of one that has yet to be written, nothing.
    public var node: String
    /// Counts the changes of the archive, from 1; 0: it has yet to be written.
    public var revision: Int64

    /// A paper.
    public init(name: String, text: String, isOfLeader: Bool, node: String = "", revision: Int64 = 0) {
        self.name = name
        self.text = text
        self.isOfLeader = isOfLeader
        self.node = node
        self.revision = revision
    }
}
