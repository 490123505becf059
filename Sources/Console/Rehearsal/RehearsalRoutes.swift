import Foundation
import Hummingbird
import NIOCore
import NIOPosix
import PlanBRehearsal
import PlanBReport

/// The paths of rehearsals on the admin port. The desk is asked on threads of their own.
struct RehearsalRoutes: Sendable {
    let api: RehearsalAPI
    let threads: NIOThreadPool

    func add(to router: Router<AdminContext>) {
        let (api, threads) = (api, threads)
        router.get("api/v1/readiness") { request, _ in
            let query = LedgerRoutes.query(request)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.readiness(query) }
        }
        router.get("api/v1/rehearsals") { request, _ in
            let query = LedgerRoutes.query(request)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.list(query) }
        }
        router.get("api/v1/rehearsals/:id") { request, context in
            let (id, query, role) = (Self.id(context), LedgerRoutes.query(request), context.principal.role)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in
                try api.report(id, query, role: role)
            }
        }
        router.post("api/v1/rehearsals") { request, context in
            var request = request
            let body = Data(try await request.collectBody(upTo: 65536).readableBytesView)
            let actor = context.principal.name
            do {
                let (isStarted, reply) = try await threads.runIfActive { try api.start(body, actor: actor) }
                return Self.response(reply, isStarted ? .accepted : .ok)
            } catch let problem as LedgerAPI.Problem { throw LedgerRoutes.error(problem) }
        }
        router.post("api/v1/rehearsals/record") { request, context in
            var request = request
            let body = Data(try await request.collectBody(upTo: 65536).readableBytesView)
            let actor = context.principal.name
            do {
                return Self.response(try await threads.runIfActive { try api.record(body, actor: actor) }, .accepted)
            } catch let problem as LedgerAPI.Problem { throw LedgerRoutes.error(problem) }
        }
        router.get("api/v1/rehearsals/record/:id") { _, context in
            let (id, role) = (Self.id(context), context.principal.role)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.recording(id, role: role) }
        }
        router.delete("api/v1/rehearsals/:id") { _, context in
            let (id, actor) = (Self.id(context), context.principal.name)
            return try await Self.reply(threads) { () throws(LedgerAPI.Problem) in try api.abort(id, actor: actor) }
        }
    }

    static func id(_ context: AdminContext) -> String {
        let id = context.parameters.get("id") ?? ""
        return id.removingPercentEncoding ?? id
    }

    static func reply(
        _ threads: NIOThreadPool, _ answer: @escaping @Sendable () throws(LedgerAPI.Problem) -> LedgerAPI.Reply
    ) async throws -> Response {
        do { return response(try await threads.runIfActive { try answer() }, .ok) } catch let problem
            as LedgerAPI.Problem
        { throw LedgerRoutes.error(problem) }
    }

    private static func response(_ reply: LedgerAPI.Reply, _ status: HTTPResponse.Status) -> Response {
        var headers = AdminServer.headers(reply.type)
        if reply.type == ReportForm.html.mediaType {
            headers[.contentSecurityPolicy] = ReportForm.htmlPolicy + "; frame-ancestors 'none'"
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: reply.body)))
    }
}
