import Foundation
import Hummingbird
import NIOCore

/// `/api/v1/keys` and `/api/v1/audit`.
struct KeyRoutes {
    let administration: any KeyAdministration

    func add(to router: Router<AdminContext>) {
        let administration = administration
        router.get("api/v1/keys") { _, _ in try Self.json { () throws(AdminRefusal) in try administration.list() } }
        router.post("api/v1/keys") { request, context in
            let wish = try await Self.body(of: request, KeyWish.self)
            return try Self.issued { () throws(AdminRefusal) in
                try administration.create(wish, actor: context.principal.name)
            }
        }
        router.post("api/v1/keys/:id/rotate") { request, context in
            let wish = try await Self.body(of: request, Rotation.self)
            let id = try context.parameters.require("id")
            guard let overlap = wish.overlap_seconds, (0...31_536_000).contains(overlap) else {
                throw HTTPError(
                    .badRequest, message: "\"overlap_seconds\" must be a number of seconds from 0 to 31536000.")
            }
            return try Self.issued { () throws(AdminRefusal) in
                try administration.rotate(id: id, overlap: overlap, actor: context.principal.name)
            }
        }
        router.delete("api/v1/keys/:id") { _, context in
            let id = try context.parameters.require("id")
            return try Self.json { () throws(AdminRefusal) in
                try administration.revoke(id: id, actor: context.principal.name)
                return "{\"revoked\":\"\(id)\"}"
            }
        }
        router.get("api/v1/audit") { request, _ in
            let limit = request.uri.queryParameters.get("limit", as: Int.self) ?? 100
            return try Self.json { () throws(AdminRefusal) in
                try administration.audit(limit: min(max(limit, 0), 10_000))
            }
        }
    }

    private struct Rotation: Decodable {
        var overlap_seconds: Int?
    }

    private static func json(_ answer: () throws(AdminRefusal) -> String) throws -> Response {
        do throws(AdminRefusal) {
            return AdminServer.reply(ByteBuffer(string: try answer() + "\n"), type: "application/json")
        } catch { throw HTTPError(.init(code: error.status), message: error.message) }
    }

    private static func issued(_ answer: () throws(AdminRefusal) -> IssuedKey) throws -> Response {
        let key: IssuedKey
        do throws(AdminRefusal) { key = try answer() } catch {
            throw HTTPError(.init(code: error.status), message: error.message)
        }
        let text = String(decoding: try JSONEncoder().encode(key), as: UTF8.self)
        return AdminServer.reply(ByteBuffer(string: text + "\n"), type: "application/json", status: .created)
    }

    /// Bodies are small; what is not JSON of this form is told where it is wrong.
    private static func body<Wish: Decodable>(of request: Request, _: Wish.Type) async throws -> Wish {
        let bytes = try await request.body.collect(upTo: 65_536)
        do {
            return try JSONDecoder().decode(Wish.self, from: Data(bytes.readableBytesView))
        } catch let error as DecodingError {
            throw HTTPError(.badRequest, message: "The body is not what this path takes: \(Self.words(error)).")
        }
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" has another type"
        case .dataCorrupted: "it is not JSON"
        @unknown default: "it is not JSON"
        }
    }
}
