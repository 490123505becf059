import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import Synchronization
import Testing

@testable import PlanBTransport

/// A row, and whether the request is for a stream.
struct HostileCase: Sendable, CustomTestStringConvertible {
    var row: HostileRow
    var isStream: Bool
    var expected: HostileRow.Expected

    var testDescription: String { "\(row.name), \(isStream ? "stream" : "whole")" }

    static let floods = HostileRow.floods.flatMap(\.cases)

    private var said: Comment { Comment(rawValue: testDescription) }

    private func story(of target: String) -> String { expected.words.map { "\(target):\($0)" }.joined(separator: ",") }

    /// The server is given up for the right reason, and its backup has answered whatever it has not.
    func expectHidden() async throws {
        try await run { (house) async throws in
            let told = [story(of: "primary") + ",backup:200", "backup:200"]
            let charge = expected.charge
            try await house.expectGivenUp(
                charge.part, after: charge.limit, cause: charge.cause, isStream: isStream, said
            ) {
                answer in
                #expect(answer.status == 200, said)
                #expect(told.contains(answer.story ?? ""), said)
                #expect(isStream ? answer.isWholeStream : answer.isComplete, said)
                #expect((isStream ? answer.streamedText : answer.text).contains(Behaviour.Answer.defaultText), said)
                #expect(answer.header("retry-after") == nil, said)
                #expect(!(answer.head + answer.text).contains(HostileAnswer.canary), said)
            }
            #expect(house.outcomes.allSatisfy { $0.outcome == .answered }, said)
        }
    }

    /// The client is told what happened, and nothing of what the server sent.
    func expectHopeless() async throws {
        try await run(isHopeless: true) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: isStream)), said)
            let verdict = expected.verdict
            #expect(answer.status == verdict.status, said)
            #expect(answer.json("error.code") as? String == verdict.code, said)
            #expect(answer.header("content-type") == "application/json", said)
            #expect(answer.header("x-should-retry") == String(verdict.shouldRetry), said)
            #expect(answer.header("retry-after") == verdict.retryAfter, said)
            let story = story(of: "primary") + "," + story(of: "backup")
            #expect(answer.story == story, said)
            #expect(answer.toldStory == story, said)
            #expect(!(answer.head + answer.text).contains(HostileAnswer.canary), said)
            #expect(house.outcomes.map(\.outcome) == [.failed], said)
        }
    }

    /// Runs `body` with a gateway whose first target is hostile, and the second too if `isHopeless`; then sees that the
    /// gateway has let go of every connection, and what it took.
    private func run(isHopeless: Bool = false, _ body: @Sendable (TestGateway) async throws -> Void) async throws {
        let serve = HostileAnswer.serve(row.answer)
        try await TestServer.run(serve: serve) { (first) async throws in
            try await TestServer.run(serve: serve) { (second) async throws in
                var wishes = Wishes()
                wishes.vendor = "elsewhere"
                wishes.model = "gpt-4.1"
                wishes.timeouts = row.timeouts
                wishes.origin = Origin(host: "127.0.0.1", port: first.port, isTLS: false)
                if isHopeless { wishes.backupOrigin = Origin(host: "127.0.0.1", port: second.port, isTLS: false) }
                try await TestGateway.run(wishes) { (house) async throws in
                    try await body(house)
                    for server in [first, second] {
                        let count = server.connections.load(ordering: .relaxed)
                        #expect(await house.eventually { server.ended.load(ordering: .relaxed) == count }, said)
                        #expect(server.sent.load(ordering: .relaxed) <= count * row.most, said)
                    }
                }
            }
        }
    }
}
