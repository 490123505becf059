import PlanBEngine
import PlanBFakeProvider
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

@Suite("Answers that are odd and good", .serialized, .timeLimit(.minutes(2)))
struct OddButGoodTests {
    /// Characters of one to four bytes, and of several scalars.
    static let text = "aé€😀𝄞\u{10FFFF} e\u{301} 👩‍👩‍👧 שלום\u{200F} ☕ 🇳🇴"

    @Test("Characters arrive as they were sent, wherever they are split", arguments: [1, 2, 3, 7])
    func splitCharacters(_ size: Int) async throws {
        let answer = Behaviour.text(Self.text)
        let splits = [
            answer.with { $0.chunks = .bytes(size) }, answer.with { $0.writes = .bytes(size) },
            answer.with { ($0.chunks, $0.writes) = (.bytes(size), .bytes(size + 2)) },
            answer.with { ($0.chunks, $0.stream.lineEnd) = (.bytes(size), .crlf) },
            answer.with { ($0.chunks, $0.stream.multiLine, $0.stream.lineEnd) = (.bytes(size), true, .cr) },
        ]
        try await TestGateway.run { (house) async throws in
            for behaviour in splits {
                for isStream in [false, true] {
                    house.primary.set(behaviour.with { if !isStream { $0.framing = .chunked } })
                    let answer = try #require(try await house.ask(Wire.chat(isStream: isStream)))
                    #expect(answer.story == "primary:200")
                    if isStream {
                        #expect(answer.streamedText == Self.text)
                    } else {
                        #expect(answer.text.contains(Self.text))
                    }
                }
            }
            #expect(try await house.ailments().isEmpty)
        }
    }

    /// Whole bodies that are handed over to the byte.
    static let bodies: [String] = [
        #"{"choices":[{"index":0,"message":{"content":"one","content":"two"}}],"id":1,"id":2}"#,
        #"{"choices":[],"choices":[{"index":0,"message":{"content":"NUL: \u0000, pair: \ud83d\ude00"}}]}"#,
        #"{"choices":[{"index":1e999,"message":{"content":"a"}}],"usage":{"prompt_tokens":-1,"completion_tokens":1e400}}"#,
        #"{"choices":[{"index":-9223372036854775809,"message":{"content":"a"}}],"usage":"none"}"#,
        #"{"choices":[{"message":{"content":"a"}}],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":"#
            + #"9223372036854775807,"prompt_tokens_details":{"cached_tokens":9223372036854775807}}}"#,
        #"{"error":null,"choices":[{"message":{"content":"a"}}],"created":1e5000,"model":7}"#,
    ]

    @Test("An answer with strange members is handed over as it is, again and again", arguments: bodies)
    func strangeMembers(_ body: String) async throws {
        var wishes = Wishes()
        wishes.primary = .ok.with { $0.plainBody = .init(body) }
        try await TestGateway.run(wishes) { (house) async throws in
            for _ in 0..<3 {
                let answer = try #require(try await house.ask(Wire.chat()))
                #expect(answer.story == "primary:200")
                #expect(answer.text == body)
            }
            #expect(try await house.ask(Wire.get("/status"))?.status == 200)
            #expect(try await house.ailments().isEmpty)
        }
    }

    /// Events before the last ones of a good stream.
    static let events: [String] = [
        #"{"choices":[],"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}}"#,
        #"{"choices":[],"usage":{"completion_tokens_details":{"reasoning_tokens":9223372036854775807}}}"#,
        #"{"choices":[{"index":99999999999999999999,"delta":{"content":""}}]}"#,
        #"{"choices":[{"index":0,"delta":{"content":""},"delta":{"content":null}}],"choices":[]}"#,
        #"{"object":"\u0000","choices":[{"index":-1,"delta":{}}],"error":null}"#, "{}",
    ]

    @Test("A stream with strange events is complete, again and again", arguments: events)
    func strangeEvents(_ event: String) async throws {
        var wishes = Wishes()
        wishes.primary = .ok.with { $0.stream.insert = [.init(.raw(.init("data: \(event)\n\n")), before: 2)] }
        try await TestGateway.run(wishes) { (house) async throws in
            for _ in 0..<3 {
                let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
                #expect(answer.story == "primary:200")
                #expect(answer.isWholeStream)
                #expect(answer.streamedText == Behaviour.Answer.defaultText)
            }
            #expect(try await house.ailments().isEmpty)
        }
    }

    /// What comes after an answer is complete, and with its last bytes: what came later could be another answer.
    static let surplus: [(name: String, isStream: Bool, answer: HostileAnswer)] = [
        (
            "chunks without end", true,
            HostileAnswer(stream, again: HostileAnswer.chunk(": \(HostileAnswer.canary)\n\n"))
        ),
        ("one chunk without end", true, HostileAnswer(stream + "7FFFFFFFFFFFFFFF\r\n", again: HostileAnswer.canary)),
        ("trailer fields without end", true, HostileAnswer(stream + "0\r\n", again: "x-filler: a\r\n")),
        ("a chunk that is none", true, HostileAnswer(stream + "ZZ\r\n")),
        ("another answer", true, HostileAnswer(stream + "0\r\n\r\n" + other)),
        ("another answer", false, HostileAnswer(Array((whole + other).utf8))),
        ("bytes without end", false, HostileAnswer(whole + HostileAnswer.canary, again: HostileAnswer.canary)),
        ("nothing, and the end", true, HostileAnswer(stream, closes: true)),
    ]

    private static let stream =
        StreamCut.head + StreamCut.event("all of it", finish: "\"stop\"")
        + HostileAnswer.chunk("data: [DONE]\n\n")
    private static let body = #"{"choices":[{"index":0,"message":{"content":"all of it"},"finish_reason":"stop"}]}"#
    private static let whole = HostileAnswer.head(false, "content-length: \(body.utf8.count)") + body
    private static let other = HostileAnswer.head(false, "content-length: 14") + #"{"\#(HostileAnswer.canary)"}"#

    @Test("What comes after the end is not read for long, and is nobody's answer", arguments: surplus.indices)
    func afterwards(_ index: Int) async throws {
        let (name, isStream, hostile) = Self.surplus[index]
        try await TestServer.run(serve: HostileAnswer.serve { _ in hostile }) { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                for _ in 0..<3 {
                    let answer = try #require(try await house.ask(Wire.chat(isStream: isStream)), "\(name)")
                    #expect(answer.story == "primary:200", "\(name)")
                    #expect((isStream ? answer.streamedText : answer.text).contains("all of it"))
                    #expect(!answer.text.contains(HostileAnswer.canary))
                    #expect(isStream ? answer.isWholeStream : answer.isComplete)
                }
                #expect(await house.eventually { server.ended.load(ordering: .relaxed) == 3 }, "\(name)")
                #expect(server.connections.load(ordering: .relaxed) == 3)
                #expect(server.sent.load(ordering: .relaxed) <= 3 * (16 << 20))
                #expect(try await house.ailments().isEmpty)
            }
        }
    }

    @Test("A finish reason makes an answer complete, also when the connection ends before its last chunk")
    func noLastChunk() async throws {
        let head = StreamCut.head + StreamCut.event("all of it", finish: "\"stop\"")
        let hostile = HostileAnswer(head, closes: true)
        try await TestServer.run(serve: HostileAnswer.serve { _ in hostile }) { (server) async throws in
            var wishes = Wishes()
            wishes.origin = Origin(host: "127.0.0.1", port: server.port, isTLS: false)
            try await TestGateway.run(wishes) { (house) async throws in
                let answer = try #require(try await house.ask(Wire.chat(isStream: true)))
                #expect(answer.story == "primary:200")
                #expect(answer.isWholeStream)
            }
        }
    }
}
