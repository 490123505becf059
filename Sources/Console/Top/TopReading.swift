public import Foundation
import PlanBLedger

/// Everything `planb top` asks the admin port, as it was at one moment.
public struct TopReading: Sendable, Equatable {
    /// Requests of a route since its gateway started.
    struct Counts: Sendable, Equatable {
        /// Those that count: neither left their clients, nor was it these' own mistake.
        var requests = 0
        var answered = 0
    }

    /// Attempts at a target since its gateway started.
    struct Attempts: Sendable, Equatable {
        var attempts = 0
        var good = 0
    }

    /// Why a target was left, as it is counted.
    struct Failover: Sendable, Hashable {
        var route: String
        var from: String
        /// Empty: not told.
        var to: String
        var reason: String
    }

    struct Target: Sendable, Equatable {
        var name: String
        var vendor: String
        /// Its credential resolves.
        var isUsable: Bool
        /// well, doubtful, recovering, cooling, open; empty: not told.
        var health: String
        var cause: String
    }

    struct Budget: Sendable, Equatable {
        var account: String
        var per: String
        var limit: Int64
        var spent: Int64
        var held: Int64
    }

    struct Latency: Sendable, Equatable {
        var p50: Int64
        var p99: Int64
    }

    /// In seconds, from any beginning.
    var at: Double
    /// serving, draining.
    var status = ""
    var mode = ""
    var generation: Int64 = 0
    /// working, late, away; empty: there is no ledger.
    var ledger = ""
    /// In the order of the configuration.
    var routeNames: [String] = []
    var targets: [Target] = []
    var routes: [String: Counts] = [:]
    var attempts: [String: Attempts] = [:]
    var failovers: [Failover: Int] = [:]
    /// Requests with an attempt under way; nil: not told.
    var running: Int?
    var budgets: [Budget] = []
    /// Of today, in nanodollars, by route; nil: not known.
    var spend: [String: Int64]?
    /// Until the first output, of the last minute, by route. The empty name is all of them.
    var latencies: [String: Latency] = [:]

    /// What the admin port answered at a moment, in seconds from any beginning.
    ///
    /// - Parameters:
    ///   - usage: of today, by route; nil: there is none.
    ///   - requests: the newest of the last minute; nil: there are none.
    public init(
        at moment: Double, status: Data, metrics: Data, budgets: Data, usage: Data?, requests: Data?
    ) throws(UnreadableAnswer) {
        at = moment
        let document = try JSONObject(answer: status)
        guard document.members["targets"] is [Any], document.members["routes"] is [Any] else {
            throw UnreadableAnswer()
        }
        self.status = document.text("status")
        mode = document.text("mode")
        generation = document.number("generation") ?? 0
        ledger = document.object("ledger")?.text("state") ?? ""
        routeNames = document.objects("routes").map { $0.text("name") }
        targets = document.objects("targets").map { target in
            Target(
                name: target.text("name"), vendor: target.text("vendor"),
                isUsable: target.text("state") != "disabled", health: target.text("health"),
                cause: target.text("cause"))
        }
        read(MetricsSamples(String(decoding: metrics, as: UTF8.self)))
        self.budgets = try JSONObject(answer: budgets).objects("budgets").map { budget in
            Budget(
                account: budget.text("account"), per: budget.text("per"),
                limit: budget.number("limit_nanodollars") ?? 0, spent: budget.number("spent_nanodollars") ?? 0,
                held: budget.number("held_nanodollars") ?? 0)
        }
        if let usage {
            let rows = try JSONObject(answer: usage).objects("rows")
            spend = Dictionary(
                rows.map { ($0.text("route"), $0.number("cost_nanodollars") ?? 0) }, uniquingKeysWith: &+)
        }
        if let requests { latencies = Self.latencies(try JSONObject(answer: requests).objects("requests")) }
    }

    init(at moment: Double) { at = moment }

    private mutating func read(_ samples: MetricsSamples) {
        for sample in samples.named("planb_requests_total") {
            let (outcome, code) = (sample.labels["outcome"] ?? "", Int(sample.labels["code"] ?? "") ?? 0)
            let isTheClients =
                outcome == "surfaced" || (outcome == "failed" && (400..<500).contains(code) && code != 429)
            guard outcome != "abandoned", !isTheClients else { continue }
            routes[sample.labels["route"] ?? "", default: Counts()].requests += sample.count
            if outcome == "answered" {
                routes[sample.labels["route"] ?? "", default: Counts()].answered += sample.count
            }
        }
        for sample in samples.named("planb_attempts_total") {
            let isGood = (Int(sample.labels["outcome"] ?? "") ?? 999) < 400
            attempts[sample.labels["target"] ?? "", default: Attempts()].attempts += sample.count
            if isGood { attempts[sample.labels["target"] ?? "", default: Attempts()].good += sample.count }
        }
        for sample in samples.named("planb_failovers_total") {
            let failover = Failover(
                route: sample.labels["route"] ?? "", from: sample.labels["from"] ?? "", to: sample.labels["to"] ?? "",
                reason: sample.labels["reason"] ?? "")
            failovers[failover, default: 0] += sample.count
        }
        running = samples.named("planb_journal_open_requests").first?.count
    }

    private static func latencies(_ rows: [JSONObject]) -> [String: Latency] {
        var times: [String: [Int64]] = [:]
        for row in rows {
            guard let time = row.number("commit_ms") else { continue }
            times[row.text("route"), default: []].append(time)
            times["", default: []].append(time)
        }
        return times.mapValues { times in
            let sorted = times.sorted()
            func rank(_ share: Double) -> Int64 {
                sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
            }
            return Latency(p50: rank(0.5), p99: rank(0.99))
        }
    }
}
