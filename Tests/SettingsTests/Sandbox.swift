import Foundation
import Testing

@testable import PlanBSettings

/// A folder of its own for one test, removed with the object.
final class Sandbox {
    let folder: String
    var environment: [String: String]

    init(environment: [String: String] = ["KEY": "canary-of-the-environment"]) throws {
        folder = FileManager.default.temporaryDirectory.path + "/planb-settings-" + UUID().uuidString
        self.environment = environment
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let path = path(name)
        let above = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: above, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// Loads `planb.yaml` of the folder.
    func load(reusing: LoadedSettings? = nil, generation: Int = 1) throws -> LoadedSettings {
        try Settings.load(
            path: path("planb.yaml"), environment: environment, generation: generation, reusing: reusing,
            days: Days(epochSeconds: 1_790_812_800))
    }

    /// Writes and loads a configuration that is expected to be valid.
    func load(_ yaml: String) throws -> LoadedSettings {
        try write("planb.yaml", yaml)
        return try load()
    }

    /// What is wrong with `planb.yaml`, without the folder: `planb.yaml:1:2: error: …`. Empty if nothing is. That a backup is
    /// not proven is said of nearly every example, and has tests of its own.
    func complaints() -> [String] {
        do {
            let loaded = try load()
            return (loaded.unresolved + loaded.warnings.quiet).map(short)
        } catch let failure as SettingsFailure {
            return failure.errors.map(short)
        } catch {
            return ["\(error)"]
        }
    }

    /// Writes a configuration and says what is wrong with it.
    func complaints(_ yaml: String) throws -> [String] {
        try write("planb.yaml", yaml)
        return complaints()
    }

    private func short(_ diagnostic: Diagnostic) -> String {
        diagnostic.description.replacingOccurrences(of: folder + "/", with: "")
    }
}

extension [Diagnostic] {
    /// Without those that say that a backup is not proven.
    var quiet: [Diagnostic] { filter { !$0.message.contains(RehearsalRules.phrase) } }
}

/// A configuration and what must be said about it: the beginnings of all messages, in order.
struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var yaml: String
    var expected: [String]

    init(_ name: String, _ yaml: String, _ expected: String...) {
        self.name = name
        self.yaml = yaml
        self.expected = expected
    }

    var testDescription: String { name }

    /// Fails unless each message begins as expected and there is no other.
    func check(in sandbox: Sandbox, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let complaints = try sandbox.complaints(yaml)
        let matches = zip(complaints, expected).allSatisfy { $0.hasPrefix("planb.yaml:" + $1) }
        #expect(
            matches && complaints.count == expected.count, "\(complaints.joined(separator: "\n"))",
            sourceLocation: sourceLocation)
    }
}

/// Two lines of a target `a` and a route `m`, for tests of something else.
let valid = """
    targets: {a: {provider: openai, api_key: "env:KEY"}}
    routes: {m: {try: [a]}}

    """
