import PlanBLedger
import PlanBPlot
import PlanBReport

/// Usage as drawings.
extension UsageFigures {
    var plots: [Plot] { [tokens, cost, latency, spread] }

    private var places: [String] { steps.map { String(LedgerTime.text(day: $0).dropFirst(5)) } }

    private var axis: String { stepDays == 1 ? "day" : "from" }

    private var each: String { stepDays == 1 ? "each day" : "in each \(stepDays) days" }

    private var tokens: Plot {
        let most = names.first.map { ", most of them of \($0.name)" } ?? ""
        return Plot(
            "Tokens", summary: "\(Plot.short(Self.tokens(total))) tokens in and out, \(each)\(most).", .bars,
            over: axis,
            places: places, series: stacked { Self.tokens($0) })
    }

    private var cost: Plot {
        Plot(
            "Cost", summary: "\(Figures.dollars(Int(total[.cost]))) in all, \(each), of all attempts.", .bars,
            over: axis,
            places: places, series: stacked { Double($0[.cost]) / 1e9 }
        ) { "$" + Plot.short($0) }
    }

    private var latency: Plot {
        let median = total.percentile(0.5).map { Self.duration(Double($0)) } ?? "not known"
        return Plot(
            "Latency", summary: "How long whole requests took, \(each); in the middle of all \(median).", .lines,
            over: axis, places: places,
            series: [(0.5, "P50"), (0.95, "P95")].map { share, name in
                Plot.Series(name, byStep.map { $0.percentile(share).map { Double($0) } })
            }, format: Self.duration)
    }

    /// Durations by class, with the middle and the slow end marked.
    private var spread: Plot {
        let counts = total.durations
        let first = counts.firstIndex { $0 > 0 } ?? 0
        let last = counts.lastIndex { $0 > 0 } ?? 0
        let bounds = UsageSums.bucketBounds
        let places = (first...last).map { bucket in
            bounds.indices.contains(bucket)
                ? "≤ " + Self.duration(Double(bounds[bucket])) : "> " + Self.duration(Double(bounds.last ?? 0))
        }
        let marks = [(0.5, "P50"), (0.95, "P95"), (0.99, "P99")].compactMap { share, name -> Plot.Mark? in
            guard let value = total.percentile(share), let bucket = bounds.firstIndex(where: { value <= $0 }) else {
                return nil
            }
            let lower = bucket == 0 ? 0 : bounds[bucket - 1]
            let within = Double(value - lower) / Double(max(1, bounds[bucket] - lower))
            return Plot.Mark("\(name) \(Self.duration(Double(value)))", at: Double(bucket - first) + within - 0.5)
        }
        return Plot(
            "Durations of requests",
            summary: "\(Figures.count(Int(total[.requests]), "request")) by how long they took.",
            .bars, over: "took", places: places,
            series: [Plot.Series("requests", counts[first...last].map { Double($0) })], marks: marks)
    }

    private func stacked(_ value: (UsageSums) -> Double) -> [Plot.Series] {
        zip(series, bySeries).map { name, sums in
            Plot.Series(name, sums.map(value), colour: name == Self.others ? Plot.colours - 1 : nil)
        }
    }

    private static func tokens(_ sums: UsageSums) -> Double {
        Double(sums[.inputTokens]) + Double(sums[.outputTokens])
    }

    /// `340 ms`, `1.2 s`, of milliseconds.
    static let duration: @Sendable (Double) -> String = { milliseconds in
        milliseconds < 1000 ? "\(Int(milliseconds.rounded())) ms" : Plot.short(milliseconds / 1000) + " s"
    }
}
