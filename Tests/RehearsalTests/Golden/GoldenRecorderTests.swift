import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import Testing
import Yams

@testable import PlanBRehearsal
@testable import PlanBWire

struct GoldenRecorderTests {
    static let stop = DrilledAnswer(outcome: .answered, transcript: Transcript(text: "{\"n\": 1}"))

    @Test func whatIsProposedReadsBackAsYAML() throws {
        var recorder = GoldenRecorder()
        let hostile =
            "he said: \"no\" # not a comment\n- a: [b\u{2028}\u{85}\u{7F}\u{FEFF}\u{0}] 👩‍👧 \\u0041 'x' \u{1FFFE} %TAG &a *b !c | >"
        let body = JSONValue.object([
            JSONPair("model", .string("gpt-4.1")), JSONPair("user", .string("u-1")),
            JSONPair(
                "messages",
                .array([
                    .object([JSONPair("role", .string("system")), JSONPair("content", .string("You are: terse"))]),
                    .object([JSONPair("role", .string("user")), JSONPair("content", .string(hostile))]),
                ])), JSONPair("max_tokens", .int(50)),
            JSONPair("response_format", .object([JSONPair("type", .string("json_object"))])),
        ])
        let asked = AskedFor(wantsJSON: true, schema: #"{"type": "object", "required": ["n"]}"#)
        #expect(recorder.note(asked, body: bytes(body), answer: Self.stop) == .kept)
        let text = try #require(recorder.yaml)
        let file = try #require(try Yams.load(yaml: text) as? [String: Any])
        let prompts = try #require(file["prompts"] as? [[String: Any]])
        #expect(prompts.count == 1)
        #expect(prompts[0]["name"] as? String == "recorded-1")
        #expect(prompts[0]["max_tokens"] as? Int == 50)
        #expect(Set(prompts[0].keys) == ["name", "messages", "response_format", "max_tokens", "checks"])
        let messages = try #require(prompts[0]["messages"] as? [[String: String]])
        #expect(messages[0] == ["role": "system", "content": "You are: terse"])
        #expect(messages[1]["content"] == hostile.replacing("\u{0}", with: "\u{FFFD}"))
        let checks = try #require(prompts[0]["checks"] as? [[String: [String: Any]]])
        #expect(checks.count == 1)
        #expect(checks[0]["schema"]?["type"] as? String == "object")
    }

    @Test func callsBecomeChecksAndArgumentsDoNot() throws {
        var recorder = GoldenRecorder()
        let body = """
            {"messages": [{"role": "user", "content": "Weather in Paris?"}],
             "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]}
            """
        let calls = ["weather", "weather", "unknown"].map {
            Transcript.Call(name: $0, arguments: #"{"city": "Paris"}"#)
        }
        let answer = DrilledAnswer(outcome: .answered, transcript: Transcript(calls: calls, finish: .calls))
        #expect(recorder.note(AskedFor(), body: ByteBuffer(string: body), answer: answer) == .kept)
        let text = try #require(recorder.yaml)
        let file = try #require(try Yams.load(yaml: text) as? [String: Any])
        let prompts = try #require(file["prompts"] as? [[String: Any]])
        let checks = try #require(prompts[0]["checks"] as? [[String: [String: String]]])
        #expect(checks == [["call": ["name": "weather"]]])
        #expect((prompts[0]["tools"] as? [Any])?.count == 1)
        #expect(!text.contains("city"))
    }

    @Test func secretsAreGoneBeforeAnythingIsKept() throws {
        var recorder = GoldenRecorder()
        for (index, secret) in RedactionTests.secrets.enumerated() {
            let words = "Question \(names[index % names.count]) about \(names[(index * 7 + 3) % names.count]): "
            let body = JSONValue.object([
                JSONPair(
                    "messages",
                    .array([
                        .object([JSONPair("role", .string("user")), JSONPair("content", .string(words + secret))]),
                        .object([
                            JSONPair("role", .string("assistant")),
                            JSONPair(
                                "tool_calls",
                                .array([.object([JSONPair("arguments", .string(#"{"x": ""# + secret + #""}"#))])])),
                        ]), .object([JSONPair("role", .string("tool")), JSONPair("content", .string(secret))]),
                    ]))
            ])
            _ = recorder.note(AskedFor(), body: bytes(body), answer: Self.stop)
        }
        let text = try #require(recorder.yaml)
        #expect(recorder.count > 3)
        for secret in RedactionTests.secrets { #expect(!text.contains(RedactionTests.core(secret))) }
    }

    @Test func nearDuplicatesAreDroppedAndOthersAreNot() {
        var recorder = GoldenRecorder(limit: 2)
        let letter =
            "Please summarise the following letter of a customer who waits for the parcel that was sent on Monday."
        #expect(note(&recorder, letter) == .kept)
        #expect(note(&recorder, letter.uppercased() + " 17") == .duplicate)
        #expect(note(&recorder, letter + " Thanks!") == .duplicate)
        #expect(note(&recorder, "Translate into French: good morning, how are you today?") == .kept)
        #expect(note(&recorder, "Something else altogether") == .full)
        #expect(recorder.count == 2)
    }

    @Test(
        "What cannot be a prompt is refused with the reason",
        arguments: [
            ("{", "JSON"), ("[]", "messages"), (#"{"messages": []}"#, "messages"), (#"{"messages": "x"}"#, "messages"),
            (#"{"messages": [{"role": "robot", "content": "x"}]}"#, "role"), (#"{"messages": [5]}"#, "role"),
            (#"{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}"#, "pictures"),
            (#"{"messages": [{"role": "user", "content": 5}]}"#, "pictures"),
            (#"{"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}"#, "last"),
            (#"{"messages": [{"role": "user", "content": "x"}], "tools": [{"type": "web_search"}]}"#, "tools"),
        ])
    func unusable(body: String, word: String) {
        var recorder = GoldenRecorder()
        guard case .unusable(let reason) = recorder.note(AskedFor(), body: ByteBuffer(string: body), answer: Self.stop)
        else { return #expect(Bool(false), "\(body) was kept") }
        #expect(reason.contains(word))
        #expect(recorder.yaml == nil)
    }

    @Test func onlyWhatWasAnsweredIsKept() {
        var recorder = GoldenRecorder()
        let body = ByteBuffer(string: #"{"messages": [{"role": "user", "content": "Hello there, my friend"}]}"#)
        for transcript in [
            nil, Transcript(finish: nil), Transcript(finish: .length), Transcript(finish: .filter),
            Transcript(refusal: "no"),
        ] {
            let answer = DrilledAnswer(outcome: .answered, transcript: transcript)
            #expect(recorder.note(AskedFor(), body: body, answer: answer) != .kept)
        }
        let long = #"{"messages": [{"role": "user", "content": ""# + String(repeating: "x", count: 40_000) + #""}]}"#
        #expect(recorder.note(AskedFor(), body: ByteBuffer(string: long), answer: Self.stop) != .kept)
    }

    @Test("Whatever is in a body, the file can be read", arguments: 0..<100)
    func anyBody(seed: UInt64) throws {
        var chance = Chance(seed)
        var recorder = GoldenRecorder()
        for _ in 0..<5 {
            let body = JSONValue.object([
                JSONPair(
                    "messages",
                    .array([
                        .object([
                            JSONPair("role", .string("user")), JSONPair("x", any(&chance, 4)),
                            JSONPair("content", .string(word(&chance))),
                        ])
                    ])),
                JSONPair(
                    "response_format",
                    .object([JSONPair(word(&chance), any(&chance, 4)), JSONPair("a", any(&chance, 2))])),
            ])
            _ = recorder.note(AskedFor(), body: bytes(body), answer: Self.stop)
        }
        guard let text = recorder.yaml else { return }
        let file = try Yams.load(yaml: text) as? [String: Any]
        #expect((file?["prompts"] as? [Any])?.count == recorder.count)
    }

    private func any(_ chance: inout Chance, _ depth: Int) -> JSONValue {
        switch chance.next() % (depth > 0 ? 8 : 5) {
        case 0: .null
        case 1: .bool(chance.unit() < 0.5)
        case 2: .number(["0", "-1.5e300", "12345678901234567890", "1E5", "0.1"][Int(chance.next() % 5)])
        case 3, 4: .string(word(&chance))
        case 5: .array((0..<Int(chance.next() % 4)).map { _ in any(&chance, depth - 1) })
        default: .object((0..<Int(chance.next() % 4)).map { _ in JSONPair(word(&chance), any(&chance, depth - 1)) })
        }
    }

    private func word(_ chance: inout Chance) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int(chance.next() % 30) {
            let ranges: [UInt32] = [0x80, 0x20, 0x300, 0x10_000, 0x11_0000]
            let value = UInt32(chance.next() % UInt64(ranges[Int(chance.next() % 5)]))
            text.append(Unicode.Scalar(value) ?? "-")
        }
        return String(text)
    }

    private func note(_ recorder: inout GoldenRecorder, _ text: String) -> GoldenRecorder.Outcome {
        let body = JSONValue.object([
            JSONPair(
                "messages", .array([.object([JSONPair("role", .string("user")), JSONPair("content", .string(text))])]))
        ])
        return recorder.note(AskedFor(), body: bytes(body), answer: Self.stop)
    }

    private func bytes(_ value: JSONValue) -> ByteBuffer {
        var buffer = ByteBuffer()
        value.write(into: &buffer)
        return buffer
    }

    private let names = [
        "granite", "harbours", "violins", "comets", "orchids", "ledgers", "turbines", "glaciers", "spices",
    ]
}
