/// How far the ledger's database is behind the journal, for people who look. The engine does not know the database and does
/// not depend on it.
public struct StoreStanding: Sendable, Equatable {
    /// In one word.
    public enum State: String, Sendable {
        /// It has everything, or nearly.
        case working
        /// It takes rows, but has been behind for a while.
        case late
        /// It did not take what it was given last.
        case away
    }

    /// In one word.
    public var state: State
    /// Bytes of the journal that it does not have.
    public var lag: Int
    /// What went wrong last, also if it works again; nil: nothing did. It may name hosts and users: not for everybody.
    public var lastError: String?

    /// A standing.
    public init(state: State, lag: Int, lastError: String?) {
        self.state = state
        self.lag = lag
        self.lastError = lastError
    }
}
