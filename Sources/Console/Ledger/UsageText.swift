import PlanBLedger

/// Usage as JSON and CSV.
struct UsageText {
    let dimensions: [UsageDimension]
    let rows: [UsageRow]

    func json(since: String, until: String, isTruncated: Bool) -> String {
        var text = "{\"since\":\"\(since)\",\"until\":\"\(until)\",\"by\":["
        text += dimensions.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
        text += "],\"truncated\":\(isTruncated),\"rows\":["
        for (index, row) in rows.enumerated() {
            text += index > 0 ? ",{" : "{"
            for (dimension, value) in zip(dimensions, row.dimensions) {
                text += "\"\(dimension.rawValue)\":"
                JSONLine.append(shown(value, dimension), to: &text)
                text += ","
            }
            for measure in UsageMeasure.allCases { text += "\"\(measure.rawValue)\":\(row.sums[measure])," }
            text += "\"p50_ms\":\(number(row.sums.percentile(0.5))),\"p95_ms\":\(number(row.sums.percentile(0.95)))}"
        }
        return text + "]}"
    }

    var csv: String {
        let names = dimensions.map(\.rawValue) + UsageMeasure.allCases.map(\.rawValue) + ["p50_ms", "p95_ms"]
        return rows.reduce(into: CSVLine.line(names)) { text, row in
            let values = zip(dimensions, row.dimensions).map { shown($1, $0) }
            let sums = UsageMeasure.allCases.map { String(row.sums[$0]) }
            let percentiles = [0.5, 0.95].map { row.sums.percentile($0).map { String($0) } ?? "" }
            text += CSVLine.line(values + sums + percentiles)
        }
    }

    private func shown(_ value: StoreValue, _ dimension: UsageDimension) -> String {
        switch value {
        case .integer(let number): dimension == .day ? LedgerTime.text(day: number) : String(number)
        case .text(let text): text
        case .null: ""
        }
    }

    private func number(_ value: Int64?) -> String { value.map { String($0) } ?? "null" }
}
