import Hummingbird
import PlanBEngine
import Testing

@testable import PlanBConsole

/// Every verb of the admin port, and the least role that may send it.
struct RoleTests {
    private static let table: [(HTTPRequest.Method, String, AdminRole)] = [
        (.get, "/metrics", .viewer),
        (.get, "/status", .viewer),
        (.get, "/api/v1/status", .viewer),
        (.get, "/api/v1/usage", .viewer),
        (.get, "/api/v1/budgets", .viewer),
        (.get, "/api/v1/requests", .viewer),
        (.get, "/api/v1/requests/req_1", .viewer),
        (.get, "/api/v1/exposure", .viewer),
        (.get, "/api/v1/whatif", .viewer),
        (.get, "/api/v1/incidents", .viewer),
        (.get, "/api/v1/incidents/20261122T140312Z-openai", .viewer),
        (.get, "/incidents/20261122T140312Z-openai", .viewer),
        (.get, "/usage", .viewer),
        (.get, "/exposure", .viewer),
        (.get, "/what-if", .viewer),
        (.post, "/what-if", .admin),
        (.get, "/api/v1/export", .operator),
        (.get, "/api/v1/keys", .operator),
        (.get, "/api/v1/keys/aaaaaaaa", .operator),
        (.get, "/api/v1/audit", .operator),
        (.post, "/api/v1/keys", .admin),
        (.post, "/api/v1/keys/aaaaaaaa/rotate", .admin),
        (.delete, "/api/v1/keys/aaaaaaaa", .admin),
        (.post, "/api/v1/erase", .admin),
        (.get, "/api/v1/readiness", .viewer),
        (.get, "/api/v1/rehearsals/a", .viewer),
        (.post, "/api/v1/rehearsals", .operator),
        (.delete, "/api/v1/rehearsals/a", .operator),
        (.put, "/api/v1/rehearsals/a", .admin),
        (.put, "/api/v1/status", .admin),
        (.patch, "/metrics", .admin),
        (.get, "/metricsx", .admin),
        (.get, "/api/v2/usage", .admin),
        (.get, "/", .viewer),
        (.get, "", .viewer),
        (.post, "/", .admin),
        (.get, "/live", .viewer),
        (.get, "/live/events", .viewer),
        (.get, "/rehearsals/a", .viewer),
        (.post, "/rehearsals", .operator),
        (.post, "/rehearsals/a/abort", .operator),
        (.get, "/keys", .operator),
        (.post, "/keys", .admin),
        (.post, "/keys/aaaaaaaa/revoke", .admin),
        (.get, "/configuration", .operator),
        (.post, "/configuration", .admin),
        (.get, "/keysmith", .admin),
        // The router takes no notice of empty parts of a path.
        (.get, "/api/v1//keys", .operator),
        (.get, "//api/v1/keys/", .operator),
        (.get, "/api//v1///export", .operator),
        (.get, "//keys", .operator),
        (.post, "/keys//", .admin),
    ]

    @Test("Each verb needs its role, and what nobody thought of needs the highest", arguments: table)
    func roles(_ row: (HTTPRequest.Method, String, AdminRole)) {
        #expect(AdminPolicy.role(for: row.0, path: row.1) == row.2)
    }

    @Test("A role may do what those before it may, and no more")
    func order() {
        #expect(AdminRole.viewer < .operator && .operator < AdminRole.admin)
        #expect(AdminRole.allCases == AdminRole.allCases.sorted())
    }
}
