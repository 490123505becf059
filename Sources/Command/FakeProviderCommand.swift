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
        discussion: "It answers in the OpenAI dialect. What it does wrong, and when, is in the script.")

    @Option(help: "A YAML file with faults; without one it behaves.")
    var script: String?

    @Option(help: "The loopback port.")
    var port = 8720

    func run() async throws {
        let scripts = try load()
        var running: [FakeProvider] = []
        var broken: [BrokenListener] = []
        for (name, script) in scripts {
            let port = script.port ?? self.port
            if let manner = script.listener {
                let listener = try await BrokenListener.start(manner, port: port)
                broken.append(listener)
                Terminal.say("fake provider \(name): \(manner.rawValue) on 127.0.0.1:\(listener.port)")
            } else {
                let provider = try await FakeProvider.start(port: port, script: script)
                running.append(provider)
                Terminal.say("fake provider \(name): http://127.0.0.1:\(provider.port)/v1")
            }
        }
        for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { break }
        for provider in running { await provider.shutdown() }
        for listener in broken { await listener.shutdown() }
    }

    private func load() throws -> [(String, FaultScript)] {
        guard let script else { return [("openai", FaultScript())] }
        guard let text = try? String(contentsOfFile: script, encoding: .utf8) else {
            throw CannotRun(message: "\(script) cannot be read")
        }
        do {
            let decoder = YAMLDecoder()
            guard try Yams.compose(yaml: text)?["providers"] != nil else {
                return [("openai", try decoder.decode(FaultScript.self, from: text))]
            }
            let file = try decoder.decode([String: [String: FaultScript]].self, from: text)
            return file["providers", default: [:]].sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        } catch {
            throw ValidationError("\(script) is not a valid script: \(error)")
        }
    }
}
