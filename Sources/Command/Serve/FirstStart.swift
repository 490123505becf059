import Foundation
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// What a first start makes: a demo configuration, the admin token, the first key.
enum FirstStart {
    /// What `scripts/setup run` installs, relative to the folder in which the gateway starts.
    private static let modelServer = [
        ".planb/venv/bin/python", "scripts/model-server", "--model", "bundled:smollm2", "--alias",
        DemoConfiguration.model, "--port", "8710", "--threads", "1",
    ]

    /// Writes `planb.yaml` for a demo and returns its path.
    static func writeDemo(_ environment: [String: String]) throws -> String {
        let path = "planb.yaml"
        do {
            try Data(DemoConfiguration.text(environment: environment, modelServerCommand: modelServer).utf8).write(
                to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw CannotRun(message: "no configuration was found, and \(path) could not be written: \(error)")
        }
        Terminal.say("planb: no configuration found; wrote \(path) for a demo on this machine")
        return path
    }

    /// The token of the admin port: `$PLANB_ADMIN_TOKEN`, else `<data>/admin.token`, made at the first start.
    static func adminToken(_ settings: LoadedSettings, _ environment: [String: String]) throws -> Secret {
        if let token = environment["PLANB_ADMIN_TOKEN"], !token.isEmpty { return Secret(token) }
        let path = "\(settings.dataDirectory)/admin.token"
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard token.utf8.count >= 32 else {
                throw CannotRun(message: "\(path) holds fewer than 32 characters; delete it to have it made anew")
            }
            return Secret(token)
        }
        let token = (0..<4).map { _ in String(format: "%016lx", UInt64.random(in: .min ... .max)) }.joined()
        do {
            try FileManager.default.createDirectory(atPath: settings.dataDirectory, withIntermediateDirectories: true)
        } catch {
            throw CannotRun(message: "the data folder \(settings.dataDirectory) cannot be made: \(error)")
        }
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data((token + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw CannotRun(message: "\(path) cannot be written") }
        return Secret(token)
    }
}
