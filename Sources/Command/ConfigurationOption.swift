import ArgumentParser
import Foundation
import PlanBSettings

/// `--config`, and what follows from it.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration file. Default: $PLANB_CONFIG, ./planb.yaml, /etc/planb/planb.yaml.")
    var path: String?

    /// The file to use; exits with 3 if there is none.
    func located() throws -> String {
        if let path = Settings.locate(explicit: path, environment: ProcessInfo.processInfo.environment) { return path }
        throw Terminal.complaint(
            "there is no configuration: write planb.yaml, or name one with --config or PLANB_CONFIG", exit: .couldNotRun
        )
    }

    /// The configuration; prints what is wrong and exits with 1 if it is invalid, with 3 if it cannot be read.
    func load() throws -> LoadedSettings {
        do {
            return try Settings.load(path: located(), environment: ProcessInfo.processInfo.environment)
        } catch let failure as SettingsFailure {
            throw Terminal.complaint(failure.description, exit: failure.isUnreadable ? .couldNotRun : .no)
        }
    }
}
