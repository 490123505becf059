/// What one message says: one thing that is, happened, or is over; or many of a kind.
public struct Notice: Sendable, Equatable {
    /// The kind.
    public var kind: AlertKind
    /// What it is of; at least one.
    public var subjects: [String]
    /// One line.
    public var detail: String
    /// How bad it is; of what is over, how bad it was.
    public var severity: Alert.Severity
    /// It is over.
    public var isResolved: Bool
    /// When it began, in milliseconds since 1970.
    public var since: Int64
    /// When it was seen, or was over, in the same.
    public var time: Int64

    /// A notice.
    public init(
        _ alert: Alert, isResolved: Bool = false, since: Int64, time: Int64
    ) {
        kind = alert.key.kind
        subjects = [alert.key.subject]
        detail = alert.detail
        severity = alert.severity
        self.isResolved = isResolved
        self.since = since
        self.time = time
    }

    /// More of a kind, at the same moment, become one.
    static let mostAlone = 3
    /// Names that the line of many has.
    private static let named = 10

    /// `notices` as they are sent: many of a kind are one.
    static func summedUp(_ notices: [Notice]) -> [Notice] {
        var messages: [Notice] = []
        for kind in AlertKind.allCases {
            for isResolved in [false, true] {
                let group = notices.filter { $0.kind == kind && $0.isResolved == isResolved }
                if group.count > mostAlone, let first = group.first {
                    messages.append(many(group, first))
                } else {
                    messages += group
                }
            }
        }
        return messages
    }

    private static func many(_ group: [Notice], _ first: Notice) -> Notice {
        var sum = first
        sum.subjects = group.flatMap(\.subjects)
        sum.severity = group.map(\.severity).max() ?? first.severity
        sum.since = group.map(\.since).min() ?? first.since
        sum.time = group.map(\.time).max() ?? first.time
        let names = sum.subjects.prefix(named).joined(separator: ", ")
        let more = sum.subjects.count > named ? " and \(sum.subjects.count - named) more" : ""
        sum.detail = "\(names)\(more). The first: \(first.detail)"
        return sum
    }
}
