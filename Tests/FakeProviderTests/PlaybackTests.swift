import NIOCore
import Testing

@testable import PlanBFakeProvider

/// The steps on the wire, without a wire.
@Suite struct PlaybackTests {
    static func request(_ method: String = "POST", version: String = "HTTP/1.1") -> ReceivedRequest {
        var request = ReceivedRequest()
        (request.method, request.target, request.version) = (method, "/v1/chat/completions", version)
        return request
    }

    static let events: [Reply.Event] = [
        .data(.role, #"{"a":1,"b":"x,y\",z"}"#), .data(.token, "Olá"), .data(.token, "☕."), .data(.finish, "stop"),
        .data(.usage, "7"), .data(.done, "[DONE]"),
    ]
    static let body = events.map { "data: \(text($0))\n\n" }.joined()

    static func text(_ event: Reply.Event) -> String {
        if case .event(_, let data) = event.content { data } else { "" }
    }

    static func steps(_ behaviour: Behaviour, stream: Bool = true, request: ReceivedRequest = request()) -> [WireStep] {
        var reply = stream ? Reply(stream: events) : Reply(json: #"{"text":"Olá ☕."}"#, tokens: 3)
        reply.insertion = { what in
            switch what {
            case .error: .data(.other, #"{"error":{}}"#)
            case .done: .data(.done, "[DONE]")
            case .role: .data(.other, "role")
            default: nil
            }
        }
        return Playback(behaviour: behaviour, reply: reply, request: request, now: 0).steps
    }

    static func bytes(_ steps: [WireStep]) -> [UInt8] {
        steps.flatMap { step -> [UInt8] in
            switch step {
            case .write(let buffer), .pieces(let buffer, _, _): Array(buffer.readableBytesView)
            case .wait, .loop, .cut, .end: []
            }
        }
    }

    @Test(
        arguments: [Behaviour.Framing.chunked, .contentLength, .untilClose],
        [Behaviour.Split.perEvent, .whole, .bytes(1), .bytes(23), .bytes(100_000)])
    func everyFramingAndDivisionCarriesTheSameBody(framing: Behaviour.Framing, split: Behaviour.Split) throws {
        for writes in [Behaviour.Split.perEvent, .whole, .bytes(7)] {
            var behaviour = Behaviour.framing(framing)
            (behaviour.chunks, behaviour.writes) = (split, writes)
            let steps = Self.steps(behaviour)
            let answer = try #require(RawAnswer(Self.bytes(steps)))
            #expect(answer.text == Self.body)
            #expect(steps.last == .end(keepAlive: framing != .untilClose))
            if framing == .chunked {
                let chunks = try #require(answer.chunks)
                #expect(chunks.isComplete)
                switch split {
                case .perEvent: #expect(chunks.data.count == Self.events.count)
                case .whole: #expect(chunks.data.count == 1)
                case .bytes(let count): #expect(chunks.data.dropLast().allSatisfy { $0.count == count })
                }
            }
            if framing == .contentLength { #expect(answer.header("content-length") == "\(Self.body.utf8.count)") }
        }
    }

    @Test func aWritePerEventIsAWritePerEvent() {
        let writes = Self.steps(.ok).compactMap { step in if case .write(let buffer) = step { buffer } else { nil } }
        // The head, each event, the last chunk.
        #expect(writes.count == 1 + Self.events.count + 1)
        #expect(String(buffer: writes[2]) == "c\r\ndata: Olá\n\n\r\n")
        #expect(Self.steps(.wholeWrites).count == 2)
    }

    @Test func aCutAfterSoManyBytesSendsThatManyBytesOfTheBody() throws {
        let whole = Self.bytes(Self.steps(.ok))
        for count in 0...Self.body.utf8.count {
            let steps = Self.steps(.breakOff(at: .bytes(count), how: .rst))
            let bytes = Self.bytes(steps)
            #expect(steps.last == .cut(.rst))
            #expect(whole.starts(with: bytes))
            let answer = try #require(RawAnswer(bytes))
            #expect(answer.body == Array(Self.body.utf8.prefix(count)))
        }
    }

    @Test func pausesStandWhereTheyAreAskedFor() {
        var behaviour = Behaviour()
        behaviour.delays.head = 1
        behaviour.delays.firstEvent = 2
        behaviour.delays.betweenEvents = 3
        behaviour.delays.end = 4
        behaviour.writes = .whole
        behaviour.chunks = .whole
        let shape = Self.steps(behaviour).map { step in
            switch step {
            case .wait(let pause): "wait \(pause)"
            case .write(let buffer): String(buffer: buffer).contains("HTTP/1.1") ? "head" : "bytes"
            default: "end"
            }
        }
        let between = Array(repeating: ["wait 3", "bytes"], count: 5).flatMap { $0 }
        #expect(shape == ["wait 1", "head", "wait 2", "bytes"] + between + ["wait 4", "bytes", "end"])
    }

    @Test func aModelsSpeedIsThatOfItsTokens() {
        func waits(_ stream: Bool) -> [Int] {
            Self.steps(.latency(firstToken: 300, perToken: 20), stream: stream).compactMap { step in
                if case .wait(let pause) = step { pause } else { nil }
            }
        }
        #expect(waits(true) == [300, 20])
        #expect(waits(false) == [300 + 2 * 20])
    }

    @Test func aSlowAnswerIsSentInPiecesThatTakeTheirTime() {
        for (speed, size, told) in [
            (20, 1, 20), (5, 1, 5), (10_000, 500, 10_000), (0, 1, 1), (.max, (1 << 30) / 20, 1 << 30),
        ] {
            let pieces = Self.steps(.slowDrip(bytesPerSecond: speed)).compactMap { step -> [Int?]? in
                if case .pieces(_, let size, let speed) = step { [size, speed] } else { nil }
            }
            #expect(pieces.allSatisfy { $0 == [size, told] })
            #expect(!pieces.isEmpty)
        }
    }

    @Test func anEndlessStreamRepeatsItsTokens() throws {
        let steps = Self.steps(.endless)
        guard case .loop(let start) = steps.last else {
            Issue.record("no loop")
            return
        }
        let answer = try #require(RawAnswer(Self.bytes(steps)))
        #expect(answer.text == #"data: {"a":1,"b":"x,y\",z"}"# + "\n\ndata: Olá\n\ndata: ☕.\n\n")
        #expect(String(decoding: Self.bytes(Array(steps[start...])), as: UTF8.self).hasPrefix("c\r\ndata: Olá"))
    }

    @Test(arguments: [
        ("no_done", "[DONE]", 0), ("done_twice", "[DONE]", 2), ("no_finish", "data: stop", 0),
        ("truncated(2)", "\n\n", 2),
        ("comment_flood(5)", ": keep-alive\n\n", 5), ("ping_flood(4)", ": ping - Thu, 01 Jan 1970 00:00:00 GMT\n\n", 4),
        ("role_flood(3)", "data: role\n\n", 3), ("error_event(1)", "\n\n", 2), ("error_event(1)", #"{"error":{}}"#, 1),
        ("crlf", "\r\n\r\n", 6), ("cr", "\r\r", 6), ("multi_line_data", "data: ", 7),
        ("multi_line_data", #"data: {"a":1,"# + "\ndata: \"b\":\"x,y\\\",z\"}\n\n", 1),
        ("unfinished_last_event", "[DONE]\n\n", 0), ("byte_order_mark", "\u{FEFF}data", 1),
    ])
    func aStreamIsEdited(preset: String, part: String, count: Int) throws {
        let answer = try #require(RawAnswer(Self.bytes(Self.steps(try .preset(preset)))))
        // Bytes, because a CR LF is one character.
        let (text, part) = (answer.body, Array(part.utf8))
        #expect(text.indices.count { text[$0...].starts(with: part) } == count)
    }

    @Test(arguments: [
        ("error_event(0)", #"{"error":{}}"#), ("truncated(1)", #"{"text":"O"#),
        ("invalid_json", #"{"id":"chatcmpl-1","choices":[{"#),
        ("comment_flood(3)", "\n\n\n" + #"{"text":"Olá ☕."}"#), ("crlf", #"{"text":"Olá ☕."}"#),
    ])
    func editsOfAStreamMeanSomethingForAnAnswerInOnePiece(preset: String, body: String) throws {
        let answer = try #require(RawAnswer(Self.bytes(Self.steps(try .preset(preset), stream: false))))
        #expect(answer.text == body)
        #expect(answer.header("content-length") == "\(body.utf8.count)")
    }
}
