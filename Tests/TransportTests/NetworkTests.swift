import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("Names, addresses and proxies", .timeLimit(.minutes(2)))
struct NetworkTests {
    private static func attempts(_ origin: Origin) async throws -> (String?, String?) {
        var wishes = Wishes()
        wishes.origin = origin
        nonisolated(unsafe) var story: (String?, String?) = (nil, nil)
        try await TestGateway.run(wishes) { (house) async throws in
            story.0 = try await house.ask(Wire.chat())?.header("x-planb-attempts")
            story.1 = house.attempts.first?.detail
        }
        return story
    }

    @Test(
        "localhost and address literals are meant as they are written",
        arguments: ["localhost", "127.0.0.1", "127.0.0.2"])
    func literals(host: String) async throws {
        let provider = try await FakeProvider.start(host: "0.0.0.0")
        #expect(try await Self.attempts(Origin(host: host, port: provider.port, isTLS: false)).0 == "primary:200")
        await provider.shutdown()
    }

    @Test("An IPv6 literal is connected to and stands in brackets in Host")
    func literal6() async throws {
        guard let provider = try? await FakeProvider.start(host: "::1") else { return }
        #expect(try await Self.attempts(Origin(host: "::1", port: provider.port, isTLS: false)).0 == "primary:200")
        #expect(provider.requests.first?.header("host") == "[::1]:\(provider.port)")
        await provider.shutdown()
    }

    @Test("A name that does not resolve is the failure dns")
    func unknownName() async throws {
        let story = try await Self.attempts(Origin(host: "no-such-name.invalid", port: 1, isTLS: false))
        #expect(story.0 == "primary:dns,primary:dns,backup:200")
        #expect(story.1?.contains("no-such-name.invalid") == true)
    }

    /// The machine's own name, if it resolves to this machine.
    private static let ownName: String? = {
        let name = ProcessInfo.processInfo.hostName
        guard name != "localhost", !Connector.isExplicit(name) else { return nil }
        return (try? SocketAddress.makeAddressResolvingHost(name, port: 1)).map { $0.isLoopback ? name : nil } ?? nil
    }()

    @Test("A name that resolves to a loopback address is refused, unless that is allowed", .enabled(if: ownName != nil))
    func privateName() async throws {
        let name = try #require(Self.ownName)
        let provider = try await FakeProvider.start()
        var origin = Origin(host: name, port: provider.port, isTLS: false)
        let story = try await Self.attempts(origin)
        #expect(story.0 == "primary:dns,backup:200")
        #expect(story.1?.contains("allow_private: true") == true)
        #expect(provider.totalConnections == 0)
        origin.allowsPrivate = true
        #expect(try await Self.attempts(origin).0 == "primary:200")
        await provider.shutdown()
    }

    @Test("Private answers of the resolver are hidden from a public name, address by address")
    func guardedResolver() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        for (allows, count) in [(true, 1), (false, 0)] {
            let resolver = GuardedResolver(loop: loop, allowsPrivate: allows)
            let found = try await resolver.initiateAQuery(host: "localhost", port: 80).get()
            #expect(found.count == count)
            #expect(resolver.hidPrivate == !allows)
        }
        let open = GuardedResolver(loop: loop, allowsPrivate: false)
        #expect(try await open.initiateAQuery(host: "8.8.8.8", port: 80).get().count == 1)
        #expect(!open.hidPrivate)
    }

    @Test("Without TLS a proxy makes the tunnel all the same, and sees its own credential only")
    func proxy() async throws {
        let provider = try await FakeProvider.start()
        let asked = TestProxy.Asked()
        try await TestServer.run(serve: TestProxy.tunnel(to: provider.port, asked: asked)) { (proxy) async throws in
            var origin = Origin(host: "elsewhere.test", port: 80, isTLS: false)
            origin.network.proxy = .init(
                host: "127.0.0.1", port: proxy.port, authorization: SecretHeader(Secret("Basic dTpw")))
            #expect(try await Self.attempts(origin).0 == "primary:200")
        }
        #expect(
            asked.all == [
                "CONNECT elsewhere.test:80 HTTP/1.1\r\nhost: elsewhere.test:80\r\nproxy-authorization: Basic dTpw\r\n\r\n"
            ])
        #expect(provider.requests.first?.header("proxy-authorization") == nil)
        await provider.shutdown()
    }

    @Test("An IPv6 target stands in brackets in what the proxy is asked")
    func proxyTo6() async throws {
        let provider = try await FakeProvider.start()
        let asked = TestProxy.Asked()
        try await TestServer.run(serve: TestProxy.tunnel(to: provider.port, asked: asked)) { (proxy) async throws in
            var origin = Origin(host: "2001:db8::1", port: 8080, isTLS: false)
            origin.network.proxy = .init(host: "127.0.0.1", port: proxy.port)
            #expect(try await Self.attempts(origin).0 == "primary:200")
        }
        #expect(asked.all.first?.hasPrefix("CONNECT [2001:db8::1]:8080 HTTP/1.1\r\n") == true)
        await provider.shutdown()
    }

    @Test(
        "A proxy that makes no tunnel is named with its answer",
        arguments: [
            ("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n", "answered 407"),
            ("HTTP/1.0 502 Bad Gateway\r\n\r\n<html>", "answered 502"),
            ("SSH-2.0-OpenSSH_9.9\r\n", "does not speak HTTP"),
            ("", "closed the connection"), ("HTTP/1.1 200", "closed the connection"),
        ])
    func proxyRefuses(_ answer: String, _ words: String) async throws {
        try await TestServer.run(serve: TestProxy.refuse(answer)) { (proxy) async throws in
            var origin = Origin(host: "elsewhere.test", port: 80, isTLS: false)
            origin.network.proxy = .init(host: "127.0.0.1", port: proxy.port)
            let story = try await Self.attempts(origin)
            #expect(story.0 == "primary:refused,backup:200")
            #expect(story.1?.contains(words) == true, "\(story.1 ?? "")")
        }
    }

    @Test("A client that leaves while a proxy thinks ends the tunnel")
    func clientLeavesDuringConnect() async throws {
        let silent = try await BrokenListener.start(.neverAnswers)
        var wishes = Wishes()
        var origin = Origin(host: "elsewhere.test", port: 80, isTLS: false)
        origin.network.proxy = .init(host: "127.0.0.1", port: silent.port)
        wishes.origin = origin
        wishes.timeouts.connect = .minutes(2)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().bytes)
            #expect(await house.eventually { silent.connections == 1 })
            try await Task.sleep(for: .milliseconds(50))
            await client.close()
            #expect(await house.eventually { house.outcomes.map(\.outcome) == [.abandoned] })
        }
        await silent.shutdown()
    }

    @Test("A drain that ends a request in the middle of a connect tells the client so")
    func drainDuringConnect() async throws {
        let silent = try await BrokenListener.start(.neverAnswers)
        var wishes = Wishes()
        var origin = Origin(host: "elsewhere.test", port: 80, isTLS: false)
        origin.network.proxy = .init(host: "127.0.0.1", port: silent.port)
        wishes.origin = origin
        wishes.timeouts.connect = .minutes(2)
        try await TestGateway.run(wishes) { (house) async throws in
            let client = try await house.connect()
            try await client.send(Wire.chat().bytes)
            #expect(await house.eventually { silent.connections == 1 })
            try await Task.sleep(for: .milliseconds(50))
            house.listener.stopAccepting()
            house.listener.interrupt()
            #expect(try await client.answer()?.status == 503)
            #expect(house.backup.counters.totalRequests == 0)
        }
        await silent.shutdown()
    }
}
