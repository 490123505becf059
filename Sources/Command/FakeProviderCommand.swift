import ArgumentParser
import Foundation
import PlanBFakeProvider
import UnixSignals
import Yams

/// `planb fake-provider`
struct FakeProviderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake-provider",
        abstract: "Run a provider that breaks on purpose, for tests and demos.",
        discussion: """
            It answers in the dialect that the script names (openai, anthropic, gemini, bedrock, cohere or mistral), on
            loopback. What it does wrong, and when, is in the script; see Docs/fake-provider.md. A request can choose
            its own fate with the header x-fake-behaviour: PRESET.
            """)

    @Option(help: "A YAML file with faults; without one it behaves.")
    var script: String?

    @Option(help: "The port, for a provider whose script names none.")
    var port = 8720

    @Option(help: "How many of the last requests each provider keeps for GET /_fake/requests.")
    var keep = 0

    @Flag(help: "List the presets and end.")
    var presets = false

    func run() async throws {
        if presets {
            for preset in Behaviour.presets { Terminal.say("\(preset.name)  \(preset.about)") }
            return
        }
        var options = FakeProvider.Options()
        options.remoteControl = true
        options.keptRequests = max(0, keep)
        options.now = { Int(Date().timeIntervalSince1970) }
        let prepared = options
        let fleet: FakeFleet
        do {
            fleet = try await FakeFleet.start(try load(), firstPort: port, options: { _ in prepared })
        } catch let error as DecodingError {
            throw ValidationError("\(script ?? "the script") is not valid: \(error)")
        }
        for (name, provider) in fleet.providers.sorted(by: { $0.key < $1.key }) {
            Terminal.say("fake provider \(name): http://127.0.0.1:\(provider.port)/v1")
        }
        for (name, listener) in fleet.listeners.sorted(by: { $0.key < $1.key }) {
            Terminal.say("fake provider \(name): \(listener.manner.rawValue) on 127.0.0.1:\(listener.port)")
        }
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { break }
        await fleet.shutdown()
    }

    private func load() throws -> FleetScript {
        guard let script else { return FleetScript() }
        guard let text = try? String(contentsOfFile: script, encoding: .utf8) else {
            throw CannotRun(message: "\(script) cannot be read")
        }
        return try YAMLDecoder().decode(FleetScript.self, from: text)
    }
}
