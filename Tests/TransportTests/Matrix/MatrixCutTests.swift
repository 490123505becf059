import Foundation
import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

/// A stream that breaks when its client has a part of it: M22, M23, M25, M27 and M30 after the commit.
struct StreamCut: Sendable, CustomTestStringConvertible {
    var name: String
    /// What comes after the first two events.
    var last = ""
    /// Nothing more comes, and the connection stays open.
    var stalls = false
    var cause: String

    var testDescription: String { name }

    static let all = [
        StreamCut(
            name: "M22 an error event",
            last: chunk(
                "data: {\"error\":{\"message\":\"\(MatrixRow.canary)\",\"code\":\"server_is_overloaded\"}}\n\n"),
            cause: "overloaded"),
        StreamCut(name: "M23 the end of the connection", cause: "cut"),
        StreamCut(name: "M23 the end of the body without a finish reason", last: "0\r\n\r\n", cause: "cut"),
        StreamCut(name: "M25 silence", stalls: true, cause: "idle"),
        StreamCut(name: "M27 half of a JSON value", last: chunk("data: {\"choices\":[\n\n"), cause: "malformed"),
        StreamCut(
            name: "M27 a web page", last: chunk("data: <html>\(MatrixRow.canary)</html>\n\n"), cause: "malformed"),
        StreamCut(name: "a chunk without a size", last: "ZZ\r\n\(MatrixRow.canary)\r\n", cause: "cut"),
    ]

    static func chunk(_ text: String) -> String { "\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n" }

    static let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"

    /// An event with this text.
    static func event(_ text: String, finish: String = "null") -> String {
        let delta = #"{"role":"assistant","content":"\#(text)"}"#
        return chunk(
            "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":0,\"delta\":\(delta),\"finish_reason\":\(finish)}]}\n\n")
    }

    /// Serves the beginning, then waits for the test, then breaks.
    var serve: @Sendable (inout TestServer.Connection) async throws -> Void {
        { connection in
            _ = try await connection.request()
            try await connection.send(Self.head + Self.event("") + Self.event("first words"))
            await connection.server.signal.wait()
            if !last.isEmpty { try await connection.send(last) }
            if stalls || !last.isEmpty { _ = try await connection.receive() }
        }
    }
}

@Suite("Streams that break, over sockets", .serialized, .timeLimit(.minutes(2)))
struct MatrixCutTests {
    @Test("After output a break is an error event and an aborted connection", arguments: StreamCut.all)
    func interrupted(_ cut: StreamCut) async throws {
        try await TestServer.run(serve: cut.serve) { (server) async throws in
            var wishes = Self.wishes(server)
            wishes.timeouts.idle = .milliseconds(100)
            try await TestGateway.run(wishes) { (house) async throws in
                let broken = try #require(try await Self.ask(house, server))
                #expect(broken.status == 200)
                #expect(broken.story == "primary:200")
                #expect(broken.text.contains("first words"))
                #expect(!broken.isComplete && !broken.text.contains("[DONE]"))
                let events = broken.text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
                #expect(events.last?.contains(#""code":"stream_interrupted""#) == true)
                #expect(!broken.text.contains(MatrixRow.canary))
                #expect(house.outcomes.map(\.outcome) == [.cut])
                #expect(house.backup.totalConnections == 0)
                #expect(await house.eventually { server.ended.load(ordering: .relaxed) == 1 })
            }
        }
    }

    @Test("A target whose streams all break after their first words is given up", arguments: StreamCut.all)
    func charged(_ cut: StreamCut) async throws {
        try await TestServer.run(serve: cut.serve) { (server) async throws in
            var wishes = Self.wishes(server)
            wishes.timeouts.idle = .milliseconds(30)
            try await TestGateway.run(wishes) { (house) async throws in
                for _ in 0..<12 { _ = try await Self.ask(house, server) }
                let ailments = try await house.ailments()
                withKnownIssue("The first words of an answer end the run of failures that its end belongs to.") {
                    #expect(ailments.first?.hasSuffix(": open, \(cut.cause)") == true)
                }
            }
        }
    }

    @Test("What breaks while its beginning is held back is hidden", arguments: StreamCut.all)
    func held(_ cut: StreamCut) async throws {
        try await TestServer.run(serve: cut.serve) { (server) async throws in
            var wishes = Self.wishes(server)
            wishes.timeouts.idle = .milliseconds(300)
            wishes.route = { $0.hold = .seconds(10) }
            server.signal.raise()
            try await Self.expectHidden(wishes)
        }
    }

    @Test("A route that buffers hides a break anywhere, and hands over the whole answer of another target")
    func buffered() async throws {
        for behaviour in [Behaviour.dieMidStream(afterEvents: 3), .closeMidStream(afterEvents: 6), .noFinish] {
            var wishes = Wishes()
            wishes.primary = behaviour.with { $0.delays.betweenEvents = 10 }
            wishes.route = { $0.onCut = .buffer }
            try await Self.expectHidden(wishes)
        }
    }

    @Test("A break after the hold is not hidden any more")
    func holdIsOver() async throws {
        let cut = StreamCut(name: "the end of the connection", cause: "cut")
        try await TestServer.run(serve: cut.serve) { (server) async throws in
            var wishes = Self.wishes(server)
            wishes.route = { $0.hold = .milliseconds(30) }
            try await TestGateway.run(wishes) { (house) async throws in
                let answer = try #require(try await Self.ask(house, server))
                #expect(answer.story == "primary:200")
                #expect(answer.text.contains("stream_interrupted"))
            }
        }
    }

    @Test("A head that went out to keep the client waiting is followed by the whole story in the last event")
    func storyInTheLastEvent() async throws {
        var wishes = Wishes()
        wishes.primary = .hangBeforeHead
        wishes.timeouts.firstToken = .milliseconds(200)
        wishes.keepalive = .milliseconds(20)
        try await TestGateway.run(wishes) { (house) async throws in
            house.backup.set(Behaviour.ok.with { $0.delays.head = 50 })
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.status == 200 && answer.story == nil)
            #expect(answer.text.hasPrefix(":"))
            #expect(answer.isWholeStream)
            let last = try #require(answer.text.components(separatedBy: "\n\n").dropLast(2).last)
            #expect(last.contains(#""target":"primary","outcome":"first_token""#))
            #expect(last.contains(#""target":"backup","outcome":"200""#))
        }
    }

    private static func wishes(_ server: TestServer) -> Wishes {
        var wishes = Wishes()
        wishes.vendor = "elsewhere"
        wishes.model = "gpt-4.1"
        wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
        return wishes
    }

    /// Asks, and lets the server go on when the client has output.
    private static func ask(_ house: TestGateway, _ server: TestServer) async throws -> Answer? {
        let client = try await house.connect()
        try await client.send(Wire.chat(isStream: true).bytes)
        try await client.received("\"content\":\"")
        if client.text.contains("x-planb-target: primary") { server.signal.raise() }
        let answer = try await client.answer()
        await client.close()
        return answer
    }

    private static func expectHidden(_ wishes: Wishes) async throws {
        try await TestGateway.run(wishes) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
            #expect(answer.status == 200)
            #expect(answer.story?.hasPrefix("primary:") == true)
            #expect(answer.story?.hasPrefix("primary:200") == false)
            #expect(answer.story?.hasSuffix(",backup:200") == true)
            #expect(answer.isWholeStream)
            #expect(answer.streamedText == Behaviour.Answer.defaultText)
        }
    }
}
