import NIOSSL
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("TLS", .enabled(if: Certificates.isAvailable), .serialized, .timeLimit(.minutes(3)))
struct TLSTests {
    private static let made = Result { try Certificates() }
    private let files: Certificates

    init() throws { files = try Self.made.get() }

    /// A provider that shows the certificate `name`, and wants one of `ca` from its clients if told so.
    private func server(_ name: String, wantsClient: Bool = false) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(files.path("\(name).pem")).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: files.path("\(name).key"), format: .pem)))
        if wantsClient {
            configuration.trustRoots = .file(files.path("ca.pem"))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private func network(_ authority: String? = "ca", client: String? = nil) -> NetworkSettings {
        NetworkSettings(
            authorities: authority.map { [files.path("\($0).pem")] } ?? [],
            clientCertificate: client.map {
                .init(certificate: files.path("\($0).pem"), key: files.path("\($0).key"))
            })
    }

    /// How the first target fares when it is behind TLS like this: the header with the attempts.
    private func attempts(
        host: String = "127.0.0.1", showing certificate: String, wantsClient: Bool = false, _ network: NetworkSettings
    ) async throws -> String? {
        nonisolated(unsafe) var story: String?
        try await TestServer.run(tls: try server(certificate, wantsClient: wantsClient)) { connection in
            while true {
                _ = try await connection.request()
                try await connection.answer()
            }
        } _: { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: host, port: server.port, isTLS: true, network: network)
            try await TestGateway.run(wishes) { (house) async throws in
                let answer = try #require(try await house.ask(Wire.chat()))
                #expect(answer.status == 200)
                story = answer.header("x-planb-attempts")
                // TLS failures tell the operator what was wrong, in one line.
                for attempt in house.attempts where attempt.failure == .tls { #expect(!attempt.detail.isEmpty) }
            }
        }
        return story
    }

    @Test("An own authority is accepted, for an address and for a name", arguments: ["127.0.0.1", "localhost"])
    func ownAuthority(host: String) async throws {
        #expect(try await attempts(host: host, showing: "good", network()) == "primary:200")
    }

    @Test(
        "What cannot be verified is a TLS failure, and another target answers",
        arguments: [
            ("an unknown authority", "127.0.0.1", "good", String?.none),
            ("another authority", "127.0.0.1", "good", "other"),
            ("another name", "localhost", "named", "ca"), ("no such address", "127.0.0.1", "named", "ca"),
            ("expired", "127.0.0.1", "expired", "ca"),
        ])
    func unverified(_ what: String, host: String, certificate: String, authority: String?) async throws {
        let story = try await attempts(host: host, showing: certificate, network(authority))
        #expect(story == "primary:tls,backup:200", "\(what)")
    }

    @Test("The system's authorities can be left out")
    func withoutSystem() async throws {
        var own = network()
        own.trustsSystem = false
        #expect(try await attempts(showing: "good", own) == "primary:200")
        own.authorities = []
        #expect(try await attempts(showing: "good", own) == "primary:tls,backup:200")
    }

    @Test("A client certificate is shown to a provider that wants one")
    func clientCertificate() async throws {
        #expect(try await attempts(showing: "good", wantsClient: true, network(client: "client")) == "primary:200")
        // With TLS 1.3 the refusal comes after the handshake, in place of the answer.
        let without = try await attempts(showing: "good", wantsClient: true, network())
        #expect(without == "primary:tls,backup:200" || without == "primary:reset,primary:reset,backup:200")
    }

    @Test("Plain HTTP at the other end is a TLS failure")
    func plainServer() async throws {
        let network = network()
        try await TestServer.run { connection in
            _ = try await connection.receive()
            try await connection.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
        } _: { (plain) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: plain.port, isTLS: true, network: network)
            try await TestGateway.run(wishes) { (house) async throws in
                let story = try await house.ask(Wire.chat())?.header("x-planb-attempts")
                #expect(story == "primary:tls,backup:200")
            }
        }
    }

    @Test("A handshake that is never answered is too slow a connection")
    func silentHandshake() async throws {
        let silent = try await BrokenListener.start(.neverAnswers)
        var wishes = Wishes()
        wishes.timeouts.connect = .milliseconds(200)
        wishes.origin = Origin(host: "127.0.0.1", port: silent.port, isTLS: true, network: network())
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:connect,backup:200")
        }
        await silent.shutdown()
    }

    @Test("The data port speaks TLS, and plain HTTP on it gets nothing")
    func inbound() async throws {
        var wishes = Wishes()
        wishes.tls = .init(certificate: files.path("good.pem"), key: files.path("good.key"))
        let context = try client(certificate: nil)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await Client.connect(to: house.port, tls: context, serverName: "localhost")
            for isStream in [false, true] {
                try await client.send(Wire.chat(isStream: isStream).bytes)
                let answer = try #require(try await client.answer())
                #expect(answer.status == 200)
                #expect(answer.isComplete)
            }
            await client.close()
            let plain = try await house.connect()
            try await plain.send(Wire.chat().bytes)
            try await plain.ended()
            #expect(!plain.text.contains("HTTP/1.1"))
            #expect(house.forwarded == 2)
        }
    }

    @Test("With a client authority only clients with a certificate of it are served")
    func inboundClients() async throws {
        var wishes = Wishes()
        wishes.tls = .init(
            certificate: files.path("good.pem"), key: files.path("good.key"), clientCA: files.path("ca.pem"))
        let (known, unknown) = (try client(certificate: "client"), try client(certificate: nil))
        try await TestGateway.run(wishes) { (house) async throws in
            let good = try await Client.connect(to: house.port, tls: known, serverName: "localhost")
            try await good.send(Wire.chat().bytes)
            #expect(try await good.answer()?.status == 200)
            await good.close()
            let bad = try await Client.connect(to: house.port, tls: unknown, serverName: "localhost")
            bad.pour(Wire.chat().bytes)
            #expect(try await bad.answer() == nil)
            #expect(house.forwarded == 1)
        }
    }

    private func client(certificate: String?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(files.path("ca.pem"))
        if let certificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(files.path("\(certificate).pem"))
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(file: files.path("\(certificate).key"), format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    @Test("Through a proxy, TLS goes from end to end and the certificate is the provider's")
    func throughProxy() async throws {
        let asked = TestProxy.Asked()
        let (files, tls) = (files, try server("named"))
        try await TestServer.run(tls: tls) { connection in
            _ = try await connection.request()
            try await connection.answer()
        } _: { (provider) async throws in
            try await TestServer.run(serve: TestProxy.tunnel(to: provider.port, asked: asked)) { (proxy) async throws in
                var network = NetworkSettings(authorities: [files.path("ca.pem")])
                network.proxy = .init(host: "127.0.0.1", port: proxy.port)
                var wishes = Wishes()
                wishes.origin = Origin(host: "elsewhere.test", port: 443, isTLS: true, network: network)
                try await TestGateway.run(wishes) { (house) async throws in
                    #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:200")
                }
            }
        }
        #expect(asked.all == ["CONNECT elsewhere.test:443 HTTP/1.1\r\nhost: elsewhere.test:443\r\n\r\n"])
    }

    @Test("An address behind a proxy is never taken on the word of a certificate for the proxy's address")
    func addressThroughProxy() async throws {
        let asked = TestProxy.Asked()
        let (files, tls) = (files, try server("good"))
        try await TestServer.run(tls: tls) { connection in
            _ = try await connection.request()
            try await connection.answer()
        } _: { (provider) async throws in
            try await TestServer.run(serve: TestProxy.tunnel(to: provider.port, asked: asked)) { (proxy) async throws in
                var network = NetworkSettings(authorities: [files.path("ca.pem")])
                network.proxy = .init(host: "127.0.0.1", port: proxy.port)
                var wishes = Wishes()
                // The certificate is good for 127.0.0.1, where the proxy is, and not for this address.
                wishes.origin = Origin(host: "192.0.2.1", port: 443, isTLS: true, network: network)
                try await TestGateway.run(wishes) { (house) async throws in
                    #expect(try await house.ask(Wire.chat())?.header("x-planb-attempts") == "primary:tls,backup:200")
                }
            }
        }
    }
}
