/// What the journal promises, and what it does when it cannot keep it.
public struct JournalPolicy: Sendable, Equatable {
    /// When records are forced to the disk. A process that is killed loses none in any case; this is about power.
    public enum Sync: String, Sendable, CaseIterable {
        /// When the system likes to.
        case never
        /// Every second.
        case interval
        /// Before the last bytes of an answer; one for all that wait.
        case always
    }

    /// What happens to requests while nothing can be written.
    public enum WhenFull: String, Sendable, CaseIterable {
        /// New ones are refused before anything is sent to a provider.
        case refuse
        /// They are served; records are kept in memory as far as there is room for them, then lost and counted.
        case `continue`
    }

    /// When records are forced to the disk.
    public var sync: Sync
    /// What happens to requests while nothing can be written.
    public var whenFull: WhenFull

    /// A policy.
    public init(sync: Sync = .interval, whenFull: WhenFull = .refuse) {
        self.sync = sync
        self.whenFull = whenFull
    }
}
