/// Something beside requests that has to be on record: a reload, a drain, a start, a change of health.
public struct EventEntry: Sendable, Equatable {
    /// Milliseconds since 1970.
    public var time: Int64
    /// One of few stable words: `start`, `stop`, `reload`, `drain`, `health`, `journal`.
    public var kind: String
    /// What it happened to: a target, a file; empty: the process.
    public var subject: String
    /// One line.
    public var detail: String

    /// An event.
    public init(time: Int64, kind: String, subject: String = "", detail: String) {
        self.time = time
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }
}
