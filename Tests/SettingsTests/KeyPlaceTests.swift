import Foundation
import PlanBEngine
import PlanBPolicy
import Testing

@testable import PlanBSettings

/// Where keys are found without the rest of a configuration.
struct KeyPlaceTests {
    @Test(
        "The place of keys is read from any configuration that is YAML",
        arguments: [
            ("{}", "data/keys.yaml", false, "127.0.0.1", 8701),
            ("nonsense: 1", "data/keys.yaml", false, "127.0.0.1", 8701),
            ("admin: \"[::1]:9000\"", "data/keys.yaml", false, "::1", 9000),
            ("admin: 0.0.0.0:9000", "data/keys.yaml", false, "0.0.0.0", 9000),
            ("admin: nowhere", "data/keys.yaml", false, "127.0.0.1", 8701),
            ("admin: [1]\nkeys: k.yaml", "k.yaml", true, "127.0.0.1", 8701),
        ])
    func place(_ row: (text: String, keys: String, isConfigured: Bool, host: String, port: Int)) throws {
        let sandbox = try Sandbox()
        let text = row.text == "{}" ? "" : row.text + "\n"
        let place = try Settings.keyPlace(path: sandbox.write("planb.yaml", text + "data: data"))
        #expect(place.keysFile == sandbox.path(row.keys) && place.isKeysFileConfigured == row.isConfigured)
        #expect(place.dataDirectory == sandbox.path("data") && place.auditLog.file == sandbox.path("data/audit.log"))
        #expect(place.admin == ListenerSettings.Address(host: row.host, port: row.port))
    }

    @Test("A list of keys that a gateway gave reads as the one that it made")
    func list() throws {
        let list = KeyList(
            [
                VirtualKey(
                    id: "Aaaaaaa1", mac: [], name: "\"ü\n", team: "a", tags: ["x"], routes: [ModelPattern("gpt-*")],
                    vendors: ["openai"], expires: 86400,
                    allotment: Allotment(
                        limits: RateLimits(requests: Rate(perMinute: 60), tokens: nil, concurrent: 5),
                        budget: Budget(limit: 1, period: .total, mode: .strict))),
                VirtualKey(id: "Bbbbbbb2", mac: [], name: "batch"),
            ], now: 90000)
        let rows = try JSONDecoder().decode([KeyList.Row].self, from: JSONEncoder().encode(list.keys))
        #expect(rows == list.keys && KeyList(rows: rows).text == list.text)
    }
}
