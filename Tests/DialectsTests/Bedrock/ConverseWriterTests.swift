import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

@Suite("ConverseStream, written")
struct ConverseWriterTests {
    private typealias Kit = Converse

    private static func call(_ slot: Int, _ id: String? = nil) -> ReplyEvent {
        .callStart(choice: 0, slot: slot, id: id, name: "n\(slot)", signature: nil)
    }
    private static func arguments(_ slot: Int, _ text: JSONString) -> ReplyEvent {
        .callArguments(choice: 0, slot: slot, text)
    }
    private static func end(_ slot: Int) -> ReplyEvent { .callEnd(choice: 0, slot: slot) }
    private static func text(_ text: JSONString) -> ReplyEvent { .text(choice: 0, text) }
    private static func thought(_ text: JSONString) -> ReplyEvent { .reasoning(choice: 0, text) }
    private static func seal(_ signature: JSONString, _ origin: DialectID = .bedrock) -> ReplyEvent {
        .seal(choice: 0, Reasoning(signature: signature, origin: origin))
    }

    static let streamsRows: [(events: [ReplyEvent], blocks: [String])] = [
        ([], []), ([text("")], []), ([text("a"), text("é\n"), text("b")], ["text aé\nb"]),
        ([.refusal(choice: 0, "no")], ["text no"]),
        (
            [.start(id: "x", model: "y", created: 1), text("a"), .start(id: nil, model: nil, created: nil), text("b")],
            ["text ab"]
        ),
        ([thought("a"), seal("s"), text("b")], ["thought a s", "text b"]),
        ([thought("a"), seal("s", .anthropic), text("b")], ["thought a", "text b"]),
        ([thought("a"), text("b"), thought("c")], ["thought a", "text b", "thought c"]),
        ([thought("a"), seal("s"), thought("b")], ["thought a s", "thought b"]),
        ([seal("s")], ["thought s"]), ([seal("s", .gemini), text("a")], ["text a"]),
        ([.seal(choice: 0, Reasoning(sealed: "QQ==", origin: .bedrock)), text("a")], ["sealed QQ==", "text a"]),
        ([.seal(choice: 0, Reasoning(sealed: "QQ==", origin: .openAI)), text("a")], ["text a"]),
        ([thought("a"), .seal(choice: 0, Reasoning(sealed: "QQ==", origin: .bedrock))], ["thought a", "sealed QQ=="]),
        ([call(0, "i"), arguments(0, "{"), arguments(0, "}"), end(0)], ["call i n0 {}"]),
        ([call(0, "i"), end(0)], ["call i n0 {}"]), ([call(0, "i"), arguments(0, "")], ["call i n0 {}"]),
        ([call(0)], ["call tooluse_req_1_0 n0 {}"]),
        (
            [text("a"), call(0, "i"), end(0), text("b"), call(1, "j"), end(1)],
            ["text a", "call i n0 {}", "text b", "call j n1 {}"]
        ),
        (
            [
                call(0, "i"), call(1, "j"), arguments(0, "1"), arguments(1, "2"), text("t"), arguments(0, "3"),
                arguments(1, "4"), end(1), end(0), text("u"),
            ], ["call i n0 13", "call j n1 24", "text tu"]
        ),
        ([call(0, "i"), call(1, "j"), arguments(1, "2"), arguments(0, "1")], ["call i n0 1", "call j n1 2"]),
        ([call(0, "i"), thought("a"), seal("s"), thought("b"), end(0)], ["call i n0 {}", "thought a s", "thought b"]),
        ([arguments(5, "x"), end(5), text("a")], ["text a"]),
        ([call(0, "i"), end(0), arguments(0, "late"), end(0)], ["call i n0 {}"]),
        ([.text(choice: 1, "x"), text("a"), .logprobs(choice: 0, .null)], ["text a"]),
    ]

    @Test("events give blocks, one after the other", arguments: 0..<streamsRows.count)
    func streams(_ row: Int) {
        let (events, blocks) = Self.streamsRows[row]
        let check = ConverseStreamCheck(Kit.stream(events))
        #expect(check.fault == nil)
        #expect(check.blocks == blocks)
        let isRefusal = events.contains { if case .refusal = $0 { true } else { false } }
        #expect(check.stopReason == (isRefusal ? "content_filtered" : "end_turn"))
    }

    @Test("the first block is written as it comes, and what waits is written as soon as it can be")
    func isLive() {
        var writer = ConverseWriter(Kit.context)
        func new(_ event: ReplyEvent) -> [String] {
            var out = ByteBuffer()
            writer.write(event, into: &out)
            return (Kit.events(out) ?? []).map { String(buffer: $0.name ?? ByteBuffer()) }
        }
        #expect(new(.start(id: nil, model: nil, created: nil)) == ["messageStart"])
        #expect(new(Self.text("a")) == ["contentBlockDelta"])
        #expect(new(Self.text("b")) == ["contentBlockDelta"])
        #expect(new(Self.call(0)) == ["contentBlockStop", "contentBlockStart"])
        #expect(new(Self.arguments(0, "x")) == ["contentBlockDelta"])
        #expect(new(Self.call(1)) == [])
        #expect(new(Self.arguments(1, "y")) == [])
        #expect(new(Self.arguments(0, "z")) == ["contentBlockDelta"])
        #expect(new(Self.end(0)) == ["contentBlockStop", "contentBlockStart", "contentBlockDelta"])
        #expect(new(Self.arguments(1, "y")) == ["contentBlockDelta"])
        #expect(new(.finish(choice: 0, .calls, stop: nil)) == [])
        #expect(new(.usage(Usage(input: 1, output: 1))) == [])
    }

    @Test("the last event has the counts and the story; the last of each counts")
    func end() throws {
        let story = ByteBuffer(string: #"{"request_id":"r"}"#)
        let events: [ReplyEvent] = [
            .usage(Usage(input: 1, output: 1)), Self.text("a"), .finish(choice: 0, .stop, stop: nil),
            .finish(choice: 0, .length, stop: nil), .usage(Usage(input: 9, output: 2, cachedInput: 3, writtenInput: 4)),
        ]
        let check = ConverseStreamCheck(Kit.stream(events, story: story))
        #expect(check.fault == nil)
        #expect(check.stopReason == "max_tokens")
        #expect(
            check.metadata == [
                "usage": [
                    "inputTokens": 2, "outputTokens": 2, "totalTokens": 11, "cacheReadInputTokens": 3,
                    "cacheWriteInputTokens": 4,
                ], "metrics": ["latencyMs": 0], "planb": ["request_id": "r"],
            ])
        #expect(ConverseStreamCheck(Kit.stream(events)).metadata?["planb"] == nil)
    }

    @Test("a second provider goes on where the first one was")
    func secondProvider() {
        let check = ConverseStreamCheck(
            Kit.stream([
                .start(id: nil, model: nil, created: nil), Self.text("a"), Self.call(0, "i"), Self.end(0),
                .start(id: nil, model: nil, created: nil), Self.call(0, "j"), Self.arguments(0, "x"), Self.end(0),
                .finish(choice: 0, .calls, stop: nil),
            ]))
        #expect(check.fault == nil)
        #expect(check.blocks == ["text a", "call i n0 {}", "call j n0 x"])
    }

    static let errorsRows: [(status: Int, isAfterOutput: Bool, name: String, type: String)] = [
        (429, false, "throttlingException", "ThrottlingException"),
        (429, true, "throttlingException", "ThrottlingException"),
        (400, true, "validationException", "ValidationException"),
        (401, false, "validationException", "AccessDeniedException"),
        (404, false, "validationException", "ResourceNotFoundException"),
        (503, true, "serviceUnavailableException", "ServiceUnavailableException"),
        (500, false, "internalServerException", "InternalServerException"),
        (502, true, "modelStreamErrorException", "InternalServerException"),
        (504, true, "modelStreamErrorException", "ModelTimeoutException"),
        (402, false, "validationException", "ServiceQuotaExceededException"),
    ]

    @Test("an error is an exception of the stream, or the body of an answer", arguments: errorsRows)
    func errors(_ status: Int, _ isAfterOutput: Bool, _ name: String, _ type: String) throws {
        var writer = ConverseWriter(Kit.context)
        var out = ByteBuffer()
        writer.write(isAfterOutput ? Self.text("a") : .start(id: nil, model: nil, created: nil), into: &out)
        let error = ClientError(status, code: "x", "It \"broke\".")
        let story = ErrorStory(
            requestID: "r", attempts: [AttemptNote(target: "t", outcome: "503", milliseconds: 5)])
        writer.fail(error, story, into: &out)
        let last = try #require(Kit.events(out)?.last)
        #expect(last.isException)
        #expect(last.name == ByteBuffer(string: name))
        let expected: JSONValue = [
            "message": "It \"broke\".",
            "planb": ["request_id": "r", "attempts": [["target": "t", "outcome": "503", "ms": 5]]],
        ]
        #expect(try Kit.value(last.data) == expected)
        #expect(try Kit.value(ConverseCodec.error(error, story)) == expected)
        #expect(try Kit.value(ConverseCodec.error(error, ErrorStory(requestID: "r"))) == ["message": "It \"broke\"."])
        #expect(ConverseCodec.headers(error).first?.value == type)
        // What is written here means the same when it is read here.
        #expect(Kit.read([last]).failure != nil)
    }

    @Test("quota has an exception of its own")
    func quota() {
        #expect(
            ConverseCodec.headers(ClientError(429, code: "insufficient_quota", "m")).first?.value
                == "ServiceQuotaExceededException")
    }

    @Test("there is nothing that could keep a stream alive")
    func keepAlive() {
        var out = ByteBuffer()
        ConverseWriter.keepAlive(into: &out)
        #expect(out.readableBytes == 0)
        #expect(ConverseWriter.contentType == "application/vnd.amazon.eventstream")
    }

    @Test("random events give a stream in order, which is read back as the same answer", arguments: 0..<6)
    func random(_ seed: UInt64) throws {
        var dice = Dice(seed)
        for _ in 0..<150 {
            var events: [ReplyEvent] = [.start(id: nil, model: nil, created: nil)]
            var calls = 0
            var open: [Int] = []
            for _ in 0..<dice.below(25) {
                switch dice.below(7) {
                case 0, 1: events.append(Self.text(["a", "é", "", "\"\n"][dice.below(4)]))
                case 2: events.append(Self.thought("t"))
                case 3: events.append(Self.seal("s", dice.once(in: 3) ? .gemini : .bedrock))
                case 4:
                    events.append(Self.call(calls, dice.once(in: 3) ? nil : "id\(calls)"))
                    open.append(calls)
                    calls += 1
                case 5: if let slot = open.randomElement(using: &dice) { events.append(Self.arguments(slot, "[1]")) }
                default: if !open.isEmpty { events.append(Self.end(open.remove(at: dice.below(open.count)))) }
                }
            }
            events.append(.finish(choice: 0, calls > 0 ? .calls : .stop, stop: nil))
            events.append(.usage(Usage(input: 3, output: 4)))
            let bytes = Kit.stream(events)
            let check = ConverseStreamCheck(bytes)
            #expect(check.fault == nil)
            let outcome = Kit.read(try #require(Kit.events(bytes)))
            #expect(outcome.failure == nil)
            var sent = ReplyFold(origin: .bedrock)
            var got = ReplyFold(origin: .bedrock)
            for event in events { sent.take(event) }
            for event in outcome.events { got.take(event) }
            // The texts and thoughts of both are the same, and so are the calls; only what stood behind an open call
            // has moved behind it.
            let sentCalls = sent.reply.choices.first?.blocks.compactMap(\.call) ?? []
            let gotCalls = got.reply.choices.first?.blocks.compactMap(\.call) ?? []
            #expect(sentCalls.map(\.arguments.text) == gotCalls.map(\.arguments.text))
            #expect(sentCalls.map(\.name) == gotCalls.map(\.name))
            let sentText = sent.reply.choices.first?.blocks.compactMap(\.text?.text).joined()
            let gotText = got.reply.choices.first?.blocks.compactMap(\.text?.text).joined()
            #expect(sentText == gotText)
            #expect(got.reply.usage == Usage(input: 3, output: 4))
        }
    }
}
