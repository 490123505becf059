import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

@Suite("ConverseStream, read")
struct ConverseReaderTests {
    private typealias Kit = Converse

    static let recordedRows: [(name: String, events: [String], failure: FailureClass?)] = [
        (
            "converse_stream_text",
            [
                "start - -", "0 text Olá! The ", "0 text café opens at 9 ", "0 text ☕.", "0 finish stop -",
                "usage 31 12 0 0 0",
            ], nil
        ),
        (
            "converse_stream_tool",
            [
                "start - -", "0 text Let me look.", "0 call 0 tooluse_oslo get_weather",
                #"0 arguments 0 {"city": "Os"#, #"0 arguments 0 lo", "unit": "C"}"#, "0 end 0",
                "0 call 1 tooluse_now now", "0 end 1", "0 finish calls -", "usage 220 61 0 0 0",
            ], nil
        ),
        (
            "converse_stream_thinking",
            [
                "start - -", "0 reasoning Short.", "0 seal bedrock EqQBFIXTURE -", "0 text Done.", "0 finish stop -",
                "usage 31 20 0 0 0",
            ], nil
        ), ("converse_stream_exception", ["start - -", "0 text Half an ans"], .rateLimited),
        ("converse_stream_unmodeled_error", ["start - -"], .serverError),
        ("converse_stream_truncated", ["start - -"], .empty), ("invoke_stream_anthropic", [], .empty),
    ]

    @Test("recorded streams", arguments: recordedRows)
    func recorded(_ name: String, _ events: [String], _ failure: FailureClass?) throws {
        let outcome = Kit.read(try #require(Kit.events(try Kit.fixture("\(name).bin"))))
        #expect(outcome.events.map(\.words) == events)
        #expect(outcome.failure?.failureClass == failure)
        #expect(outcome.isDone == (failure == nil))
        #expect(outcome.failure?.detail.contains("please wait") != true)
    }

    private static let head = Converse.event("messageStart", #"{"role":"assistant"}"#)
    private static func delta(_ index: Int, _ delta: String) -> WireEvent {
        Converse.event("contentBlockDelta", #"{"contentBlockIndex":\#(index),"delta":\#(delta),"p":"abc"}"#)
    }
    private static func call(_ index: Int) -> WireEvent {
        Converse.event(
            "contentBlockStart",
            #"{"contentBlockIndex":\#(index),"start":{"toolUse":{"toolUseId":"i\#(index)","name":"n"}}}"#)
    }
    private static func stop(_ index: Int) -> WireEvent {
        Converse.event("contentBlockStop", #"{"contentBlockIndex":\#(index)}"#)
    }
    private static func end(_ reason: String = "end_turn") -> [WireEvent] {
        [
            Converse.event("messageStop", #"{"stopReason":"\#(reason)"}"#),
            Converse.event("metadata", #"{"metrics":{}}"#),
        ]
    }

    @Test("a stream that ends early is cut, with output or without")
    func cut() {
        let rows: [([WireEvent], FailureClass?)] = [
            ([], .empty), ([Self.head], .empty), ([Self.head, Self.delta(0, #"{"text":"a"}"#)], .cut),
            ([Self.head, Self.end()[0]], .cut), ([Self.head, Self.end()[1]], .empty),
            ([Self.head, Self.delta(0, #"{"text":"a"}"#), Self.end()[1]], .cut), ([Self.head] + Self.end(), nil),
            (Self.end(), nil),
        ]
        for (events, failure) in rows { #expect(Kit.read(events).failure?.failureClass == failure) }
    }

    @Test("what is not known is passed over, unless it is content")
    func unknown() {
        let harmless = [
            Kit.event("somethingNew", "{"), Kit.event("ping", ""), WireEvent(data: ByteBuffer(string: "x")),
            Self.delta(0, "{}"), Self.delta(0, #"{"citation":{"title":"t"}}"#), Self.delta(0, #"{"text":""}"#),
            Self.stop(7),
            Kit.event("contentBlockStart", #"{"contentBlockIndex":0,"start":{}}"#),
        ]
        let outcome = Kit.read([Self.head] + harmless + [Self.delta(0, #"{"text":"a"}"#)] + Self.end())
        #expect(outcome.failure == nil)
        #expect(outcome.events.map(\.words) == ["start - -", "0 text a", "0 finish stop -"])
        let content = [
            Self.delta(0, #"{"image":{"source":{}}}"#), Self.delta(0, #"{"toolResult":[]}"#),
            Self.delta(0, #"{"hologram":1}"#),
            Kit.event("contentBlockStart", #"{"contentBlockIndex":0,"start":{"image":{"format":"png"}}}"#),
            Kit.event(
                "contentBlockStart",
                #"{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"a","name":"n","type":"server_tool_use"}}}"#),
        ]
        for event in content { #expect(Kit.read([Self.head, event]).failure?.failureClass == .malformed) }
    }

    @Test("events that have not the form of their kind")
    func malformed() {
        let events = [
            Kit.event("contentBlockDelta", "{"), Kit.event("contentBlockDelta", "[]"),
            Kit.event("contentBlockDelta", "{}"),
            Kit.event("contentBlockStop", "{}"), Kit.event("messageStop", "x"), Kit.event("messageStop", "{}"),
            Kit.event("metadata", "1"), Self.delta(0, #"{"text":1}"#), Self.delta(0, #"{"toolUse":{"input":"x"}}"#),
            Self.delta(0, #"{"reasoningContent":{}}"#),
            Kit.event("contentBlockStart", #"{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"i"}}}"#),
            Kit.event("contentBlockDelta", #"{"contentBlockIndex":99999999999999999999,"delta":{"text":"a"}}"#),
        ]
        for event in events { #expect(Kit.read([Self.head, event]).failure?.failureClass == .malformed, "\(event)") }
        let inCall = [
            Self.call(0), Self.delta(0, #"{"toolUse":{"input":{}}}"#),
            Self.delta(0, #"{"reasoningContent":{"text":"a"}}"#),
        ]
        for event in inCall { #expect(Kit.read([Self.call(0), event]).failure?.failureClass == .malformed) }
        let many = (0..<257).map { Self.call($0) }
        #expect(Kit.read(many).failure?.failureClass == .malformed)
        #expect(Kit.read(Array(many.dropLast()) + Self.end("tool_use")).failure == nil)
    }

    @Test("blocks whose end is missing end with the answer; calls may be interleaved")
    func ends() {
        let outcome = Kit.read(
            [
                Self.head, Self.call(3), Self.call(1), Self.delta(3, #"{"toolUse":{"input":"{"}}"#),
                Self.delta(1, #"{"toolUse":{"input":"{}"}}"#), Self.delta(3, #"{"toolUse":{"input":"}"}}"#),
                Self.stop(3),
            ] + Self.end())
        #expect(
            outcome.events.map(\.words) == [
                "start - -", "0 call 0 i3 n", "0 call 1 i1 n", "0 arguments 0 {", "0 arguments 1 {}", "0 arguments 0 }",
                "0 end 0", "0 end 1", "0 finish calls -",
            ])
    }

    @Test("a seal in pieces is one seal, and comes before what follows the thought")
    func seals() {
        let outcome = Kit.read(
            [
                Self.delta(0, #"{"reasoningContent":{"text":"a"}}"#),
                Self.delta(0, #"{"reasoningContent":{"signature":"x"}}"#),
                Self.delta(0, #"{"reasoningContent":{"signature":"y"}}"#), Self.delta(1, #"{"text":"b"}"#),
                Self.stop(0),
                Self.delta(2, #"{"reasoningContent":{"redactedContent":"QQ=="}}"#), Self.stop(2),
                Self.delta(3, #"{"reasoningContent":{"signature":"z"}}"#),
            ] + Self.end())
        #expect(
            outcome.events.map(\.words) == [
                "0 reasoning a", "0 seal bedrock xy -", "0 text b", "0 seal bedrock - QQ==", "0 seal bedrock z -",
                "0 finish stop -",
            ])
    }

    @Test("the stop that was met")
    func metStop() {
        let stop = #"{"stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"END"}}"#
        #expect(Kit.read([Kit.event("messageStop", stop)]).events.map(\.words) == ["0 finish stop END"])
    }

    @Test("garbage in frames never traps", arguments: 0..<4)
    func garbage(_ seed: UInt64) throws {
        var dice = Dice(seed)
        let names = [
            "messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata",
            "x",
        ]
        let payloads = [
            #"{"contentBlockIndex":0,"#, #""delta":{"text":"a"}}"#, #""start":{"toolUse":{"name":"n"}}}"#, "{}", "[",
            "null",
            #"{"contentBlockIndex":0,"delta":{"toolUse":{"input":"a"}}}"#, #"{"stopReason":"tool_use"}"#,
            #"{"contentBlockIndex":0,"start":{"toolUse":{"name":"n"}}}"#, #"{"contentBlockIndex":-1}"#,
            #"{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"s"}}}"#,
            #"{"usage":{"inputTokens":1e9}}"#,
        ]
        for _ in 0..<500 {
            let events = (0..<dice.below(12)).map { _ in
                WireEvent(
                    name: ByteBuffer(string: names[dice.below(names.count)]),
                    data: ByteBuffer(string: payloads[dice.below(payloads.count)]), isException: dice.once(in: 20))
            }
            let outcome = Kit.read(events)
            #expect(outcome.isDone || outcome.failure != nil)
            // Arguments only in calls that have begun and not ended.
            var open: Set<Int> = []
            for event in outcome.events {
                switch event {
                case .callStart(_, let slot, _, _, _): #expect(open.insert(slot).inserted)
                case .callArguments(_, let slot, _): #expect(open.contains(slot))
                case .callEnd(_, let slot): #expect(open.remove(slot) != nil)
                default: break
                }
            }
        }
    }
}
