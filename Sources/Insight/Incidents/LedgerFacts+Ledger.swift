import PlanBLedger
import PlanBVocabulary

extension AttemptFact {
    /// What a question for rows names, in this order.
    static let columns = [
        "request", "reason", "time", "duration_ms", "route", "target", "vendor", "failure", "cost_nanodollars",
        "delivered", "key", "tags",
    ]

    /// The try of a row with `columns`.
    init?(_ row: StoreRow, rehearsal: String) {
        let values = row.values
        guard values.count == Self.columns.count, let time = values[2].int else { return nil }
        self.init(
            request: values[0].string ?? "", reason: values[1].string ?? "", time: time,
            duration: max(0, values[3].int ?? 0), route: values[4].string ?? "", target: values[5].string ?? "",
            vendor: values[6].string ?? "", failure: values[7].string.flatMap(FailureClass.init(rawValue:)),
            cost: max(0, values[8].int ?? 0), isDelivered: values[9].int == 1,
            isDrill: DrillMark(key: values[10].string, tags: values[11].string, rehearsal: rehearsal).isAnotherWay)
    }
}

extension RequestFact {
    /// What a question for rows names, in this order.
    static let columns = [
        "id", "time", "duration_ms", "key", "route", "target", "outcome", "status", "code", "resumed_at", "tags",
    ]

    /// The request of a row with `columns`.
    init?(_ row: StoreRow, rehearsal: String) {
        let values = row.values
        guard values.count == Self.columns.count, let time = values[1].int else { return nil }
        let mark = DrillMark(key: values[3].string, tags: values[10].string, rehearsal: rehearsal)
        self.init(
            id: values[0].string ?? "", time: time, duration: max(0, values[2].int ?? 0), key: values[3].string ?? "",
            route: values[4].string ?? "", target: values[5].string ?? "",
            ending: Self.ending(
                values[6].string.flatMap(RequestEntry.Outcome.init(rawValue:)), status: values[7].int ?? 0,
                code: values[8].string ?? ""),
            isResumed: values[9] != .null, drill: mark.drill, isDrill: mark.isAnotherWay)
    }

    /// Errors of targets have codes of their own; what a limit, a budget or a check refused is not a target's failure.
    private static func ending(_ outcome: RequestEntry.Outcome?, status: Int64, code: String) -> Ending {
        switch outcome {
        case .answered: .answered
        case .surfaced: status >= 500 ? .refused : .answered
        case .failed: code.hasPrefix("upstream_") ? .refused : .other
        case .cut, .interrupted: .cut
        case .abandoned: .left
        case nil: .other
        }
    }
}

extension EventFact {
    /// What a question for rows names, in this order.
    static let columns = ["time", "node", "kind", "subject", "detail"]

    /// The event of a row with `columns`.
    init?(_ row: StoreRow) {
        let values = row.values
        guard values.count == Self.columns.count, let time = values[0].int else { return nil }
        self.init(
            time: time, node: values[1].string ?? "", kind: values[2].string ?? "", subject: values[3].string ?? "",
            detail: values[4].string ?? "")
    }
}

/// What the labels of a row say about drills. Requests of the control arm went the way of all others: what failed there failed
/// by itself.
private struct DrillMark {
    var drill: String?
    var isAnotherWay: Bool

    init(key: String?, tags: String?, rehearsal: String) {
        isAnotherWay = key == rehearsal
        // Most rows have no such label: nothing is decoded for them.
        guard let tags, tags.contains("planb.drill=") else { return }
        let labels = StoreText.items(ofList: tags)
        drill = labels.first { $0.hasPrefix("planb.drill=") }.map { String($0.dropFirst("planb.drill=".count)) }
        isAnotherWay = isAnotherWay || drill != nil && !labels.contains("planb.arm=control")
    }
}
