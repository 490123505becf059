import Foundation
import Synchronization

/// Predictions of many outages, and how good they were.
struct Predictions {
    /// The most that may be missed: points of the served share, percent of the cost.
    static let limits = (served: 1.0, cost: 3.0)

    private(set) var all: [Prediction]

    /// Makes those of `count` seeds from `first` on, on so many threads.
    static func make(first: UInt64, count: Int, workers: Int) -> Predictions {
        let next = Atomic<UInt64>(first)
        let end = first + UInt64(max(0, count))
        let made = Mutex<[Prediction]>([])
        let done = DispatchSemaphore(value: 0)
        for _ in 0..<max(1, workers) {
            let thread = Thread {
                let player = Player()
                while true {
                    let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard seed < end else { break }
                    let prediction = Prediction.make(OutageDay(seed), player)
                    made.withLock { $0.append(prediction) }
                }
                done.signal()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        for _ in 0..<max(1, workers) { done.wait() }
        return Predictions(all: made.withLock { $0 }.sorted { $0.seed < $1.seed })
    }

    /// None misses by more than the limits.
    var isGood: Bool { all.allSatisfy(Self.isGood) }

    private static func isGood(_ one: Prediction) -> Bool {
        guard one.shape.isJudged else { return true }
        return abs(one.servedError) <= limits.served && abs(one.costError ?? 0) <= limits.cost
    }

    // MARK: - Text

    var text: String {
        var lines = [
            "| outages | number | requests | served, actually | share missed by (points): median | 95 of 100 | at worst | "
                + "cost missed by (%): median | 95 of 100 | at worst | |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|",
        ]
        for shape in OutageShape.allCases { lines.append(Self.row(shape.rawValue, all.filter { $0.shape == shape })) }
        lines.append(Self.row("all that are judged", all.filter(\.shape.isJudged)))
        let missed = all.filter { !Self.isGood($0) }
        if !missed.isEmpty { lines += ["", "Missed, by seed:", ""] + missed.map(Self.line) }
        return lines.joined(separator: "\n")
    }

    private static func row(_ name: String, _ some: [Prediction]) -> String {
        let requests = some.reduce(0) { $0 + $1.requests }
        let answered = some.reduce(0) { $0 + $1.actual.answered }
        let cells =
            [
                name, String(some.count), String(requests),
                String(format: "%.1f %%", Double(answered) / Double(max(1, requests)) * 100),
            ] + spread(some.map { abs($0.servedError) }) + spread(some.compactMap { $0.costError.map(abs) })
        return "| " + cells.joined(separator: " | ") + " | \(some.allSatisfy(isGood) ? "" : "MISSED") |"
    }

    private static func spread(_ errors: [Double]) -> [String] {
        let sorted = errors.sorted()
        guard let worst = sorted.last else { return ["-", "-", "-"] }
        let most = sorted[min(sorted.count - 1, Int((Double(sorted.count) * 0.95).rounded(.up)) - 1)]
        return [sorted[sorted.count / 2], most, worst].map { String(format: "%.2f", $0) }
    }

    private static func line(_ one: Prediction) -> String {
        String(
            format: "- %d (%@): %d requests, %d predicted, %d answered (%+.2f points), cost %+.2f %%", Int(one.seed),
            one.shape.rawValue, one.requests, one.predicted.answered, one.actual.answered, one.servedError,
            one.costError ?? 0)
    }

    /// What is written to Docs/whatif-prediction.md.
    func page(first: UInt64) -> String {
        """
        # How well what-if predicts an outage

        Written by `planb-simulate --whatif --write`: seeds \(first) to \(first + UInt64(max(1, all.count)) - 1). For each, the simulator plays ten hours
        of traffic that rises and falls, through the real gateway: once as they are, and once with an outage of a vendor, of 45 to
        150 minutes. `planb whatif` gets the ledger rows of the first and the question what would have happened; the second says what did. Compared is
        the time of the outage: at most \(String(format: "%g", Self.limits.served)) point of the served share and \(String(format: "%g", Self.limits.cost)) % of the cost may be missed.

        The simulated providers know nothing of the replay. Every target fails now and then, and times are those of its own
        connections; of a backup that is known from copies of one in 30 requests, as rehearsals make them. There are 20 to 100 requests a
        minute: of an outage with a few hundred requests, chance alone decides more than is allowed here. Answers are as long whoever gives them, which those of real models are not. Quotas are buckets that hold a
        minute's worth and fill evenly, as [Anthropic's](https://docs.claude.com/en/api/rate-limits) are said to be. A provider
        that lets no more than its quota through in any 60 seconds serves less of a load that comes close to it, and the
        replay, which does not know of whom that is true, expects too much: by how much is shown, and not judged.

        \(text)

        """
    }
}
