import ArgumentParser
import Foundation
import PlanBSettings

/// `planb check`: is the configuration right, and who receives a copy of what?
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say what is wrong with the configuration, and who receives a copy of what.",
        discussion: "Exits with 0 if it is right, 1 if it is not or a secret is missing, 3 if it cannot be read.")

    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Print the JSON Schema of the configuration instead, for editors.") var schema = false

    func run() throws {
        if schema { return print(Settings.jsonSchema) }
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
