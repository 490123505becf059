import ArgumentParser
import Foundation
import PlanBEngine
import PlanBInsight
import PlanBLedger
import PlanBReport
import PlanBSettings

/// `planb exposure`: on whom everything depends.
struct ExposureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exposure",
        abstract: "Show what depends on which vendor, account, cloud, region and model lineage.",
        discussion: """
            Reads the configuration and the ledger; the gateway need not run. Exits with 0 if every route survives any single \
            loss, with 1 if one loss stops a route.
            """)

    @Option(help: "From when on: 30d, 2026-12-31. Whole days, UTC.") var since = "30d"
    @Option(help: "Up to when. Default: now.") var until: String?
    @Option(help: "text, md, html (one page, to be printed) or json.", transform: ReportForms.read) var form:
        ReportForm = .text
    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Print JSON: the same as --form json.") var json = false

    func run() throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        guard let first = LedgerTime.parseDay(since, now: now), let last = LedgerTime.parseDay(until ?? "0s", now: now)
        else { throw ValidationError("a time is 30d, 12h, 2026-12-31 or 2026-12-31T18:00:00Z") }
        guard first <= last else { throw ValidationError("--since is after --until") }
        let settings = try configurationFile.load()
        let found = try LedgerReading.read(settings.ledger) { store throws(StoreFailure) in
            try ExposureReport(settings.snapshot, store, firstDay: first, lastDay: last, now: now)
        }
        let report = try found ?? ExposureReport(settings.snapshot, nil, firstDay: first, lastDay: last, now: now)
        print(report.text(json ? .json : form), terminator: json || form == .json ? "\n" : "")
        if !report.survivesAnyLoss { throw ExitCode.no }
    }
}
