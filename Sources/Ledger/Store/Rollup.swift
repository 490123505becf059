/// What a batch of new rows adds to the sums by day.
public struct Rollup: Sendable {
    /// By the values of the dimensions of `RollupTable.daily`.
    public private(set) var daily: [[StoreValue]: UsageSums] = [:]
    /// By the values of the dimensions of `RollupTable.byTag`.
    public private(set) var byTag: [[StoreValue]: UsageSums] = [:]
    /// What accounts spent, in nanodollars: by account and day.
    public private(set) var spending: [[StoreValue]: Int64] = [:]

    /// Nothing.
    public init() {}

    /// Counts a new request.
    ///
    /// - Parameters:
    ///   - row: its row.
    ///   - attempts: the rows of all its attempts that are known by now, new or not.
    public mutating func add(request row: [StoreValue], attempts: [[StoreValue]]) {
        let request = RequestPlaces.standard
        let answerer = attempts.last {
            row[request.target] != .null && $0[AttemptPlaces.standard.target] == row[request.target]
        }
        let key = [
            .integer(Self.day(row[request.time])), row[request.key], row[request.team], row[request.route],
            row[request.target] == .null ? .text("") : row[request.target],
            answerer?[AttemptPlaces.standard.vendor] ?? .text(""), answerer?[AttemptPlaces.standard.model] ?? .text(""),
            row[request.operation],
        ]
        let isAnswered = row[request.outcome] == .text(RequestEntry.Outcome.answered.rawValue)
        add(key, tags: row[request.tags]) { sums in
            sums.add(1, to: .requests)
            if isAnswered { sums.add(1, to: .answered) }
            sums.addDuration(milliseconds: row[request.duration].int ?? 0)
        }
        guard isAnswered else { return }
        for attempt in attempts { addAbsorbed(attempt) }
    }

    /// Counts a new attempt.
    ///
    /// - Parameters:
    ///   - row: its row.
    ///   - isRequestAnswered: its request was counted before this attempt, and was answered.
    public mutating func add(attempt row: [StoreValue], isRequestAnswered: Bool) {
        let places = AttemptPlaces.standard
        let cost = row[places.cost].int
        add(Self.key(ofAttempt: row), tags: row[places.tags]) { sums in
            sums.add(1, to: .attempts)
            if row[places.reason] == .text("failover") { sums.add(1, to: .failovers) }
            if row[places.estimated] == .integer(1) { sums.add(1, to: .estimated) }
            if cost == nil, row[places.input] != .null { sums.add(1, to: .unpriced) }
            sums.add(row[places.input].int ?? 0, to: .inputTokens)
            sums.add(row[places.output].int ?? 0, to: .outputTokens)
            sums.add(row[places.cached].int ?? 0, to: .cachedTokens)
            sums.add(row[places.reasoning].int ?? 0, to: .reasoningTokens)
            sums.add(row[places.written].int ?? 0, to: .writtenTokens)
            sums.add(cost ?? 0, to: .cost)
            if row[places.delivered] == .integer(0) { sums.add(cost ?? 0, to: .wasted) }
        }
        if isRequestAnswered { addAbsorbed(row) }
        if let cost, cost > 0 { addSpending(row, cost) }
    }

    private mutating func addSpending(_ row: [StoreValue], _ cost: Int64) {
        let places = AttemptPlaces.standard
        for (kind, place) in [("key:", places.key), ("team:", places.team), ("route:", places.route)] {
            guard let name = row[place].string, !name.isEmpty else { continue }
            let key: [StoreValue] = [.text(kind + name), .integer(Self.day(row[places.time]))]
            let (sum, overflow) = spending[key, default: 0].addingReportingOverflow(cost)
            spending[key] = overflow ? .max : sum
        }
    }

    private mutating func addAbsorbed(_ attempt: [StoreValue]) {
        guard attempt[AttemptPlaces.standard.failure] != .null else { return }
        add(Self.key(ofAttempt: attempt), tags: attempt[AttemptPlaces.standard.tags]) { $0.add(1, to: .absorbed) }
    }

    private mutating func add(_ key: [StoreValue], tags: StoreValue, _ change: (inout UsageSums) -> Void) {
        change(&daily[key, default: UsageSums()])
        guard let text = tags.string, text != "[]" else { return }
        for tag in Set(StoreText.items(ofList: text)) {
            let label = StoreText.bounded(tag, StoreText.shortLimit)
            change(&byTag[[key[0], .text(label), key[1], key[2], key[3]], default: UsageSums()])
        }
    }

    private static func key(ofAttempt row: [StoreValue]) -> [StoreValue] {
        let places = AttemptPlaces.standard
        return [
            .integer(day(row[places.time])), row[places.key], row[places.team], row[places.route], row[places.target],
            row[places.vendor], row[places.model], row[places.operation],
        ]
    }

    /// Days since 1970, UTC, up to the end of the year 9999: a clock may say anything.
    static func day(_ time: StoreValue) -> Int64 { day(ofMilliseconds: time.int ?? 0) }

    /// Days since 1970, UTC, of a time in milliseconds; from 1970 to the end of the year 9999.
    public static func day(ofMilliseconds time: Int64) -> Int64 { min(max(time, 0) / 86_400_000, 2_932_896) }
}

/// Where a row of a request has what sums need.
private struct RequestPlaces {
    static let standard = RequestPlaces(LedgerTables.requests.table)
    let time: Int, key: Int, team: Int, tags: Int, route: Int, target: Int, operation: Int, outcome: Int, duration: Int

    init(_ table: StoreTable) {
        let place = { (name: String) in table.place(of: name) ?? 0 }
        (time, key, team, tags) = (place("time"), place("key"), place("team"), place("tags"))
        (route, target, operation) = (place("route"), place("target"), place("operation"))
        (outcome, duration) = (place("outcome"), place("duration_ms"))
    }
}

/// Where a row of an attempt has what sums need.
private struct AttemptPlaces {
    static let standard = AttemptPlaces(LedgerTables.attempts.table)
    let time: Int, key: Int, team: Int, tags: Int, route: Int, target: Int, vendor: Int, model: Int, operation: Int
    let reason: Int, failure: Int, estimated: Int, delivered: Int, cost: Int
    let input: Int, output: Int, cached: Int, reasoning: Int, written: Int

    init(_ table: StoreTable) {
        let place = { (name: String) in table.place(of: name) ?? 0 }
        (time, key, team, tags) = (place("time"), place("key"), place("team"), place("tags"))
        (route, target, vendor, model) = (place("route"), place("target"), place("vendor"), place("model"))
        (operation, reason, failure) = (place("operation"), place("reason"), place("failure"))
        (estimated, delivered, cost) = (place("estimated"), place("delivered"), place("cost_nanodollars"))
        (input, output, cached) = (place("input_tokens"), place("output_tokens"), place("cached_tokens"))
        (reasoning, written) = (place("reasoning_tokens"), place("written_tokens"))
    }
}
