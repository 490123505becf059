/// One fact for the ledger. Entries are only ever added: what happened later is another entry.
public enum LedgerEntry: Sendable, Equatable {
    /// A try is about to be sent to a target. Written first, so that a process that is killed leaves a trace of it.
    case open(OpenEntry)
    /// One try at one target is over. There is one for each try that may have reached its provider.
    case attempt(AttemptEntry)
    /// The request as a whole is over but for its last bytes.
    case request(RequestEntry)
    /// Something else that has to be on record.
    case event(EventEntry)

    /// When it happened, in milliseconds since 1970: of an attempt or a request, when it began.
    public var time: Int64 {
        switch self {
        case .open(let entry): entry.time
        case .attempt(let entry): entry.time
        case .request(let entry): entry.time
        case .event(let entry): entry.time
        }
    }
}
