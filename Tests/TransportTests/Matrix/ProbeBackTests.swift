import PlanBEngine
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("Targets that come back, over sockets", .serialized, .timeLimit(.minutes(2)))
struct ProbeBackTests {
    private static var wishes: Wishes {
        var wishes = Wishes()
        wishes.vendor = "elsewhere"
        wishes.model = "gpt-4.1"
        wishes.isProbing = true
        return wishes
    }

    @Test("A target that dies is given up, probed, and has its traffic back; no user's request is spent on finding out")
    func deadAndBack() async throws {
        let broken = try await BrokenListener.start(.refuses)
        var wishes = Self.wishes
        wishes.origin = Origin(host: "127.0.0.1", port: broken.port, isTLS: false)
        try await TestGateway.run(wishes) { (house) async throws in
            // Whoever asks meanwhile is answered by the backup.
            for _ in 0..<60 where try await house.ailments().isEmpty {
                #expect(try await house.ask(Wire.chat())?.status == 200)
            }
            #expect(try await house.ailments().first?.hasSuffix(": open, refused") == true)
            // The first failures, of which a probe may have confirmed one.
            #expect(house.primaryAttempts.count <= 3)
            await broken.shutdown()
            let back = try await FakeProvider.start(port: broken.port)
            for _ in 0..<10 { #expect(try await house.ask(Wire.chat())?.story?.hasSuffix("backup:200") == true) }
            #expect(await back.wait { $0.answeredRequests == 1 })
            #expect(back.requests.map { $0.header("user-agent") } == ["planb-probe"])
            #expect(await house.eventually { house.gateway.healthReport.contains { $0.state == "recovering" } })
            #expect(try await house.ask(Wire.chat())?.story == "primary:200")
            await back.shutdown()
        }
    }

    @Test("An account that was refused is asked by probes only, and has its traffic back when its secret is good again")
    func refusedAccount() async throws {
        try await TestGateway.run(Self.wishes) { (house) async throws in
            house.primary.set(.status(401))
            #expect(try await house.ask(Wire.chat())?.story == "primary:401,backup:200")
            house.backup.set(.status(503))
            // Not even when nobody else is left.
            for _ in 0..<3 { #expect(try await house.ask(Wire.chat())?.status == 503) }
            #expect(house.users == 1)
            house.primary.set(.ok)
            house.gateway.probeSoon()
            #expect(await house.eventually { house.gateway.healthReport.contains { $0.state == "recovering" } })
            #expect(house.users == 1)
            #expect(try await house.ask(Wire.chat())?.story == "primary:200")
        }
    }

    @Test("One failure is confirmed or dispelled by a probe")
    func dispelled() async throws {
        try await TestGateway.run(Self.wishes) { (house) async throws in
            house.primary.enqueue([.status(503)])
            #expect(try await house.ask(Wire.chat())?.story == "primary:503,backup:200")
            #expect(await house.primary.wait { $0.answeredRequests == 2 })
            #expect(house.primary.requests.last?.header("user-agent") == "planb-probe")
            #expect(try await house.ailments().isEmpty)
        }
    }
}

extension TestGateway {
    /// Requests of users that the first target has seen.
    fileprivate var users: Int { primary.requests.count { $0.header("user-agent") != "planb-probe" } }
}
