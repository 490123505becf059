import PlanBLedger

/// Sums by day as the page of usage shows them: by name, and over time. Pure.
struct UsageFigures {
    /// More than this cannot be told apart in a plot.
    static let mostSeries = 5
    /// Places on the axis of time.
    static let mostSteps: Int64 = 45
    /// What is not among the most used.
    static let others = "all others"

    /// Everything together.
    private(set) var total = UsageSums()
    /// By name, the most used first.
    let names: [(name: String, sums: UsageSums)]
    /// The first day of each step, as days since 1970.
    let steps: [Int64]
    /// Days in a step.
    let stepDays: Int64
    /// By step, all names together.
    private(set) var byStep: [UsageSums]
    /// By step, of the most used names and of all others, in the order of `series`.
    private(set) var bySeries: [[UsageSums]]
    /// The names that are drawn.
    let series: [String]

    /// - Parameters:
    ///   - rows: by day and name, or by day alone.
    ///   - firstDay: where the axis begins, in days since 1970.
    ///   - lastDay: where it ends; not before `firstDay`.
    init(_ rows: [UsageRow], firstDay: Int64, lastDay: Int64) {
        var names: [String: UsageSums] = [:]
        for row in rows {
            total.add(row.sums)
            names[Self.name(row), default: UsageSums()].add(row.sums)
        }
        let sorted = names.sorted { one, other in
            let (left, right) = (Self.weight(one.value), Self.weight(other.value))
            return left != right ? left > right : one.key < other.key
        }
        self.names = sorted.map { ($0.key, $0.value) }
        let stepDays = max(1, (lastDay - firstDay + Self.mostSteps) / Self.mostSteps)
        self.stepDays = stepDays
        steps = Array(stride(from: firstDay, through: max(firstDay, lastDay), by: Int(stepDays)))
        let drawn = sorted.prefix(Self.mostSeries).map(\.key)
        series = drawn + (sorted.count > drawn.count ? [Self.others] : [])
        byStep = Array(repeating: UsageSums(), count: steps.count)
        bySeries = Array(repeating: byStep, count: series.count)
        let places = Dictionary(drawn.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for row in rows {
            guard let day = row.dimensions.first?.int, day >= firstDay, day <= lastDay else { continue }
            let step = Int((day - firstDay) / stepDays)
            byStep[step].add(row.sums)
            bySeries[places[Self.name(row)] ?? drawn.count][step].add(row.sums)
        }
    }

    private static func name(_ row: UsageRow) -> String {
        guard row.dimensions.count > 1 else { return "all" }
        let name = row.dimensions[1].string ?? ""
        return name.isEmpty ? "-" : name
    }

    private static func weight(_ sums: UsageSums) -> Int64 {
        let (tokens, overflow) = sums[.inputTokens].addingReportingOverflow(sums[.outputTokens])
        return overflow ? .max : tokens
    }
}
