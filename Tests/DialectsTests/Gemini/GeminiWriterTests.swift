import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let context = ReplyContext(requestID: "req\"1", model: "the model", created: 7)

/// What Google's SDKs make of a stream, and what they demand of it.
private struct StreamOfGoogles {
    var texts: [Int: String] = [:]
    var thoughts: [Int: String] = [:]
    var calls: [Int: [String]] = [:]
    var seals: [Int: [String]] = [:]
    var finishes: [Int: String] = [:]
    var last: JSONValue = .null

    init(_ bytes: ByteBuffer) throws {
        let stream = String(buffer: bytes)
        #expect(stream.hasSuffix("\n\n"))
        let events = stream.dropLast(2).components("\n\n")
        for (index, event) in events.enumerated() {
            // One line, since not all SDKs join several.
            #expect(event.hasPrefix("data: {") && !event.contains("\n") && !event.contains("\r"))
            let value = try JSONValue.parse(ByteBuffer(string: String(event.dropFirst(6))).readableBytesUInt8Span)
            #expect(value["modelVersion"]?.string != nil)
            #expect(value["responseId"]?.string == context.requestID)
            let isLast = index == events.count - 1
            #expect(isLast || value["usageMetadata"] == nil && value["planb"] == nil)
            let candidates = try #require(value["candidates"]?.array)
            #expect(!candidates.isEmpty)
            for candidate in candidates { try take(candidate, isLast) }
            last = value
        }
    }

    private mutating func take(_ candidate: JSONValue, _ isLast: Bool) throws {
        let index = try #require(candidate["index"]?.int)
        #expect(candidate["content"]?["role"]?.string == "model")
        let parts = try #require(candidate["content"]?["parts"]?.array)
        #expect(!parts.isEmpty)
        #expect((candidate["finishReason"] != nil) == isLast)
        if let reason = candidate["finishReason"]?.string { finishes[index] = reason }
        for part in parts {
            if let seal = part["thoughtSignature"]?.string { seals[index, default: []].append(seal) }
            if let call = part["functionCall"] {
                var arguments = ByteBuffer()
                call["args"]?.write(into: &arguments)
                calls[index, default: []].append(
                    "\(call["id"]?.string ?? "-") \(call["name"]?.string ?? "-") \(String(buffer: arguments))")
                #expect(call["args"]?.object != nil)
            } else {
                let text = try #require(part["text"]?.string)
                if part["thought"]?.bool == true {
                    thoughts[index, default: ""] += text
                } else {
                    texts[index, default: ""] += text
                }
            }
        }
    }
}

extension StringProtocol {
    fileprivate func components(_ separator: String) -> [String] { split(separator: separator).map { String($0) } }
}

/// Streams that any provider might send, and what a client has to get.
private struct AnswerThrower {
    var dice: Dice
    var events: [ReplyEvent] = []
    var texts: [Int: String] = [:]
    var thoughts: [Int: String] = [:]
    var calls: [Int: [String]] = [:]
    var seals: [Int: [String]] = [:]
    var finishes: [Int: String] = [:]

    init(_ seed: UInt64) {
        dice = Dice(seed)
        events.append(.start(id: "x", model: dice.once(in: 2) ? "m" : nil, created: nil))
        let choices = 1 + dice.below(3)
        // Slots that have begun and not ended, with the pieces that are still to come.
        var open: [(choice: Int, slot: Int, id: String?, pieces: [String])] = []
        var slots = [Int](repeating: 0, count: choices)
        for choice in 0..<choices { texts[choice] = "" }
        for _ in 0..<dice.below(30) {
            let choice = dice.below(choices)
            switch dice.below(7) {
            case 0, 1: say(choice)
            case 2:
                let text = piece()
                thoughts[choice, default: ""] += text
                events.append(.reasoning(choice: choice, JSONString(text)))
            case 3:
                let isOurs = dice.once(in: 2)
                if isOurs { seals[choice, default: []].append("seal") }
                events.append(
                    .seal(choice: choice, Reasoning(signature: "seal", origin: isOurs ? .gemini : .anthropic)))
            case 4:
                let id: String? = dice.once(in: 2) ? nil : "id\(slots[choice])"
                events.append(.callStart(choice: choice, slot: slots[choice], id: id, name: "f", signature: nil))
                let pieces = [[], ["{\"a\"", ":\n1}"], ["{", "}"], ["[1]"], ["{broken"], ["{\"t\":\"\\", "n\"}"]][
                    dice.below(6)]
                open.append((choice, slots[choice], id, pieces))
                slots[choice] += 1
            default:
                guard !open.isEmpty else { continue }
                step(dice.below(open.count), &open)
            }
        }
        while !open.isEmpty { step(0, &open) }
        for choice in 0..<choices {
            let reason = [FinishReason.stop, .calls, .length, .filter][dice.below(4)]
            events.append(.finish(choice: choice, reason, stop: nil))
            if finishes[choice] == nil {
                finishes[choice] =
                    ["STOP", "STOP", "MAX_TOKENS", "SAFETY"][
                        [.stop, .calls, .length, .filter].firstIndex(of: reason) ?? 0]
            }
        }
        events.append(.start(id: "y", model: "another", created: nil))
        events.append(.usage(Usage(input: 9, output: 7, cachedInput: 2, reasoning: 3)))
    }

    private mutating func piece() -> String { ["a", "é\n", "\"", "☕ \\", "\u{2028}"][dice.below(5)] }

    private mutating func say(_ choice: Int) {
        let text = piece()
        texts[choice, default: ""] += text
        if dice.once(in: 5) {
            finishes[choice] = "SAFETY"
            events.append(.refusal(choice: choice, JSONString(text)))
        } else {
            events.append(.text(choice: choice, JSONString(text)))
        }
    }

    private mutating func step(_ index: Int, _ open: inout [(choice: Int, slot: Int, id: String?, pieces: [String])]) {
        let call = open[index]
        let sent = events.reduce(into: "") { text, event in
            if case .callArguments(call.choice, call.slot, let more) = event { text += more.text }
        }
        let rest = call.pieces.joined().dropFirst(sent.count)
        guard rest.isEmpty else {
            let next = dice.once(in: 2) ? String(rest) : String(rest.prefix(1))
            return events.append(.callArguments(choice: call.choice, slot: call.slot, JSONString(next)))
        }
        open.remove(at: index)
        events.append(.callEnd(choice: call.choice, slot: call.slot))
        let arguments =
            ["{\"a\":\n1}": "{\"a\":1}", "{\"t\":\"\\n\"}": "{\"t\":\"\\n\"}"][call.pieces.joined()] ?? "{}"
        let invented = call.choice == 0 ? "call_req\"1_\(call.slot)" : "call_req\"1_\(call.choice)_\(call.slot)"
        calls[call.choice, default: []].append("\(call.id ?? invented) f \(arguments)")
    }
}

struct GeminiWriterTests {
    @Test(arguments: 0..<400)
    func everyAnswerIsAStreamThatGooglesClientsRead(seed: Int) throws {
        let answer = AnswerThrower(UInt64(seed))
        var writer = GeminiWriter(context)
        var out = ByteBuffer()
        for event in answer.events { writer.write(event, into: &out) }
        writer.finish(story: ByteBuffer(string: #"{"request_id":"r"}"#), into: &out)
        let stream = try StreamOfGoogles(out)
        // An event that has calls needs no empty text.
        #expect(stream.texts.filter { !$0.value.isEmpty } == answer.texts.filter { !$0.value.isEmpty })
        #expect(stream.thoughts == answer.thoughts)
        #expect(stream.calls == answer.calls)
        #expect(stream.seals == answer.seals)
        #expect(stream.finishes == answer.finishes)
        #expect(stream.last["planb"]?["request_id"]?.string == "r")
        let usage = stream.last["usageMetadata"]
        #expect(usage?["promptTokenCount"]?.int == 9)
        #expect(usage?["cachedContentTokenCount"]?.int == 2)
        #expect(usage?["candidatesTokenCount"]?.int == 4)
        #expect(usage?["thoughtsTokenCount"]?.int == 3)
        #expect(usage?["totalTokenCount"]?.int == 16)
    }

    /// A whole answer says what the stream of the same events says; only empty pieces of text have no place in it.
    @Test(arguments: 0..<200)
    func aWholeAnswerSaysTheSame(seed: Int) throws {
        let answer = AnswerThrower(UInt64(seed))
        var fold = ReplyFold(origin: .gemini)
        for event in answer.events { fold.take(event) }
        let body = try JSONValue.parse(GeminiCodec.answer(fold.reply, context).readableBytesUInt8Span)
        #expect(body["responseId"]?.string == context.requestID)
        let candidates = try #require(body["candidates"]?.array)
        #expect(candidates.map { $0["index"]?.int } == Array(candidates.indices))
        for (index, candidate) in candidates.enumerated() {
            let parts = candidate["content"]?["parts"]?.array ?? []
            #expect((candidate["content"] == nil) == parts.isEmpty)
            let isThought = { (part: JSONValue) in part["thought"]?.bool == true }
            let texts = parts.filter { !isThought($0) }.compactMap { $0["text"]?.string }.joined()
            let thoughts = parts.filter(isThought).compactMap { $0["text"]?.string }.joined()
            #expect(texts == answer.texts[index] ?? "")
            #expect(thoughts == answer.thoughts[index] ?? "")
            #expect(parts.count { $0["functionCall"] != nil } == answer.calls[index]?.count ?? 0)
            #expect(candidate["finishReason"]?.string == answer.finishes[index])
        }
        #expect(body["usageMetadata"]?["totalTokenCount"]?.int == 16)
    }

    @Test func anAnswerOfNothingIsStillAnAnswer() throws {
        var writer = GeminiWriter(context)
        var out = ByteBuffer()
        writer.finish(story: nil, into: &out)
        let stream = try StreamOfGoogles(out)
        #expect(stream.finishes == [0: "STOP"])
        #expect(stream.last["planb"] == nil)
        #expect(stream.last["modelVersion"]?.string == "the model")
    }

    @Test func callsThatNeverEndedComeAtTheEnd() throws {
        var writer = GeminiWriter(context)
        var out = ByteBuffer()
        writer.write(.callStart(choice: 0, slot: 0, id: "a", name: "f", signature: "c2ln"), into: &out)
        writer.write(.callArguments(choice: 0, slot: 0, "{\"b\":1}"), into: &out)
        writer.write(.callArguments(choice: 0, slot: 7, "nobody's"), into: &out)
        writer.write(.callEnd(choice: 999, slot: 0), into: &out)
        #expect(out.readableBytes == 0)
        writer.finish(story: nil, into: &out)
        let stream = try StreamOfGoogles(out)
        #expect(stream.calls == [0: [#"a f {"b":1}"#]])
        #expect(stream.seals == [0: ["c2ln"]])
    }

    @Test func aKeepAliveIsAnEmptyPieceOfText() throws {
        var out = ByteBuffer()
        GeminiWriter.keepAlive(into: &out)
        var reader = GeminiReader()
        var framer = SSEFramer()
        var events: [ReplyEvent] = []
        framer.append(out)
        let event = try #require(try framer.next())
        try reader.take(WireEvent(data: event.data), into: &events)
        #expect(events.filter(\.isOutput).isEmpty)
        #expect(try framer.next() == nil)
    }

    @Test func anErrorIsAnEventThatIsRead() throws {
        var writer = GeminiWriter(context)
        var out = ByteBuffer()
        let error = ClientError(503, code: "all_failed", "Nobody answered.")
        writer.fail(error, ErrorStory(requestID: "r", attempts: []), into: &out)
        let failure = #expect(throws: AttemptFailure.self) { try GeminiFixtures.events(out, inPiecesOf: 64) }
        #expect(failure?.failureClass == .overloaded)
    }
}
