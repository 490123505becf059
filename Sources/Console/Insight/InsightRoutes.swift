import Hummingbird
import NIOPosix

/// The paths of exposure, what-if and incidents on the admin port. The store is asked on threads of their own.
struct InsightRoutes: Sendable {
    let api: InsightAPI
    let threads: NIOThreadPool

    func add(to router: Router<AdminContext>) {
        let (api, threads) = (api, threads)
        router.get("api/v1/exposure") { request, _ in
            let query = LedgerRoutes.query(request)
            return try await RehearsalRoutes.reply(threads) { () throws(LedgerAPI.Problem) in try api.exposure(query) }
        }
        router.get("api/v1/whatif") { request, _ in
            let query = Self.query(request)
            return try await RehearsalRoutes.reply(threads) { () throws(LedgerAPI.Problem) in try api.whatIf(query) }
        }
        router.get("api/v1/incidents") { request, _ in
            let query = LedgerRoutes.query(request)
            return try await RehearsalRoutes.reply(threads) { () throws(LedgerAPI.Problem) in try api.incidents(query) }
        }
        router.get("api/v1/incidents/:id") { request, context in
            let (id, query) = (RehearsalRoutes.id(context), LedgerRoutes.query(request))
            return try await RehearsalRoutes.reply(threads) { () throws(LedgerAPI.Problem) in
                try api.incident(id, query)
            }
        }
    }

    /// The first value of each parameter, and all of `lose`.
    static func query(_ request: Request) -> [String: String] {
        var query = LedgerRoutes.query(request)
        let losses = request.uri.queryParameters.filter { $0.key == "lose" }.map { String($0.value) }
        if !losses.isEmpty { query["lose"] = losses.joined(separator: ",") }
        return query
    }
}
