import NIOCore
import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBEngine

/// What one client sends must not lead elsewhere, and must not be held against anybody else.
struct HostileClientTests {
    private static func head(_ target: String) throws -> HTTPRequestHead {
        var text = ByteBuffer(string: "GET \(target) HTTP/1.1\r\nhost: localhost\r\n\r\n")
        var parser = HTTPRequestParser()
        return try #require(try parser.parseHead(&text))
    }

    @Test(arguments: [
        ("a=1&key=S&b=2", "a=1&b=2"), ("%6Bey=S&a=1", "a=1"), ("k%65%79=S", ""), ("a=1&key", "a=1"),
        ("keys=1&a=key", "keys=1&a=key"),
    ])
    func theKeyOfTheQueryGoesNowhere(query: String, expected: String) throws {
        #expect(try Self.head("/v1/files?\(query)").queryWithoutKey == expected)
    }

    @Test func twoKeysInTheQueryAreTwo() throws {
        #expect(try Self.head("/v1/files?key=A&%6bey=B").keysInQuery() == ["A", "B"])
    }

    @Test(arguments: ["../../admin", "..", "a/../b", "./x", "projects/other/locations/l/publishers/google/models/m"])
    func aNameThatIsAPathIsRefused(name: String) async throws {
        let world = World(providers: ["openai-compatible", "openai-compatible"], takesAnyName: true)
        let upstream = world.upstream(["a": [.good], "b": [.good]])
        let received = try await world.send(
            #"{"model":"\#(name)","messages":[{"role":"user","content":"hi"}]}"#, to: upstream)
        #expect(received.status == 400 && received.body.contains("not the name of a model"), "\(received.body)")
        #expect(upstream.requests.isEmpty)
    }

    @Test func aNameThatNobodyHasIsHeldAgainstNoOtherName() async throws {
        let world = World(takesAnyName: true)
        let gone = ScriptedUpstream.Act.status(404, "application/json", #"{"error":{"code":"model_not_found"}}"#)
        let upstream = world.upstream(["a": [gone, .good], "b": [.good, .good]])
        _ = try await world.send(to: upstream)
        let received = try await world.send(to: upstream)
        #expect(received.status == 200 && upstream.requests.last?.host == "a", "\(received.body)")
    }

    @Test func namesOfModelsWithASlashAreNames() {
        for name in ["meta-llama/Llama-3", "models/gemini-2.5-pro", "tunedModels/x", "a..b", "gpt-4.1", "projects"] {
            #expect(!ChosenModel.isPlace(name), "\(name)")
        }
    }

    @Test(arguments: ["openai-organization: org-x", "openai-project: proj-x"])
    func anAccountThatTheClientChoseIsNobodysBadCredential(header: String) async throws {
        let world = World(providers: ["openai", "openai"])
        let bad = ScriptedUpstream.Act.status(401, "application/json", #"{"error":{"code":"mismatched_organization"}}"#)
        let upstream = world.upstream(["a": [bad, bad, .good], "b": [.good, .good]])
        for _ in 0..<2 {
            let received = try await world.send(headers: [header], to: upstream)
            #expect(received.status == 200, "\(received.body)")
        }
        // The first is still asked first.
        _ = try await world.send(to: upstream)
        #expect(upstream.requests.last?.host == "a")
    }

    @Test func whatTheConfigurationSaysTheClientCannotSayOtherwise() async throws {
        let world = World(providers: ["openai", "openai"], headers: [("OpenAI-Organization", "org-ours")])
        let upstream = world.upstream(["a": [.good]])
        _ = try await world.send(headers: ["openai-organization: org-theirs", "openai-project: p"], to: upstream)
        let head = try #require(upstream.requests.first?.head)
        #expect(head.contains("org-ours") && !head.contains("org-theirs") && head.contains("openai-project: p"))
    }

    @Test func aVersionForAnotherBodyIsNotSent() async throws {
        let world = World(providers: ["anthropic", "anthropic"])
        let upstream = world.upstream(["a": [.status(400)]])
        _ = try await world.send(headers: ["anthropic-version: 1999-01-01"], to: upstream)
        let head = try #require(upstream.requests.first?.head)
        #expect(!head.contains("1999-01-01") && head.contains("anthropic-version: 20"), "\(head)")
    }

    @Test func aRefusalThatLooksLikeABadKeyIsTold400() async throws {
        let world = World(providers: ["openai", "openai"])
        let refusal = ScriptedUpstream.Act.status(
            403, "application/json", #"{"error":{"code":"misalignment_policy_violation","message":"no"}}"#)
        let received = try await world.send(
            #"{"model":"gpt-4.1","input":"hi"}"#, path: "/v1/responses",
            to: world.upstream(["a": [refusal], "b": [refusal]]))
        #expect(received.status == 400 && received.body.contains("misalignment_policy_violation"), "\(received.body)")
    }

    @Test func aProxysWishForACredentialIsNoAnswer() async throws {
        let world = World()
        let received = try await world.send(
            to: world.upstream([
                "a": [.status(407, "application/json", #"{"error":{"message":"proxy"}}"#)], "b": [.good],
            ]))
        #expect(received.status == 200)
    }

    @Test func aTooLargeRequestKeepsItsStatusInAnotherDialect() async throws {
        let world = World(providers: ["anthropic", "anthropic"])
        let large = ScriptedUpstream.Act.status(
            413, "application/json",
            #"{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}"#)
        let received = try await world.send(to: world.upstream(["a": [large, large], "b": [large, large]]))
        #expect(received.status == 413 && received.body.contains("maximum size"), "\(received.body)")
    }
}
