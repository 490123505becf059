import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import Testing

@testable import PlanBTransport

/// Errors about the request end it: they are the client's, and so the way in for whoever writes them.
@Suite("Hostile errors", .serialized, .timeLimit(.minutes(2)))
struct HostileErrorTests {
    @Test(
        "An error inside a 200 is told in the gateway's own words, if it is told at all", arguments: [false, true],
        [("null", "primary:400"), ("\"<\(HostileAnswer.canary)>\"", "primary:500,primary:500,backup:200")])
    func insideAnAnswer(isStream: Bool, _ row: (code: String, story: String)) async throws {
        let message = "Bearer \(HostileAnswer.canary) is not known at 127.0.0.1:1"
        let error = #"{"error":{"message":"\#(message)","type":"invalid_request_error","code":\#(row.code)}}"#
        try await Self.run({ isStream in
            isStream
                ? HostileAnswer(HostileAnswer.head(true, "connection: close") + "data: \(error)\n\n", closes: true)
                : .body(error)
        }) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat(isStream: isStream)))
            #expect(answer.story == row.story)
            #expect(answer.status == (row.story.hasSuffix("200") ? 200 : 400))
            #expect(!(answer.head + answer.text).contains(HostileAnswer.canary))
            #expect(!answer.text.contains("127.0.0.1"))
        }
    }

    /// Bodies of a 400 that are no errors of the dialect.
    static let complaints: [(name: String, body: String)] = [
        ("no JSON", HostileAnswer.canary), ("a web page", "<html><script>\(HostileAnswer.canary)</script></html>"),
        ("a nesting bomb", #"{"error":"# + String(repeating: "[", count: 50_000) + HostileAnswer.canary),
        (
            "more than an error says",
            #"{"error":{"message":""# + String(repeating: HostileAnswer.canary, count: 20_000) + "\"}}"
        ),
        ("nothing", ""),
    ]

    @Test("A complaint that is no JSON, whatever it claims to be, is not the client's", arguments: complaints.indices)
    func complaint(_ index: Int) async throws {
        let (name, body) = Self.complaints[index]
        try await Self.run({ _ in .body(body, status: "400 Bad Request") }) { (house) async throws in
            let answer = try #require(try await house.ask(Wire.chat()))
            #expect(answer.isComplete)
            #expect(answer.status == 200, "\(name)")
            #expect(answer.story == "primary:400,backup:200", "\(name)")
            #expect(!answer.text.contains(HostileAnswer.canary), "\(name)")
        }
    }

    @Test("An error whose body never ends is not waited for: its status says enough")
    func drip() async throws {
        try await Self.run({ _ in
            .drip("HTTP/1.1 503 Busy\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n", " ")
        }) { (house) async throws in
            #expect(try await house.ask(Wire.chat())?.story == "primary:503,backup:200")
        }
    }

    private static func run(
        _ answer: @escaping @Sendable (_ isStream: Bool) -> HostileAnswer,
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        try await TestServer.run(serve: HostileAnswer.serve(answer)) { (server) async throws in
            var wishes = Wishes()
            wishes.vendor = "elsewhere"
            wishes.model = "gpt-4.1"
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes, body)
        }
    }
}
