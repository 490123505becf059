import NIOCore
import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import Testing

/// Targets that the gateway opens with an identity of its own.
struct CloudCredentialTests {
    /// Providers whose first pause is when the credential comes.
    final class Filling: Upstream {
        private let upstream: ScriptedUpstream
        private var fill: (() -> Void)?
        private(set) var pauses = 0

        init(_ upstream: ScriptedUpstream, after pauses: Int, _ fill: @escaping () -> Void) {
            self.upstream = upstream
            self.fill = fill
            left = pauses
        }

        private var left: Int

        func open(
            _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
        ) async throws(AttemptFailure) -> ScriptedReply {
            try await upstream.open(request, clocks: clocks, presence: presence)
        }

        func pause(until moment: Instant, presence: ClientPresence) async {
            pauses += 1
            left -= 1
            if left == 0 { fill?() }
            await upstream.pause(until: moment, presence: presence)
        }
    }

    private static let epoch: Int64 = 1_795_000_000
    private static let token = CloudCredential.Value.token(Secret("cloud-token"))

    /// A world whose first target has this credential and whose second needs none.
    private static func world(_ credential: UpstreamTarget.Credential, provider name: String = "azure") -> World {
        let world = World()
        let provider = Catalog.provider(named: name) ?? Catalog.providers[0]
        let targets = [
            UpstreamTarget(
                id: TargetID(0), name: "a", provider: provider, origin: Origin(host: "a", port: 80, isTLS: false),
                basePath: "", model: "model/a:1", credential: credential),
            UpstreamTarget(
                id: TargetID(1), name: "b", provider: Catalog.provider(named: "openai-compatible") ?? provider,
                origin: Origin(host: "b", port: 80, isTLS: false), basePath: "/v1", model: "model-b"),
        ]
        world.gateway.replace(
            with: Snapshot(
                generation: 2, mode: .demo, targets: targets,
                routes: RouteTable([Route(pattern: ModelPattern("gpt-4.1"), targets: targets.map(\.id))]),
                keys: .empty, listener: world.snapshot.listener))
        return world
    }

    @Test("A credential that is there is sent as a bearer token, without a wait")
    func there() async throws {
        let credential = CloudCredential(.init(.google))
        credential.renew(.init(Self.token, expires: Self.epoch + 3600))
        let world = Self.world(.cloud(credential))
        let upstream = world.upstream(["a": [.good], "b": [.good]])
        let started = world.time.now()
        let received = try await world.send(to: upstream)
        #expect(received.field("x-planb-target") == "a" && world.time.now() == started)
        let head = upstream.requests.first?.head ?? ""
        #expect(head.contains("\r\nauthorization: Bearer cloud-token\r\n") && !head.contains("api-key"))
    }

    @Test("A request waits for a credential that is being fetched")
    func awaited() async throws {
        let credential = CloudCredential(.init(.google))
        let world = Self.world(.cloud(credential))
        let scripted = world.upstream(["a": [.good], "b": [.good]])
        let upstream = Filling(scripted, after: 7) {
            credential.renew(.init(Self.token, expires: Self.epoch + 3600))
        }
        let received = try await world.send(to: upstream)
        #expect(received.field("x-planb-target") == "a" && upstream.pauses == 7)
    }

    @Test("It waits no longer than a connection may take; then the next target is asked")
    func inVain() async throws {
        let credential = CloudCredential(.init(.google))
        let world = Self.world(.cloud(credential))
        let upstream = world.upstream(["b": [.good]])
        let started = world.time.now()
        let received = try await world.send(to: upstream)
        #expect(received.field("x-planb-attempts") == "a:unprepared,b:200")
        #expect(world.time.now() - started == .seconds(3))
        #expect(upstream.requests.map(\.host) == ["b"])
    }

    @Test("One that has ended, or ends in a moment, is not sent", arguments: [-10, 0, 5] as [Int64])
    func ended(seconds: Int64) async throws {
        let credential = CloudCredential(.init(.google))
        credential.renew(.init(Self.token, expires: Self.epoch + seconds))
        credential.fail("the metadata server is away", epoch: Self.epoch - 60)
        let world = Self.world(.cloud(credential))
        let upstream = world.upstream(["a": [.good], "b": [.good]])
        let started = world.time.now()
        let received = try await world.send(to: upstream)
        #expect(received.field("x-planb-attempts") == "a:unprepared,b:200" && world.time.now() == started)
        #expect(upstream.requests.map(\.host) == ["b"])
    }

    @Test("A target whose credential could never be fetched is left out, and the reason is told")
    func failed() async throws {
        let credential = CloudCredential(.init(.google))
        credential.fail("the metadata server is away", epoch: Self.epoch)
        let world = Self.world(.cloud(credential))
        let received = try await world.send(to: world.upstream(["b": [.good]]))
        #expect(received.field("x-planb-attempts") == "b:200")
        let refused = try await world.send(to: world.upstream([:]))
        #expect(refused.body.contains("a was left out: the metadata server is away"), "\(refused.body)")
    }

    @Test("A credential that the provider refuses is doubted", arguments: [401, 403])
    func doubted(status: Int) async throws {
        let credential = CloudCredential(.init(.google))
        credential.renew(.init(Self.token, expires: nil))
        let world = Self.world(.cloud(credential))
        _ = try await world.send(to: world.upstream(["a": [.status(status)], "b": [.good]]))
        #expect(credential.takeDoubt() && !credential.takeDoubt())
    }

    @Test("Keys sign the request that is sent, for the region of the target")
    func signed() async throws {
        let keys = AWSCredentials(accessKeyID: "AKID", secretKey: Secret("very/secret"), sessionToken: Secret("st"))
        let credential = CloudCredential(.init(.aws(region: "eu-west-3")))
        credential.renew(.init(.keys(keys), expires: nil))
        let world = Self.world(.cloud(credential), provider: "bedrock")
        let upstream = world.upstream(["a": [.fail(AttemptFailure(.reset))], "b": [.good]])
        _ = try await world.send(to: upstream)
        let sent = try #require(upstream.requests.first)
        let path = "/model/model%2Fa%3A1/converse"
        #expect(sent.head.hasPrefix("POST \(path) HTTP/1.1\r\nhost: a\r\n"))
        let expected = SigV4(region: "eu-west-3").sign(
            .init(
                method: "POST", path: path, headers: [("host", "a"), ("content-type", "application/json")],
                body: Array(sent.body.utf8)), with: keys, epoch: Self.epoch)
        #expect(sent.head.contains("\r\nauthorization: \(expected.authorization)\r\n"))
        #expect(sent.head.contains("\r\nx-amz-date: \(expected.date)\r\nx-amz-security-token: st\r\n"))
        #expect(!sent.head.contains("very/secret"))
    }
}
