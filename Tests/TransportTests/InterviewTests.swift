import NIOPosix
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("Targets that are asked what they can do, over sockets", .serialized, .timeLimit(.minutes(2)))
struct InterviewTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var provider: String
        var dialect: FakeProvider.Dialect
        var path = ""
        var model = "m"
        var testDescription: String { provider }
    }

    static let rows = [
        Row(provider: "openai", dialect: .openAI, path: "/v1", model: "gpt-4.1"),
        Row(provider: "openai-compatible", dialect: .openAI, path: "/v1"),
        Row(provider: "anthropic", dialect: .anthropic, model: "claude-opus-4-5"),
        Row(provider: "gemini", dialect: .gemini, model: "gemini-2.5-flash"),
        Row(provider: "cohere", dialect: .cohere, model: "command-a-03-2025"),
        Row(provider: "mistral", dialect: .mistral, path: "/v1", model: "mistral-large-4"),
    ]

    /// What a target at `port` shows.
    private func interview(_ row: Row, port: Int, secret: String = "key") async throws -> Interview {
        let provider = try #require(Catalog.provider(named: row.provider))
        let target = UpstreamTarget(
            id: TargetID(0), name: "a", provider: provider,
            origin: Origin(host: "127.0.0.1", port: port, isTLS: false), basePath: row.path, model: row.model,
            credential: .configured(FixedSecret(Secret(secret))))
        let local = ListenerSettings.Address(host: "127.0.0.1", port: 0)
        let snapshot = Snapshot(
            generation: 1, mode: .production, targets: [target], routes: RouteTable([]), keys: .empty,
            listener: ListenerSettings(listen: local, admin: local))
        let gateway = Gateway(
            snapshot: snapshot, time: SystemTime(), ledger: MemoryLedger(), ids: RequestIDs(seed: (1, 2)),
            entropy: Entropy(seed: 1))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return await TargetInterviewer(loop: loop, gateway: gateway).interview(target)
    }

    private func verdict(_ question: InterviewQuestion, _ interview: Interview) -> Bool? {
        interview.findings.first { $0.question == question }?.can
    }

    @Test("In every dialect a provider is asked in its own words, and its answers are read", arguments: rows)
    func everyDialect(_ row: Row) async throws {
        let fake = try await FakeProvider.start(row.dialect)
        let interview = try await interview(row, port: fake.port)
        let details = interview.findings.map { "\($0.question.rawValue): \($0.detail)" }.joined(separator: "\n")
        #expect(interview.isReachable, "\(details)")
        #expect(verdict(.stream, interview) == true, "\(details)")
        // It answers in words whatever it is told, so that it does not call a tool when it must.
        #expect(verdict(.forcedTool, interview) == false, "\(details)")
        #expect(verdict(.tools, interview) == nil, "\(details)")
        #expect(verdict(.schema, interview) == true, "\(details)")
        // It takes an image, and says nothing of it.
        #expect(verdict(.image, interview) == nil, "\(details)")
        #expect(interview.contract.lacks(.forcedTools) && interview.contract.has(.jsonSchema))
        #expect(interview.contract.capabilities[.images] == nil)
        #expect(interview.requests == fake.requests.count && interview.requests >= 6)
        #expect(interview.usage.input > 0 && interview.usage.output > 0)
        #expect(fake.requests.allSatisfy { $0.header("user-agent") == "planb-probe" })
        await fake.shutdown()
    }

    @Test("A call, a colour and a continuation are seen where they are")
    func seen() async throws {
        let fake = try await FakeProvider.start(.openAI)
        let call = Behaviour.toolCall(name: "report_weather", arguments: #"{"city":"Paris"}"#)
        fake.enqueue([
            .ok, .ok, call, .ok, .text("It is Red."), .text("5 6 7 8 9"),
        ])
        let interview = try await interview(
            Row(provider: "openai-compatible", dialect: .openAI, path: "/v1"), port: fake.port)
        for capability in [Capability.streaming, .forcedTools, .tools, .jsonSchema, .images, .prefill] {
            #expect(interview.contract.has(capability), Comment(rawValue: capability.rawValue))
        }
        let prefill = try #require(fake.requests.last { $0.method == "POST" })
        #expect(prefill.text.contains(#""continue_final_message":true"#) && prefill.text.contains("1 2 3 4"))
        await fake.shutdown()
    }

    @Test("A target that begins anew does not continue, and a refusal is a no")
    func refused() async throws {
        let fake = try await FakeProvider.start(.openAI)
        fake.enqueue([.ok, .status(400), .status(400), .status(400), .status(400), .status(500), .text("1 2 3")])
        let interview = try await interview(
            Row(provider: "openai-compatible", dialect: .openAI, path: "/v1"), port: fake.port)
        #expect(interview.contract.lacks(.streaming) && interview.contract.lacks(.forcedTools))
        #expect(interview.contract.lacks(.tools) && interview.contract.lacks(.jsonSchema))
        // That a provider fails says nothing of what it can.
        #expect(interview.contract.capabilities[.images] == nil)
        #expect(interview.contract.lacks(.prefill))
        await fake.shutdown()
    }

    @Test(
        "One that does not answer is asked nothing more",
        arguments: [(401, "credential"), (404, "model_gone"), (503, "overloaded")])
    func unreachable(_ status: Int, _ word: String) async throws {
        let fake = try await FakeProvider.start(.openAI, .status(status))
        let interview = try await interview(Row(provider: "openai", dialect: .openAI, path: "/v1"), port: fake.port)
        #expect(!interview.isReachable && interview.requests == 1 && fake.requests.count == 1)
        #expect(interview.findings.first?.detail.hasPrefix(word) == true, "\(interview.findings)")
        #expect(interview.contract == Contract())
        await fake.shutdown()
    }

    @Test("Nobody there is a finding, not an error")
    func nobody() async throws {
        let broken = try await BrokenListener.start(.refuses)
        let interview = try await interview(
            Row(provider: "openai", dialect: .openAI, path: "/v1"), port: broken.port)
        #expect(interview.findings.map(\.can) == [false])
        await broken.shutdown()
    }
}
