import PlanBLedger
import PlanBVocabulary

/// What usage must be, counted from entries with the plainest code there is.
struct Oracle {
    var sums: [[String]: [String: Int64]] = [:]
    let dimensions: [UsageDimension]

    init(_ entries: [LedgerEntry], by dimensions: [UsageDimension]) {
        self.dimensions = dimensions
        var attempts: [String: [AttemptEntry]] = [:]
        for case .attempt(let entry) in entries { attempts[entry.request, default: []].append(entry) }
        for case .attempt(let entry) in entries {
            for key in keys(entry) {
                add(1, "attempts", key)
                add(entry.reason == "failover" ? 1 : 0, "failovers", key)
                add(entry.isEstimated ? 1 : 0, "estimated", key)
                add(entry.usage != nil && entry.cost == nil ? 1 : 0, "unpriced", key)
                add(entry.usage?.input ?? 0, "input_tokens", key)
                add(entry.usage?.output ?? 0, "output_tokens", key)
                add(entry.usage?.cachedInput ?? 0, "cached_tokens", key)
                add(entry.usage?.reasoning ?? 0, "reasoning_tokens", key)
                add(entry.usage?.writtenInput ?? 0, "written_tokens", key)
                add(entry.cost ?? 0, "cost_nanodollars", key)
                add(entry.isDelivered ? 0 : entry.cost ?? 0, "wasted_nanodollars", key)
            }
        }
        for case .request(let entry) in entries {
            let own = attempts[entry.id] ?? []
            let last = own.last { $0.target == entry.target }
            let key = [
                String(entry.time / 86_400_000), entry.key, entry.team, entry.route, entry.target ?? "",
                last?.vendor ?? "", last?.model ?? "", entry.operation.rawValue,
            ]
            for key in chosen(key, entry.tags) {
                add(1, "requests", key)
                add(entry.outcome == .answered ? 1 : 0, "answered", key)
                add(entry.duration.wholeMilliseconds, "duration_ms", key)
            }
            guard entry.outcome == .answered else { continue }
            for attempt in own where attempt.failure != nil { for key in keys(attempt) { add(1, "absorbed", key) } }
        }
    }

    private func keys(_ entry: AttemptEntry) -> [[String]] {
        chosen(
            [
                String(entry.time / 86_400_000), entry.key, entry.team, entry.route, entry.target, entry.vendor,
                entry.model, entry.operation.rawValue,
            ], entry.tags)
    }

    private func chosen(_ all: [String], _ tags: [String]) -> [[String]] {
        let names: [UsageDimension] = [.day, .key, .team, .route, .target, .vendor, .model, .operation]
        let labels: [String?] = dimensions.contains(.tag) ? Array(Set(tags)) : [nil]
        return labels.map { label in
            dimensions.map { dimension in
                dimension == .tag ? label ?? "" : zip(names, all).first { $0.0 == dimension }?.1 ?? ""
            }
        }
    }

    private mutating func add(_ amount: Int, _ name: String, _ key: [String]) {
        let old = sums[key, default: [:]][name] ?? 0
        let (sum, overflow) = old.addingReportingOverflow(Int64(max(0, amount)))
        sums[key, default: [:]][name] = overflow ? .max : sum
    }

    /// The same shape, from a store's answer.
    static func table(_ rows: [UsageRow]) -> [[String]: [String: Int64]] {
        var table: [[String]: [String: Int64]] = [:]
        for row in rows {
            let key = row.dimensions.map { $0.string ?? String($0.int ?? -1) }
            var sums: [String: Int64] = [:]
            for measure in UsageMeasure.allCases { sums[measure.rawValue] = row.sums[measure] }
            table[key] = sums
        }
        return table
    }

    /// Without what is nothing.
    static func significant(_ table: [[String]: [String: Int64]]) -> [[String]: [String: Int64]] {
        table.mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
    }
}
