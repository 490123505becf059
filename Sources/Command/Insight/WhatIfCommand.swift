import ArgumentParser
import Foundation
import PlanBEngine
import PlanBInsight
import PlanBLedger
import PlanBReport
import PlanBSettings

/// `planb whatif`: what would have happened without a vendor, an account, a cloud, …
struct WhatIfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatif",
        abstract: "Replay recorded traffic with a vendor, an account, a cloud, … lost.",
        discussion: """
            Reads the configuration and the ledger; the gateway need not run, and nobody is asked anything. With --at and --for \
            the loss lasts for that time, and its requests are looked at; otherwise it lasts all the time. Exits with 1 if \
            requests would be refused that are served otherwise.
            """)

    @Option(
        help:
            "What is lost: vendor:, account:, cloud:, region:, jurisdiction:, lineage:, target: or model:NAME; NAME alone is a vendor. Several times: all of them."
    )
    var lose: [String] = []
    @Option(help: "From when on it is lost: 2026-11-13T14:00:00Z, 2d (ago).") var at: String?
    @Option(name: .customLong("for"), help: "For how long: 90m, 2h, 1d.") var duration: String?
    @Option(help: "Which requests are replayed: 7d, 2026-12-31.") var since = "7d"
    @Flag(help: "What is lost takes requests and never answers; otherwise its connections are refused.") var silent =
        false
    @Option(help: "One of those that --list shows.") var scenario: String?
    @Flag(help: "List the scenarios that have names.") var list = false
    @Option(help: "text, md, html or json.", transform: ReportForms.read) var form: ReportForm = .text
    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Print JSON: the same as --form json.") var json = false

    func validate() throws {
        if let scenario, ScenarioLibrary.entry(named: scenario) == nil {
            throw ValidationError("there is no scenario \(scenario); --list shows those there are")
        }
        let named = scenario.flatMap(ScenarioLibrary.entry(named:))
        if !list, lose.isEmpty, named?.loss == nil { throw ValidationError("--lose says what is lost") }
        if let wrong = lose.first(where: { Loss($0) == nil }) {
            let kinds = Loss.Kind.all.map { $0.word + ":NAME" }.joined(separator: ", ")
            throw ValidationError("--lose takes NAME (of a vendor), \(kinds); not \"\(wrong)\"")
        }
    }

    func run() throws {
        if list {
            return Terminal.say(
                ReportPlain.table(["SCENARIO", "MEANING"], ScenarioLibrary.all.map { [$0.name, $0.meaning] }))
        }
        let period = try Period(since: since, at: at, duration: duration, named: named?.duration)
        let settings = try configurationFile.load()
        let scenario = try scenario(period, in: Estate(settings.snapshot))
        let whatIf = WhatIf(scenario, in: settings.snapshot)
        let report = try LedgerReading.read(settings.ledger) { store throws(StoreFailure) in
            try whatIf.report(from: store, since: period.first, until: period.last)
        }
        guard let report else { throw ExitCode.couldNotRun }
        print(report.text(json ? .json : form), terminator: json || form == .json ? "\n" : "")
        if !report.isServed { throw ExitCode.no }
    }

    private var named: ScenarioLibrary.Entry? { scenario.flatMap(ScenarioLibrary.entry(named:)) }

    /// Ends the command if nothing in the configuration is lost with what was named.
    private func scenario(_ period: Period, in estate: Estate) throws -> Scenario {
        var losses = lose.compactMap { Loss($0) }
        if losses.isEmpty, let loss = named?.loss { losses = [loss] }
        for loss in losses where !estate.places.contains(where: loss.takes) {
            let known = loss.alternatives(in: estate)
            throw Terminal.complaint(
                "no target of the configuration depends on \(loss)"
                    + (known.isEmpty ? "" : "; there are: \(known.joined(separator: ", "))"), exit: ExitCode(2))
        }
        let factor = named?.priceFactor ?? 1
        return Scenario(
            title: losses.map(\.description).joined(separator: " + ") + (scenario.map { " (\($0))" } ?? ""),
            losses: factor == 1 ? losses : [], manner: silent ? .silent : named?.manner ?? .refused,
            share: named?.share ?? 1, from: period.lossFrom, until: period.lossUntil, priceFactor: factor,
            dearer: factor == 1 ? [] : losses)
    }
}

/// Which requests are replayed, and when something is lost; in milliseconds since 1970.
private struct Period {
    var first: Int64
    var last: Int64
    var lossFrom: Int64?
    var lossUntil: Int64?

    init(since: String, at: String?, duration: String?, named: Int64?) throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        guard let start = LedgerTime.parse(since, now: now), start < now else {
            throw ValidationError("--since is a time in the past: 7d, 2026-12-31 or 2026-12-31T18:00:00Z")
        }
        (first, last) = (start, now)
        var span = named
        if let duration {
            // `2h` means two hours before a time.
            guard let before = LedgerTime.parse(duration, now: now), before < now, Int(duration) == nil,
                !duration.contains("-")
            else { throw ValidationError("--for is a time such as 90m, 2h or 1d") }
            span = now - before
        }
        guard at != nil || span != nil else { return }
        let from: Int64
        if let at {
            guard let parsed = LedgerTime.parse(at, now: now), parsed < now else {
                throw ValidationError("--at is a time in the past: 2d, 2026-12-31 or 2026-12-31T18:00:00Z")
            }
            from = parsed
        } else {
            // The latest stretch of that length that there is.
            from = max(start, now - (span ?? 0))
        }
        let (end, overflow) = from.addingReportingOverflow(span ?? (now - from))
        (first, last) = (from, overflow ? now : min(now, end))
        (lossFrom, lossUntil) = (from, last)
    }
}
