import ArgumentParser
import Foundation
import PlanBSettings

/// `planb check`: is the configuration right, and who receives a copy of what?
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with the configuration, and who receives a copy of what.",
        discussion: """
            Exits with 0 if it is right, 1 if it is not, a secret is missing or a probed target does not answer, 3 if it \
            cannot be read.

            With --replay, plays the requests of the ledger against it in virtual time, and says what would change: how \
            many are served, which are refused and why, what they cost, how long they take, who answers. It is compared \
            with the configuration that would be in force without --config (or with --against FILE), replayed as well; if \
            that is the same file, with what was recorded. Nobody is asked anything. Exits with 1 if it serves less: for \
            the review of a change.
            """)

    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Print the JSON Schema of the configuration instead, for editors.") var schema = false
    @Flag(
        help: """
            Ask every target, with up to eight small requests each that its provider bills: is it there, is the key valid, \
            is there such a model, and what can it do?
            """)
    var probe = false
    @Option(
        help: """
            With --probe: write what targets showed to this file. As contracts.json in the data folder, or with \
            contracts: FILE, the configuration reads it.
            """)
    var write: String?
    @Option(help: "Replay the requests since then against it: 24h, 7d, 2026-12-31.") var replay: String?
    @Option(help: "With --replay: the configuration to compare with.") var against: String?

    func validate() throws {
        if replay != nil, probe || schema { throw ValidationError("--replay goes with neither --probe nor --schema") }
        if against != nil, replay == nil { throw ValidationError("--against is for --replay") }
        if write != nil, !probe { throw ValidationError("--write is for what --probe finds") }
    }

    func run() async throws {
        if schema { return print(Settings.jsonSchema) }
        if probe { return try await Probing(settings: configurationFile.load(), json: json, file: write).run() }
        if let replay {
            return try ReplayCheck(since: replay, against: against, configuration: configurationFile, json: json).run()
        }
        let path = try configurationFile.located()
        let report: CheckReport
        do {
            report = CheckReport(try Settings.load(path: path, environment: ProcessInfo.processInfo.environment))
        } catch {
            if error.isUnreadable { throw Terminal.complaint(error.description, exit: .couldNotRun) }
            report = CheckReport(error)
        }
        print(json ? try Terminal.json(report) : report.text)
        if !report.ok { throw ExitCode.no }
    }
}
