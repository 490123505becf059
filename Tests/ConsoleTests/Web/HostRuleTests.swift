import Testing

@testable import PlanBConsole

/// Which hosts are this gateway, and which requests come from its own pages.
struct HostRuleTests {
    private static let names = ["gateway.internal", "0.0.0.0"]

    @Test(
        "Names of this gateway",
        arguments: [
            "localhost", "LOCALHOST:8701", "127.0.0.1:8701", "127.1.2.3", "[::1]:8701", "[::1]", "planb.localhost:1",
            "gateway.internal", "Gateway.Internal:443", "10.0.0.5:8701",
        ])
    func known(_ host: String) {
        #expect(HostRule.verdict(host, names: Self.names, bound: "10.0.0.5") == .known)
    }

    @Test(
        "Names of others",
        arguments: [
            "attacker.example", "localhost.attacker.example", "127.0.0.1.attacker.example", "gateway.internal.example",
            "xgateway.internal", "10.0.0.6", "[::2]", "127.0.0", "127.0.0.256", "notlocalhost", "1.127.0.0.1",
            "localhost.",
        ])
    func foreign(_ host: String) {
        #expect(HostRule.verdict(host, names: Self.names, bound: "10.0.0.5") == .foreign)
    }

    @Test(
        "What is no name with a port",
        arguments: [
            "", " ", "localhost/", "localhost?", "localhost#", "localhost/../api", "a@localhost", "localhost@a",
            "localhost:",
            "localhost:0", "localhost:65536", "localhost:8701:1", "localhost:+80", "localhost:８０", "localhost, a",
            "localhost\\a", "localhost%00", "loc alhost", "localhost\r\nx: y", "[::1", "::1", "[::1]x", "[::1]:", "[]",
            "[localhost]", ".localhost", "ⅼocalhost", "local\u{202E}host", String(repeating: "a", count: 300),
        ])
    func malformed(_ host: String) {
        #expect(HostRule.verdict(host, names: Self.names, bound: "10.0.0.5") == .malformed)
    }

    @Test("The address of the socket is known in every way it is written")
    func bound() {
        #expect(HostRule.verdict("10.0.0.5:8701", names: [], bound: "::ffff:10.0.0.5") == .known)
        #expect(HostRule.verdict("[2001:DB8::5]:8701", names: [], bound: "2001:db8::5") == .known)
        #expect(HostRule.verdict("10.0.0.5", names: [], bound: nil) == .foreign)
    }

    @Test("No Host is none of ours")
    func missing() { #expect(HostRule.verdict(nil, names: Self.names, bound: nil) == .malformed) }

    @Test(
        "Only the console's own pages may send what changes something",
        arguments: [
            ("http://localhost:8701", "same-origin", true), ("http://localhost:8701", nil, true),
            (nil, "same-origin", true), ("https://localhost:8701", "same-origin", true),
            ("HTTP://LOCALHOST:8701", nil, true),
            (nil, nil, false), ("null", nil, false), ("null", "same-origin", false), ("", nil, false),
            ("http://localhost:8701", "cross-site", false), ("http://localhost:8701", "same-site", false),
            ("http://localhost:8701", "none", false), (nil, "none", false), (nil, "cross-site", false),
            (nil, "same-site", false), ("http://localhost", nil, false), ("http://localhost:3000", nil, false),
            ("http://attacker.example", nil, false), ("http://localhost:8701.attacker.example", nil, false),
            ("http://attacker.example#http://localhost:8701", nil, false), ("localhost:8701", nil, false),
            ("ftp://localhost:8701", nil, false), ("http://localhost:8701/", nil, false),
        ] as [(String?, String?, Bool)])
    func origins(_ row: (String?, String?, Bool)) {
        #expect(OriginRule.isOwn(origin: row.0, site: row.1, host: "localhost:8701") == row.2)
    }

    @Test("The usual port may be left out")
    func usualPort() {
        #expect(OriginRule.isOwn(origin: "https://gateway.internal", site: nil, host: "gateway.internal"))
        #expect(OriginRule.isOwn(origin: "https://gateway.internal", site: nil, host: "gateway.internal:443"))
        #expect(!OriginRule.isOwn(origin: "http://gateway.internal", site: nil, host: "gateway.internal:443"))
    }
}
