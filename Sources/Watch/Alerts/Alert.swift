/// Something that people may have to know: what is the case now, or what happened just now.
public struct Alert: Sendable, Equatable {
    /// How bad it is.
    public enum Severity: String, Sendable, Comparable {
        /// Nothing is lost yet.
        case warning
        /// Something does not work.
        case critical

        /// Whether `left` is less bad.
        public static func < (left: Severity, right: Severity) -> Bool { left == .warning && right == .critical }
    }

    /// What it is of.
    public struct Key: Hashable, Sendable {
        /// The kind.
        public var kind: AlertKind
        /// A target, a route and its backup, a budget; never a secret.
        public var subject: String

        /// A kind and a subject.
        public init(_ kind: AlertKind, _ subject: String) {
            self.kind = kind
            self.subject = subject
        }
    }

    /// What it is of.
    public var key: Key
    /// One line.
    public var detail: String
    /// How bad it is.
    public var severity: Severity

    /// Something to know.
    public init(_ kind: AlertKind, _ subject: String, _ detail: String, _ severity: Severity) {
        key = Key(kind, subject)
        self.detail = detail
        self.severity = severity
    }
}
