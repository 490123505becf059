import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("What is no failure, and answers about the request, over sockets", .serialized, .timeLimit(.minutes(2)))
struct MatrixHarmlessTests {
    @Test(
        "A stream that is odd and complete is an answer: M24, M28, M35 and the noises of servers",
        arguments: [
            Behaviour.noDone, .doneTwice, .writes(1), .chunks(1), .writes(7), .noUsage, .crlf, .cr, .multiLineData,
            .byteOrderMark, .emptyChoices(3), .commentFlood(500), .pingFlood(500), .roleFlood(200),
            .emptyDeltaFlood(200), .wholeWrites, .framing(.untilClose),
        ])
    func oddStream(_ behaviour: Behaviour) async throws {
        try await Self.expectHarmless(behaviour, isStream: true)
    }

    @Test(
        "An odd answer in one piece is an answer",
        arguments: [
            Behaviour.noUsage, .writes(1), .framing(.chunked), .framing(.untilClose), .commentFlood(100),
            .wrongContentType,
        ])
    func oddWhole(_ behaviour: Behaviour) async throws {
        try await Self.expectHarmless(behaviour, isStream: false)
    }

    private static func expectHarmless(_ behaviour: Behaviour, isStream: Bool) async throws {
        var wishes = Wishes()
        wishes.primary = behaviour
        try await TestGateway.run(wishes) { (house) async throws in
            for count in 1...3 {
                let answer = try #require(try await house.ask(Wire.chat(isStream: isStream)))
                #expect(answer.story == "primary:200")
                #expect(isStream ? answer.isWholeStream : answer.isComplete)
                #expect((isStream ? answer.streamedText : answer.text).contains(Behaviour.Answer.defaultText))
                #expect(house.primary.counters.totalRequests == count)
            }
            #expect(house.outcomes.allSatisfy { $0.outcome == .answered })
            #expect(try await house.ailments().isEmpty)
        }
    }

    @Test("What does not fit into one window, or one body limit, goes to a target with a larger one, and no other")
    func larger() async throws {
        for (failing, small, large) in [
            (
                MatrixRow.error(400, code: "context_length_exceeded"), Contract(context: 8_000),
                Contract(context: 128_000)
            ),
            (MatrixRow.error(413), Contract(body: 1 << 20), Contract(body: 32 << 20)),
        ] {
            for (contracts, isServed) in [([small, large], true), ([large, small], false), ([nil, nil], false)] {
                guard case .behaves(let behaviour) = failing else { continue }
                var wishes = Wishes()
                wishes.primary = behaviour
                wishes.contracts = contracts
                try await TestGateway.run(wishes) { (house) async throws in
                    let answer = try #require(try await house.ask(Wire.chat()))
                    #expect((answer.status == 200) == isServed)
                    #expect(answer.text.contains(MatrixRow.canary) == !isServed)
                    #expect(house.backup.counters.totalRequests == (isServed ? 1 : 0))
                    #expect(try await house.ailments().isEmpty)
                }
            }
        }
    }

    @Test("A refusal by policy goes on only if the route says so")
    func policy() async throws {
        guard case .behaves(let behaviour) = MatrixRow.error(400, code: "content_filter") else { return }
        var wishes = Wishes()
        wishes.primary = behaviour
        wishes.route = { $0.refusalsFailOver = true }
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.story == "primary:400,backup:200")
            #expect(try await house.ailments().isEmpty)
        }
    }

    @Test(
        "A parameter that one target does not take is another's to try; if none takes it, its error is the answer",
        arguments: ["unsupported_parameter", "unsupported_value"])
    func unsupported(_ code: String) async throws {
        guard case .behaves(let behaviour) = MatrixRow.error(400, code: code) else { return }
        var wishes = Wishes()
        wishes.primary = behaviour
        try await TestGateway.run(wishes) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.story == "primary:400,backup:200")
            house.backup.set(.status(503))
            let answer = try #require(try await house.ask(Wire.chat()))
            #expect(answer.status == 400)
            #expect(answer.story == "primary:400,backup:503")
            #expect(answer.json("error.message") as? String == MatrixRow.canary)
            #expect(answer.header("x-should-retry") == "false")
        }
    }

    @Test("A client that leaves is nobody's failure (M33)")
    func departures() async throws {
        var wishes = Wishes()
        wishes.primary = .hangBeforeHead
        try await TestGateway.run(wishes) { (house) async throws in
            for count in 1...5 {
                let client = try await house.connect()
                try await client.send(Wire.chat(isStream: count.isMultiple(of: 2)).bytes)
                #expect(await house.primary.wait { $0.totalRequests == count })
                await client.close()
                #expect(await house.eventually { house.outcomes.count == count })
            }
            #expect(house.outcomes.allSatisfy { $0.outcome == .abandoned })
            #expect(try await house.ailments().isEmpty)
            house.primary.set(.ok)
            #expect(try await house.ask(Wire.chat())?.story == "primary:200")
        }
    }
}
