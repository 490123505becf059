import ArgumentParser
import Foundation
import PlanBSettings
import PlanBVocabulary

/// `planb serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway.",
        discussion: """
            Without a configuration file anywhere, planb.yaml is written for a demo on this machine.
            SIGTERM drains and ends; SIGHUP, or a changed file, reloads the configuration as a whole.
            """)

    @Option(help: "The configuration file (default: $PLANB_CONFIG, ./planb.yaml, /etc/planb/planb.yaml).")
    var config: String?

    @Flag(help: "Refuse to start while a secret cannot be resolved.")
    var strict = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let path = try Settings.locate(explicit: config, environment: environment) ?? FirstStart.writeDemo(environment)
        var settings = try load(path, environment)
        if let issued = try settings.ensureFirstKey() {
            let key = issued.text.reveal { String(decoding: $0, as: UTF8.self) }
            Terminal.say("planb: there were no keys; made one, shown only now: \(key)")
            settings = try load(path, environment)
        }
        if strict, !settings.unresolved.isEmpty {
            settings.unresolved.forEach { Terminal.note($0.description) }
            throw ExitCode.no
        }
        try await Server(path: path, environment: environment, settings: settings).run()
    }

    private func load(_ path: String, _ environment: [String: String]) throws -> LoadedSettings {
        do throws(SettingsFailure) {
            let settings = try Settings.load(path: path, environment: environment)
            (settings.warnings + settings.unresolved).forEach { Terminal.note($0.description) }
            return settings
        } catch {
            Terminal.note(error.description)
            throw error.isUnreadable ? ExitCode.couldNotRun : ExitCode.no
        }
    }
}
