import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// The paths of the ledger on the admin port. The store is asked on threads of their own: its answers take their time, and
/// metrics must not wait for them.
struct LedgerRoutes: Sendable {
    let api: LedgerAPI
    let threads: NIOThreadPool
    let administration: any KeyAdministration

    func add(to router: Router<AdminContext>) {
        let (api, threads, administration) = (api, threads, administration)
        router.get("api/v1/usage") { request, _ in
            let query = Self.query(request)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.usage(query) }
        }
        router.get("api/v1/requests") { request, _ in
            let query = Self.query(request)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.requests(query) }
        }
        router.get("api/v1/requests/:id") { _, context in
            let id = context.parameters.get("id") ?? ""
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in
                try api.request(id.removingPercentEncoding ?? id)
            }
        }
        router.get("api/v1/export") { request, _ in try await Self.export(Self.query(request), api, threads) }
        router.post("api/v1/erase") { request, context in
            var request = request
            let body = try await request.collectBody(upTo: 65536)
            guard let what = try? JSONDecoder().decode([String: String].self, from: Data(body.readableBytesView)) else {
                throw HTTPError(.badRequest, message: "expected a JSON object with one of key, tag and before")
            }
            let actor = context.principal.name
            // What is erased is gone: that it was wanted is on record before.
            try await threads.runIfActive {
                try administration.note(
                    actor: actor, action: "ledger.erase", subject: Self.subject(of: what), detail: "")
            }
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.erase(what) }
        }
    }

    /// What is to be erased, for the record: the name of a person may be in a tag, which is what is to be forgotten.
    private static func subject(of what: [String: String]) -> String {
        ["key", "tag", "before"].filter { what[$0] != nil }
            .map { $0 == "tag" ? $0 : "\($0) \((what[$0] ?? "").prefix(100))" }.joined(separator: ", ")
    }

    /// The first value of each parameter.
    static func query(_ request: Request) -> [String: String] {
        Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func reply(
        _ threads: NIOThreadPool, _ answer: @escaping @Sendable () throws(LedgerAPI.Problem) -> LedgerAPI.Reply
    ) async throws -> Response {
        do {
            let reply = try await threads.runIfActive { try answer() }
            return Response(
                status: .ok, headers: AdminServer.headers(reply.type),
                body: .init(byteBuffer: ByteBuffer(string: reply.body)))
        } catch let problem as LedgerAPI.Problem { throw error(problem) }
    }

    /// The first part decides about the status; a failure later ends the connection before the body is complete.
    private static func export(
        _ query: [String: String], _ api: LedgerAPI, _ threads: NIOThreadPool
    ) async throws -> Response {
        do {
            let (first, export) = try await threads.runIfActive {
                var export = try api.export(query)
                return (try export.next() ?? "", export)
            }
            return Response(
                status: .ok, headers: AdminServer.headers(export.type),
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: first))
                    var export = export
                    while true {
                        let state = export
                        let (part, rest) = try await threads.runIfActive {
                            var state = state
                            return (try state.next(), state)
                        }
                        guard let part else { break }
                        export = rest
                        try await writer.write(ByteBuffer(string: part))
                    }
                    try await writer.finish(nil)
                })
        } catch let problem as LedgerAPI.Problem { throw error(problem) }
    }

    static func error(_ problem: LedgerAPI.Problem) -> HTTPError {
        var headers = HTTPFields()
        if let seconds = problem.retryAfter { headers[.retryAfter] = String(seconds) }
        return HTTPError(.init(code: problem.status), headers: headers, message: problem.message)
    }
}
