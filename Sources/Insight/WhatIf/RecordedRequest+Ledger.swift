public import PlanBEngine
public import PlanBLedger
import PlanBVocabulary

extension RecordedRequest {
    /// The columns of a row that a replay looks at, by their places. A million rows are read: nothing is looked up by name.
    private enum Column: Int, CaseIterable {
        case time, key, model, dialect, operation, stream, needs, promptTokens, conversation, patience, outcome, status
        case firstOutput, duration, input, output, cached, cost, target

        var name: String {
            switch self {
            case .time, .key, .model, .dialect, .operation, .stream, .needs, .conversation, .outcome, .status, .target:
                "\(self)"
            case .promptTokens: "prompt_tokens"
            case .patience: "patience_ms"
            case .firstOutput: "commit_ms"
            case .duration: "duration_ms"
            case .input: "input_tokens"
            case .output: "output_tokens"
            case .cached: "cached_tokens"
            case .cost: "cost_nanodollars"
            }
        }
    }

    /// What a question for rows names.
    static let columns = Column.allCases.map(\.name)

    /// The request of a row with `columns`; nil if it cannot be replayed: it was the client's own mistake, its client left, it was
    /// a rehearsal, or it asked for what only one target has.
    init?(_ row: StoreRow, except rehearsal: String) {
        let values = row.values
        guard values.count == Column.allCases.count else { return nil }
        func number(_ column: Column) -> Int64? { values[column.rawValue].int }
        func text(_ column: Column) -> String? { values[column.rawValue].string }
        func count(_ column: Column) -> Int { Int(max(0, number(column) ?? 0)) }
        func span(_ column: Column) -> Instant.Span? { number(column).map { .milliseconds(Int(max(0, $0))) } }
        guard let time = number(.time), let model = text(.model), text(.key) != rehearsal,
            let dialect = text(.dialect).flatMap(DialectID.init(rawValue:)),
            let operation = text(.operation).flatMap(Operation.init(rawValue:))
        else { return nil }
        let outcome = text(.outcome).flatMap(RequestEntry.Outcome.init(rawValue:))
        guard Self.canBeReplayed(operation, outcome, status: count(.status)) else { return nil }
        let needs = text(.needs) ?? "[]"
        self.init(
            time: time, key: text(.key) ?? "", model: model, dialect: dialect, operation: operation,
            isStream: number(.stream) == 1,
            needs: needs == "[]"
                ? [] : Capabilities(StoreText.items(ofList: needs).compactMap(Capability.init(rawValue:))),
            promptTokens: count(.promptTokens), conversation: text(.conversation).flatMap { UInt64($0, radix: 16) },
            patience: span(.patience) ?? .minutes(10),
            usage: number(.input) == nil
                ? nil : Usage(input: count(.input), output: count(.output), cachedInput: count(.cached)),
            firstOutput: span(.firstOutput), duration: span(.duration) ?? .zero, target: text(.target),
            isAnswered: outcome == .answered && count(.status) < 400, cost: count(.cost))
    }

    /// The request of an entry; nil if it cannot be replayed, as above.
    public init?(_ entry: RequestEntry, except rehearsal: String = RehearsalAccount.id) {
        guard entry.key != rehearsal, Self.canBeReplayed(entry.operation, entry.outcome, status: entry.status) else {
            return nil
        }
        self.init(
            time: entry.time, key: entry.key, model: entry.model, dialect: entry.dialect, operation: entry.operation,
            isStream: entry.isStream, needs: Capabilities(entry.needs.compactMap(Capability.init(rawValue:))),
            promptTokens: entry.promptTokens, conversation: entry.conversation, patience: entry.patience,
            usage: entry.usage, firstOutput: entry.commitAfter, duration: entry.duration, target: entry.target,
            isAnswered: entry.outcome == .answered && entry.status < 400, cost: entry.cost ?? 0)
    }

    /// It was neither the client's own mistake, nor did its client leave, nor did it ask for what only one target has.
    private static func canBeReplayed(
        _ operation: Operation, _ outcome: RequestEntry.Outcome?, status: Int
    ) -> Bool {
        let isOwnFault = (400..<500).contains(status) && status != 429 && outcome == .failed
        return operation != .passthrough && operation != .stored && outcome != .abandoned && !isOwnFault
    }
}

extension TargetMeasure.Sample {
    /// What an attempt says.
    public init(_ entry: AttemptEntry) {
        self.init(
            failure: entry.failure, firstOutput: entry.firstOutputAfter, duration: entry.duration,
            outputTokens: entry.usage?.output ?? 0)
    }
}

extension TargetMeasure {
    static let columns = ["time", "target", "failure", "first_output_ms", "duration_ms", "output_tokens"]
    /// So many stretches of the period are looked at, and so many attempts of each.
    private static let stretches: Int64 = 20
    private static let each = 1000

    /// How targets behaved between two times, in milliseconds since 1970, by name: from stretches that lie evenly in between.
    /// Rehearsals count: of a backup they are often all that is known.
    static func all(
        in store: any LedgerStore, since: Int64, until: Int64
    ) throws(StoreFailure) -> [String: TargetMeasure] {
        guard let table = StoreRows.attemptTable.only(columns) else { return [:] }
        var samples: [String: [Sample]] = [:]
        let span = max(1, (until &- since) / stretches)
        for number in 0..<stretches {
            let (first, last) = (since &+ number &* span, since &+ (number + 1) &* span)
            let page = try store.page(PageQuery(table: table, since: first, limit: each))
            for row in page.rows {
                guard let time = row["time"].int, time < min(last, until) else { continue }
                samples[row["target"].string ?? "", default: []].append(
                    Sample(
                        failure: row["failure"].string.flatMap(FailureClass.init(rawValue:)),
                        firstOutput: row["first_output_ms"].int.map { .milliseconds(Int(max(0, $0))) },
                        duration: .milliseconds(Int(max(0, row["duration_ms"].int ?? 0))),
                        outputTokens: Int(max(0, row["output_tokens"].int ?? 0))))
            }
        }
        return samples.mapValues { TargetMeasure($0) }
    }
}
