import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("The table of failures, over sockets", .serialized, .timeLimit(.minutes(2)))
struct MatrixTests {
    @Test("A failure is not the client's business while there is a backup", arguments: MatrixCase.failures)
    func hidden(_ item: MatrixCase) async throws {
        try await item.row.run { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: item.isStream)))
            #expect(answer.status == 200)
            #expect(answer.story == item.row.story(of: "primary", isStream: item.isStream) + ",backup:200")
            #expect(answer.header("x-planb-target") == "backup")
            #expect(answer.header("retry-after") == nil)
            #expect(item.isStream ? answer.isWholeStream : answer.text.contains("The café opens at 9"))
            #expect(!(answer.head + answer.text).contains(MatrixRow.canary))
            // Asked again as often as the table says, and never more.
            if item.row.isSeen {
                #expect(house.primary.counters.totalRequests == item.row.words(isStream: item.isStream).count)
            }
            #expect(house.backup.counters.totalRequests == 1)
        }
    }

    @Test("When nobody is left, the client is told what to do, and nothing of whom", arguments: MatrixCase.failures)
    func hopeless(_ item: MatrixCase) async throws {
        try await item.row.run(isHopeless: true) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: item.isStream)))
            let verdict = item.row.verdict
            #expect(answer.status == verdict.status)
            #expect(answer.json("error.code") as? String == verdict.code)
            #expect(answer.header("retry-after") == verdict.retryAfter)
            #expect(answer.header("x-should-retry") == String(verdict.shouldRetry))
            #expect(answer.header("content-type")?.hasPrefix("application/json") == true)
            #expect(answer.header("location") == nil)
            let story = ["primary", "backup"].map { item.row.story(of: $0, isStream: item.isStream) }
                .joined(separator: ",")
            #expect(answer.story == story)
            #expect(answer.toldStory == story)
            #expect(!(answer.head + answer.text).contains(MatrixRow.canary))
            #expect(house.outcomes.map(\.outcome) == [.failed])
        }
    }

    @Test("An answer about the request is the client's, at once and as it is", arguments: MatrixCase.answers)
    func final(_ item: MatrixCase) async throws {
        try await item.row.run { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: item.isStream)))
            #expect(answer.status == item.row.verdict.status)
            #expect(answer.json("error.message") as? String == MatrixRow.canary)
            #expect(answer.header("x-should-retry") == "false")
            #expect(answer.story == item.row.story(of: "primary", isStream: item.isStream))
            #expect(house.primary.counters.totalRequests == 1)
            #expect(house.backup.totalConnections == 0)
            #expect(house.outcomes.map(\.outcome) == [.surfaced])
        }
    }

    @Test("A failure is charged to what explains it, as heavily as it weighs", arguments: MatrixCase.all)
    func charged(_ item: MatrixCase) async throws {
        try await item.row.run { (house) async throws in
            switch item.row.charge {
            case .nothing:
                for count in 1...5 {
                    _ = try await house.ask(Wire.chat(isStream: item.isStream))
                    #expect(house.primary.counters.totalRequests == count)
                }
                #expect(try await house.ailments().isEmpty)
            case .rest:
                _ = try await house.ask(Wire.chat(isStream: item.isStream))
                #expect(try await house.ask(Wire.chat(isStream: item.isStream))?.story == "backup:200")
                #expect(try await house.ailments().isEmpty)
            case .gives(let part, let limit, let cause):
                try await house.expectGivenUp(
                    part, after: limit, cause: item.isStream ? item.streamCause : cause, isStream: item.isStream)
            }
        }
    }
}

extension MatrixCase {
    /// A clock has another name in a stream.
    fileprivate var streamCause: String {
        guard case .gives(_, _, let cause) = row.charge else { return "" }
        return cause == "answer" ? "first_token" : cause
    }
}
