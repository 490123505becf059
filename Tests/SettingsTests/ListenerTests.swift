import PlanBEngine
import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// The ports, and who may reach them.
struct ListenerTests {
    static let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
    static let key = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"

    @Test("The defaults are those of the reference")
    func defaults() throws {
        let sandbox = try Sandbox()
        let loaded = try sandbox.load(valid)
        let listener = loaded.snapshot.listener
        #expect(listener.listen == ListenerSettings.Address(host: "127.0.0.1", port: 8700))
        #expect(listener.admin == ListenerSettings.Address(host: "127.0.0.1", port: 8701))
        #expect(listener.limits == .standard && listener.drain == .standard && listener.tls == nil)
        #expect(listener.hosts.isEmpty && listener.corsOrigins.isEmpty)
        #expect(loaded.snapshot.mode == .production)
        #expect(loaded.dataDirectory == sandbox.path(".planb"))
        #expect(loaded.keysFile == sandbox.path(".planb/keys.yaml"))
    }

    @Test("Everything of the listener arrives")
    func all() throws {
        let sandbox = try Sandbox()
        try sandbox.write("tls/cert.pem", Self.pem)
        try sandbox.write("tls/key.pem", Self.key)
        let loaded = try sandbox.load(
            valid + """
                listen: gateway.example:0
                admin: "[::1]:0"
                data: /var/lib/planb
                tls: {certificate: tls/cert.pem, key: tls/key.pem, client_ca: tls/cert.pem}
                cors: ["https://App.example"]
                limits: {body: 1MiB, upload: 2MiB, buffered: 3MiB}
                drain: {delay: 0s, timeout: 1m}
                journal: {fsync: always, on_full: continue}
                """)
        let listener = loaded.snapshot.listener
        #expect(listener.hosts == ["gateway.example"])
        #expect(listener.admin == ListenerSettings.Address(host: "::1", port: 0))
        #expect(
            listener.tls
                == ListenerSettings.TLS(
                    certificate: sandbox.path("tls/cert.pem"), key: sandbox.path("tls/key.pem"),
                    clientCA: sandbox.path("tls/cert.pem")))
        #expect(listener.corsOrigins == ["https://app.example"])
        #expect(listener.limits == ListenerSettings.Limits(body: 1 << 20, upload: 2 << 20, buffered: 3 << 20))
        #expect(listener.drain == ListenerSettings.Drain(delay: .zero, timeout: .minutes(1)))
        #expect(loaded.dataDirectory == "/var/lib/planb")
        #expect(loaded.journal == JournalPolicy(sync: .always, whenFull: .continue))
        #expect(try sandbox.load(valid).journal == JournalPolicy(sync: .interval, whenFull: .refuse))
        #expect(Set(loaded.files).isSuperset(of: [sandbox.path("tls/cert.pem"), sandbox.path("tls/key.pem")]))
    }

    static let cases = [
        Case(
            "keys in the clear", valid + "listen: 0.0.0.0:8700",
            #"3:9: error: "listen" is not on loopback and there is no TLS"#),
        Case("an admin port for everybody", valid + "admin: 0.0.0.0:8701", #"3:8: error: "admin" is not on loopback"#),
        Case(
            "demo mode for everybody", valid + "mode: demo\nlisten: 0.0.0.0:8700\nplaintext: allowed",
            #"4:9: error: "listen": demo mode asks nobody for a key"#),
        Case(
            "demo mode with an open admin port", valid + "mode: demo\nadmin: 10.0.0.1:8701",
            #"4:8: error: "admin": demo mode"#),
        Case(
            "one port for both", valid + "listen: 127.0.0.1:9000\nadmin: 127.0.0.1:9000",
            "4:8: error: the admin port is the data port: 9000"),
        Case(
            "one port for both, by a wildcard", valid + "plaintext: allowed\nlisten: 0.0.0.0:8701",
            "4:9: error: the admin port is the data port: 8701"),
        Case(
            "a body larger than an upload", valid + "limits: {body: 2MiB, upload: 1MiB}",
            #"3:16: error: "body" is more than "upload""#),
        Case(
            "a body larger than all bodies", valid + "limits: {body: 2MiB, buffered: 1MiB}",
            #"3:16: error: "body" is more than "buffered""#),
        Case(
            "a body that no buffer can hold", valid + "limits: {body: 2GiB}",
            #"3:16: error: "body" can be at most 1GiB"#),
        Case(
            "every web page", valid + "cors: [\"*\"]",
            #"3:8: error: "cors": "*" would let every web page call the gateway"#),
        Case("TLS without a key", valid + "tls: {certificate: c}", #"3:6: error: tls needs "key""#, #"3:20: error: "#),
        Case(
            "certificates that are not there", valid + "tls: {certificate: c, key: k}", "3:20: error: ", "3:28: error: "
        ),
        Case(
            "plaintext that is not allowed", valid + "plaintext: yes",
            #"3:12: error: "plaintext" cannot be "yes"; expected "allowed""#),
        Case("plaintext without effect", valid + "plaintext: allowed", #"3:12: warning: "plaintext" has no effect"#),
    ]

    @Test("Refused or warned of, with position and fix", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("Plaintext on every interface must be asked for")
    func plaintext() throws {
        let loaded = try Sandbox().load(valid + "listen: 0.0.0.0:0\nadmin: 0.0.0.0:0\nplaintext: allowed")
        #expect(!loaded.snapshot.listener.listen.isLoopback)
    }

    @Test("A private key that everybody can read is warned of, one that is written into the file is refused unread")
    func privateKeys() throws {
        let sandbox = try Sandbox()
        try sandbox.write("c", Self.pem)
        try sandbox.write("k", Self.key, mode: 0o644)
        #expect(
            try sandbox.complaints(valid + "tls: {certificate: c, key: k}").first?.contains(
                "3:28: warning: everybody on this machine can read") == true)
        let inline =
            "tls:\n  certificate: c\n  key: |\n" + Self.key.split(separator: "\n").map { "    \($0)\n" }.joined()
        let complaints = try sandbox.complaints(valid + inline)
        #expect(complaints.contains { $0.contains("expected the path of a PEM file, and this is what belongs in it") })
        #expect(!complaints.joined().contains("AA=="))
    }

    @Test("A file that is no certificate is refused")
    func notACertificate() throws {
        let sandbox = try Sandbox()
        try sandbox.write("c", "hello")
        try sandbox.write("k", Self.key)
        #expect(
            try sandbox.complaints(valid + "tls: {certificate: c, key: k}").first?.contains(
                "has no PEM block that ends in \"CERTIFICATE\"") == true)
    }
}
