import ArgumentParser
import Foundation
import PlanBConsole
import PlanBEngine
import PlanBRehearsal
import PlanBReport
import PlanBVocabulary

/// Has the running gateway run drills. Every method ends the command if it cannot do it.
struct DrillClient {
    private static let path = "/api/v1/rehearsals"

    let client: AdminClient

    func preview(_ wish: DrillWish) async throws -> DrillPreview {
        var wish = wish
        wish.dryRun = true
        return try read(try await ask("POST", Self.path, body: try JSONEncoder().encode(wish)))
    }

    /// Begins a drill; its id.
    func start(_ wish: DrillWish) async throws -> String {
        let answer: [String: String] = try read(
            try await ask("POST", Self.path, body: try JSONEncoder().encode(wish)))
        guard let id = answer["id"] else { throw unknown }
        return id
    }

    /// Begins a recording; its id.
    func record(_ wish: RecordWish) async throws -> String {
        let answer: [String: String] = try read(
            try await ask("POST", Self.path + "/record", body: try JSONEncoder().encode(wish)))
        guard let id = answer["id"] else { throw unknown }
        return id
    }

    /// How a recording stands; nil: the gateway does not answer at the moment. One that is over is asked for once.
    func recording(_ id: String) async throws -> RecordingState? {
        let path = "\(Self.path)/record/\(AdminClient.escaped(id))"
        guard let answer = await client.exchange("GET", path, within: .seconds(30)) else { return nil }
        guard answer.status == 200 else { throw complaint(answer.status, answer.body) }
        return try read(answer.body)
    }

    func abort(_ id: String) async throws { _ = try await ask("DELETE", place(id)) }

    /// The newest drills, of a route or of all.
    func list(route: String?) async throws -> (reports: [DrillReport], json: String) {
        let query = route.map { "?route=\(AdminClient.escaped($0))" } ?? ""
        let body = try await ask("GET", Self.path + query)
        let answer: [String: [DrillReport]] = try read(body)
        return (answer["rehearsals"] ?? [], Self.text(body))
    }

    /// The report of a drill as it is; nil: the gateway does not answer at the moment.
    func report(_ id: String) async throws -> DrillReport? {
        guard let answer = await client.exchange("GET", place(id), within: .seconds(10)) else { return nil }
        guard answer.status == 200 else { throw complaint(answer.status, answer.body) }
        return try read(answer.body)
    }

    /// The report of a drill in a form.
    func text(_ id: String, _ form: ReportForm) async throws -> String {
        Self.text(try await ask("GET", "\(place(id))?format=\(form.rawValue)"))
    }

    private func place(_ id: String) -> String { "\(Self.path)/\(AdminClient.escaped(id))" }

    private func ask(_ method: String, _ path: String, body: Data? = nil) async throws -> Data {
        guard let answer = await client.exchange(method, path, body: body) else {
            throw Terminal.complaint(
                "the gateway's admin port at \(client.origin.authority) does not answer: is it running? --admin names "
                    + "another one", exit: .couldNotRun)
        }
        guard (200..<300).contains(answer.status) else { throw complaint(answer.status, answer.body) }
        return answer.body
    }

    private func complaint(_ status: Int, _ body: Data) -> ExitCode {
        let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        guard let message = (object?["error"] as? [String: Any])?["message"] as? String else {
            if status == 404 {
                return Terminal.complaint("this gateway runs no rehearsals", exit: .couldNotRun)
            }
            return AdminClient.complaint(status, body, at: client.origin)
        }
        // That the configuration, or the moment, does not allow it is the answer no.
        if status == 403 { return Terminal.complaint(message, exit: .no) }
        return AdminClient.complaint(status, body, at: client.origin)
    }

    private func read<Answer: Decodable>(_ body: Data) throws -> Answer {
        do { return try JSONDecoder().decode(Answer.self, from: body) } catch { throw unknown }
    }

    private var unknown: ExitCode {
        Terminal.complaint(
            "the admin port at \(client.origin.authority) answers in a way that this version does not know",
            exit: .couldNotRun)
    }

    private static func text(_ body: Data) -> String {
        let text = String(decoding: body, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
