import ArgumentParser
import Foundation
import PlanBLedger
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
        let keys = try SharedKeys(settings)
        if let keys, try isNew(keys) {
            settings = try load(path, environment)
            keys.arePutInForce()
        }
        try await Server(path: path, environment: environment, settings: settings, keys: keys).run()
    }

    /// Asks the database for the shared keys; whether there are others than those of the disk.
    private func isNew(_ keys: SharedKeys) throws -> Bool {
        do { return try keys.refresh() } catch let failure as StoreFailure {
            Terminal.note("planb: the shared keys cannot be asked for; those that this node knows count: \(failure)")
            return false
        } catch let failure as KeyStoreFailure where failure.isRefusal {
            throw CannotRun(message: failure.description)
        } catch {
            Terminal.note("planb: the shared keys cannot be asked for; those that this node knows count: \(error)")
            return false
        }
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
