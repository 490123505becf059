/// The answer to who changed what.
public struct AuditReport: Sendable, Encodable {
    /// One change.
    public struct Row: Sendable, Encodable {
        /// Counts up from 1.
        public let number: Int
        /// When.
        public let time: String
        /// Who.
        public let actor: String
        /// What was done.
        public let action: String
        /// To what.
        public let subject: String
        /// One line.
        public let detail: String
        /// The hash of the entry before.
        public let previous: String
        /// The hash of this entry.
        public let hash: String
    }

    /// Whether nothing in the whole log was changed since it was written.
    public let isIntact: Bool
    /// Where and why it is not; nil: it is.
    public let problem: String?
    /// The last entries, oldest first.
    public let entries: [Row]

    /// A report of `entries` and of the check of the whole log.
    public init(_ entries: [AuditEntry], _ verdict: AuditLog.Verdict) {
        switch verdict {
        case .intact: (isIntact, problem) = (true, nil)
        case .broken(let line, let reason): (isIntact, problem) = (false, "line \(line) \(reason)")
        }
        self.entries = entries.map {
            Row(
                number: $0.number, time: $0.time, actor: $0.actor, action: $0.action, subject: $0.subject,
                detail: $0.detail, previous: $0.previous, hash: $0.hash)
        }
    }
}
