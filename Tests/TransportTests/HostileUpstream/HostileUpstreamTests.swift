import PlanBFakeProvider
import PlanBLedger
import Testing

@testable import PlanBTransport

/// Servers that attack whoever reads their answers, before there is any output. Those that wait until a client has some of
/// an answer are in HostileTurnTests; oddities that are none in OddButGoodTests.
@Suite("Hostile upstreams", .serialized, .timeLimit(.minutes(3)))
struct HostileUpstreamTests {
    @Test(
        "A hostile server is left within bounds, given up, and no client notices while there is a backup",
        arguments: HostileCase.all)
    func hidden(_ item: HostileCase) async throws {
        try await item.run { (house, _) async throws in
            guard case .gives(let part, let limit, let cause) = item.expected.charge else { return }
            let told = [item.story(of: "primary") + ",backup:200", "backup:200"]
            try await house.expectGivenUp(part, after: limit, cause: cause, isStream: item.isStream) { answer in
                #expect(answer.status == 200)
                #expect(told.contains(answer.story ?? ""), "\(answer.story ?? "")")
                #expect(item.isStream ? answer.isWholeStream : answer.isComplete)
                #expect((item.isStream ? answer.streamedText : answer.text).contains(Behaviour.Answer.defaultText))
                #expect(answer.header("retry-after") == nil)
                #expect(!(answer.head + answer.text).contains(HostileAnswer.canary))
            }
            #expect(house.outcomes.allSatisfy { $0.outcome == .answered })
        }
    }

    @Test(
        "With nobody else to ask, the client gets an error, and nothing of what the server sent",
        arguments: HostileCase.all)
    func hopeless(_ item: HostileCase) async throws {
        let growth = try await Memory.growth {
            try await item.run(isHopeless: true) { (house, _) async throws in
                let answer = try #require(try await house.ask(Wire.chat(isStream: item.isStream)))
                let verdict = item.expected.verdict
                #expect(answer.status == verdict.status)
                #expect(answer.json("error.code") as? String == verdict.code)
                #expect(answer.header("content-type") == "application/json")
                #expect(answer.header("x-should-retry") == String(verdict.shouldRetry))
                #expect(answer.header("retry-after") == verdict.retryAfter)
                let story = item.story(of: "primary") + "," + item.story(of: "backup")
                #expect(answer.story == story)
                #expect(answer.toldStory == story)
                #expect(!(answer.head + answer.text).contains(HostileAnswer.canary))
                #expect(house.outcomes.map(\.outcome) == [.failed])
            }
        }
        // The server would send 1 GiB.
        #expect(growth < 64 << 20, "\(growth >> 20) MiB")
    }

    @Test("The names of the table are distinct")
    func names() {
        let names = Dictionary(grouping: HostileRow.all, by: \.name)
        #expect(names.filter { $0.value.count > 1 }.keys.sorted() == [])
    }
}
