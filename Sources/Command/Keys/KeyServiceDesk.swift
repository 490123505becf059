import ArgumentParser
import Foundation
import PlanBConsole
import PlanBEngine
import PlanBSettings

/// Has the running gateway change the keys: the change counts when this returns, and the gateway writes down who made it.
struct KeyServiceDesk: KeyDesk {
    private static let path = "/api/v1/keys"

    let client: AdminClient

    func create(_ wish: KeyWish) async throws -> IssuedKey {
        try read(try await ask("POST", Self.path, body: try JSONEncoder().encode(wish)))
    }

    func list() async throws -> KeyList { KeyList(rows: try read(try await ask("GET", Self.path))) }

    func rotate(id: String, overlap: Int) async throws -> IssuedKey {
        let path = "\(Self.path)/\(AdminClient.escaped(id))/rotate"
        return try read(try await ask("POST", path, body: try JSONEncoder().encode(["overlap_seconds": overlap])))
    }

    func revoke(id: String) async throws -> String {
        let name = try await list().keys.first { $0.id == id }?.name
        _ = try await ask("DELETE", "\(Self.path)/\(AdminClient.escaped(id))")
        return name ?? id
    }

    func finish() {}

    private func ask(_ method: String, _ path: String, body: Data? = nil) async throws -> Data {
        guard let answer = await client.exchange(method, path, body: body) else {
            throw Terminal.complaint(
                "the gateway's admin port at \(client.origin.authority) does not answer: is it running? Whether it did what "
                    + "it was asked, planb keys list shows", exit: .couldNotRun)
        }
        if (200..<300).contains(answer.status) { return answer.body }
        // What is wrong with a wish is the answer no, as it is where the file is edited.
        let complaint = AdminClient.complaint(answer.status, answer.body, at: client.origin)
        throw answer.status == 400 ? ExitCode.no : complaint
    }

    private func read<Answer: Decodable>(_ body: Data) throws -> Answer {
        do { return try JSONDecoder().decode(Answer.self, from: body) } catch {
            throw Terminal.complaint(
                "the admin port at \(client.origin.authority) answers in a way that this version does not know",
                exit: .couldNotRun)
        }
    }
}
