import Foundation
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

/// A stream that begins well, and turns hostile when its client has some of it.
struct HostileTurn: Sendable, CustomTestStringConvertible {
    var name: String
    /// The outcome of the attempt.
    var word: String
    /// What comes after the first words, chunks and all.
    var answer: HostileAnswer
    var timeouts = Timeouts()
    /// The server gets rid of no more than this.
    var most = 16 << 20

    var testDescription: String { name }

    init(_ name: String, _ word: String, _ answer: HostileAnswer, _ edit: (inout HostileTurn) -> Void = { _ in }) {
        (self.name, self.word, self.answer) = (name, word, answer)
        edit(&self)
    }

    private static let canary = HostileAnswer.canary

    /// What is handed on before it is found out.
    private static let pad = String(repeating: "a", count: 10_000)

    private static func event(_ name: String, _ text: String) -> HostileTurn {
        HostileTurn(name, "malformed", HostileAnswer(HostileAnswer.chunk("data: \(text)\n\n")))
    }

    /// Without the last chunk.
    private static func flood(_ name: String, _ again: String, after first: String = "") -> HostileTurn {
        let start = first.isEmpty ? "" : HostileAnswer.chunk(first)
        return HostileTurn(name, "malformed", HostileAnswer(start, again: HostileAnswer.chunk(again))) {
            $0.most = 56 << 20
        }
    }

    private static func slow(_ name: String, _ again: String) -> HostileTurn {
        var answer = HostileAnswer("")
        answer.again = Array(HostileAnswer.chunk(again).utf8)
        answer.pause = .milliseconds(20)
        return HostileTurn(name, "idle", answer) { $0.timeouts.idle = .milliseconds(200) }
    }

    static let all: [HostileTurn] =
        [
            HostileTurn("a chunk size without end", "cut", HostileAnswer("", again: "0")),
            HostileTurn("a chunk extension without end", "cut", HostileAnswer("1;", again: "a")),
            HostileTurn(
                "a chunk of the largest number, and the end", "cut", HostileAnswer("7FFFFFFFFFFFFFFF\r\n", closes: true)
            ),
            HostileTurn("trailer fields without end", "cut", HostileAnswer("0\r\n", again: "x-filler: \(canary)\r\n")),
            HostileTurn("another answer", "cut", HostileAnswer("HTTP/1.1 200 OK\r\n\r\n\(canary)", closes: true)),
            flood("a line without end", HostileRow.filler, after: "data: {\"id\":\""),
            flood("comments without end", ": \(HostileRow.filler)\n\n"),
            flood("an event of lines without end", "data: \(HostileRow.filler)\n"),
            flood("empty deltas without end", "data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"id\":\"\(pad)\"}\n\n"),
            event("an event that is no JSON", canary), event("a web page", "<html>\(canary)</html>"),
            event("a nesting bomb", #"{"choices":"# + String(repeating: "[", count: 100_000)),
            event("a lone surrogate", #"{"choices":[{"index":0,"delta":{"content":"\ud83d"}}]}"#),
            event("an event of 9 MiB", "{\"id\":\"" + String(repeating: "a", count: 9 << 20) + "\"}"),
            HostileTurn(
                "half a character", "malformed",
                HostileAnswer(HostileAnswer.chunk(HostileRow.delta([0xC3])[...]))),
            HostileTurn(
                "an error that is a script", "500",
                HostileAnswer(
                    HostileAnswer.chunk(
                        #"data: {"error":{"code":"<script>\#(canary)","message":"Bearer \#(canary)"}}"# + "\n\n"))),
            slow("comments now and then", ": \(canary)\n\n"), slow("a line byte by byte", "a"),
            slow("roles now and then", HostileAnswer.beginning(true)),
        ]
}

@Suite("Streams that turn hostile", .serialized, .timeLimit(.minutes(2)))
struct HostileTurnTests {
    @Test("After output, an attack is an error event and an aborted connection", arguments: HostileTurn.all)
    func interrupted(_ turn: HostileTurn) async throws {
        let growth = try await Memory.growth { try await run(turn, answerContains: "stream_interrupted") }
        // What is handed on is in the memory of the client, too. The server would send 1 GiB.
        #expect(growth < 128 << 20, "\(growth >> 20) MiB")
    }

    @Test("An answer without end is ended by the request's own clock")
    func endless() async throws {
        var answer = HostileAnswer("")
        answer.again = Array(StreamCut.event("more ").utf8)
        answer.pause = .milliseconds(5)
        let turn = HostileTurn("words without end", "answer", answer) { $0.timeouts.total = .milliseconds(500) }
        try await run(turn, answerContains: "stream_interrupted")
    }

    private func run(_ turn: HostileTurn, answerContains code: String) async throws {
        let beginning = StreamCut.head + StreamCut.event("") + StreamCut.event("first words")
        try await TestServer.run(serve: { (connection) async throws in
            _ = try await connection.request()
            try await connection.send(beginning)
            await connection.server.signal.wait()
            try await turn.answer.send(on: &connection)
            if !turn.answer.closes { _ = try await connection.receive() }
        }) { (server) async throws in
            var wishes = Wishes()
            wishes.vendor = "elsewhere"
            wishes.model = "gpt-4.1"
            wishes.timeouts = turn.timeouts
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                let client = try await house.connect()
                try await client.send(Wire.chat(isStream: true).bytes)
                try await client.received("first words")
                server.signal.raise()
                // The answer is taken apart once, when all of it is there.
                try await client.ended()
                let broken = try #require(try await client.answer())
                #expect(broken.status == 200)
                #expect(broken.story == "primary:200")
                #expect(!broken.isComplete && !broken.text.contains("[DONE]"))
                let last = broken.text.components(separatedBy: "\n\n").last { !$0.isEmpty }
                #expect(last?.contains("\"code\":\"\(code)\"") == true, "\(last?.prefix(300) ?? "")")
                #expect(!broken.text.contains(HostileAnswer.canary))
                #expect(house.attempts.map(\.outcome) == [turn.word])
                #expect(house.outcomes.map(\.outcome) == [.cut])
                #expect(house.backup.totalConnections == 0)
                #expect(await house.eventually { server.ended.load(ordering: .relaxed) == 1 })
                #expect(server.sent.load(ordering: .relaxed) <= turn.most)
            }
        }
    }
}
