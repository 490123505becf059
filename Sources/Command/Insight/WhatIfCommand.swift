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
        guard !list else { return }
        do throws(WhatIfQuestion.Mistake) { try question.check() } catch { throw ValidationError(error.message) }
    }

    func run() throws {
        if list {
            return Terminal.say(
                ReportPlain.table(["SCENARIO", "MEANING"], ScenarioLibrary.all.map { [$0.name, $0.meaning] }))
        }
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        do throws(WhatIfQuestion.Mistake) { _ = try question.period(now: now) } catch {
            throw ValidationError(error.message)
        }
        let settings = try configurationFile.load()
        let order: WhatIfQuestion.Order
        do throws(WhatIfQuestion.Mistake) {
            order = try question.order(now: now, in: Estate(settings.snapshot))
        } catch { throw Terminal.complaint(error.message, exit: ExitCode(2)) }
        let whatIf = WhatIf(order.scenario, in: settings.snapshot)
        let report = try LedgerReading.read(settings.ledger) { store throws(StoreFailure) in
            try whatIf.report(from: store, since: order.since, until: order.until)
        }
        guard let report else { throw ExitCode.couldNotRun }
        print(report.text(json ? .json : form), terminator: json || form == .json ? "\n" : "")
        if !report.isServed { throw ExitCode.no }
    }

    private var question: WhatIfQuestion {
        WhatIfQuestion(
            lose: lose, at: at, duration: duration, since: since, isSilent: silent, scenario: scenario, mark: "--")
    }
}
