import ArgumentParser
import Foundation
import PlanBVocabulary

/// The command line. Exit codes: 0 ok, 1 the answer is "no", 2 wrong usage, 3 could not run.
@main
struct PlanB: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planb",
        abstract: "An LLM gateway that keeps answering when a provider does not.",
        version: Build.version,
        subcommands: [
            ServeCommand.self, CheckCommand.self, ExplainCommand.self, RequestsCommand.self, WhyCommand.self,
            UsageCommand.self, RehearseCommand.self, ReadinessCommand.self, ExposureCommand.self, WhatIfCommand.self,
            ExportCommand.self, EraseCommand.self,
            KeysCommand.self, TopCommand.self, JournalCommand.self,
            FakeProviderCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CannotRun {
            Terminal.note("planb: \(failure.message)")
            Foundation.exit(3)
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            Terminal.note(fullMessage(for: error))
            Foundation.exit(2)
        }
    }
}

/// Something outside keeps the command from running: exit code 3.
struct CannotRun: Error {
    /// What is wrong, and what to do.
    var message: String
}
