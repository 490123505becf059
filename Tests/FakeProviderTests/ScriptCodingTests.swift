import Foundation
import PlanBFakeProvider
import Testing

@Suite struct ScriptCodingTests {
    private static func behaviour(_ json: String) throws -> Behaviour {
        try JSONDecoder().decode(Behaviour.self, from: Data(json.utf8))
    }

    @Test func aMappingChangesThePresetThatItStartsFrom() throws {
        let value = try Self.behaviour(
            #"{"preset":"redirect(302)","head":{"status":307,"add":["x-a: 1"]},"delays":{"head":"2s"}}"#)
        var expected = Behaviour.redirect(302)
        expected.head.status = 307
        expected.head.add = [.init("x-a", "1")]
        expected.delays.head = 2000
        #expect(value == expected)
    }

    @Test func everyPartCanBeWrittenByHand() throws {
        let value = try Self.behaviour(
            """
            {"name":"all","answer":{"text":"hi","tool_call":{"arguments":"{"},"finish_reason":"length",
             "usage":{"prompt":1,"completion":2,"cached":3,"reasoning":4,"told":false}},
             "error":{"status":429,"code":"slow_down","message":"no","hint":{"retry_after":2,"retry_after_ms":"x",
             "retry_after_date":-5,"reset_requests":"1s","reset_tokens":"6m0s","should_retry":false}},
             "stream":{"drop":["done"],"keep":4,"endless":true,"line_end":"crlf","multi_line":true,
             "byte_order_mark":true,"unfinished_last_event":true,
             "insert":[{"what":"ping","before":2,"times":3},{"raw":{"hex":"00 fF","times":2}}]},
             "encoding":"false_gzip","framing":"content_length(+7)","chunks":"bytes(23)","writes":"whole",
             "latency":{"first_token":300,"per_token":"20ms"},"bytes_per_second":9,
             "cut":{"at":"events(2)","how":"stall"}}
            """)
        var expected = Behaviour()
        expected.name = "all"
        expected.answer.text = "hi"
        expected.answer.toolCall = .init(arguments: "{")
        expected.answer.finishReason = "length"
        (expected.answer.usage.prompt, expected.answer.usage.completion) = (1, 2)
        (expected.answer.usage.cached, expected.answer.usage.reasoning) = (3, 4)
        expected.answer.usage.told = false
        var hint = Behaviour.RetryHint()
        (hint.retryAfter, hint.retryAfterMs, hint.retryAfterDate) = ("2", "x", -5)
        (hint.resetRequests, hint.resetTokens, hint.shouldRetry) = ("1s", "6m0s", false)
        expected.error = .init(status: 429, code: "slow_down", message: "no", hint: hint)
        expected.stream.drop = [.done]
        expected.stream.keep = 4
        expected.stream.endless = true
        expected.stream.lineEnd = .crlf
        (expected.stream.multiLine, expected.stream.byteOrderMark, expected.stream.unfinishedLastEvent) = (
            true, true, true
        )
        expected.stream.insert = [.init(.ping, before: 2, times: 3), .init(.raw(.init([0, 255, 0, 255])))]
        expected.encoding = .falseGzip
        expected.framing = .contentLengthOff(7)
        (expected.chunks, expected.writes) = (.bytes(23), .whole)
        expected.latency = .init(firstToken: 300, perToken: 20)
        expected.bytesPerSecond = 9
        expected.cut = .init(at: .events(2), how: .stall)
        #expect(value == expected)
    }

    @Test(arguments: [
        (#"{"dealys":{}}"#, "unknown key 'dealys'"), (#"{"delays":{"haed":1}}"#, "unknown key 'haed'"),
        (#"{"cut":{"at":"nowhere"}}"#, "'nowhere' is not one of accept"),
        (#"{"cut":{"at":"events(-1)"}}"#, "events(n)"),
        (#"{"framing":"content_length(x)"}"#, "is not one of chunked"), (#"{"chunks":"bytes(0)"}"#, "at least 1"),
        (#"{"delays":{"head":"soon"}}"#, "'soon' is not a length of time"), (#"{"error":{}}"#, "needs a status"),
        (#"{"preset":"statsu(3)"}"#, "did you mean 'status'?"), (#""statsu""#, "did you mean 'status'?"),
        (#"{"body":{"hex":"0"}}"#, "hexadecimal"), (#"{"body":{"text":"ab","times":99999999999}}"#, "at most"),
        (#"{"body":{"text":"ab","times":9223372036854775807}}"#, "at most"),
        (#"{"stream":{"insert":[{"what":"nothing"}]}}"#, "use raw"),
        (#"{"stream":{"insert":[{"what":"ping","times":-1}]}}"#, "times is between"),
    ])
    func aMistakeIsAnErrorThatSaysWhatIsPossible(json: String, explanation: String) {
        let error = #expect(throws: DecodingError.self) { try Self.behaviour(json) }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(context.debugDescription.contains(explanation), "\(context.debugDescription)")
    }

    @Test(arguments: [
        ("250", 250), (#""250""#, 250), (#""250ms""#, 250), (#""5 s""#, 5000), (#""2m""#, 120_000), ("-5", 0),
        (#""9223372036854775807m""#, 366 * 86_400_000), ("9223372036854775807", 366 * 86_400_000),
    ])
    func aLengthOfTimeIsMillisecondsOrHasAUnit(json: String, count: Int) throws {
        #expect(try JSONDecoder().decode(Behaviour.Milliseconds.self, from: Data(json.utf8)).count == count)
    }

    @Test(arguments: [(#""25%""#, 0.25), ("0.25", 0.25), (#""0%""#, 0), ("1", 1), (#""100 %""#, 1)])
    func aRateIsAPercentageOrAShare(json: String, share: Double) throws {
        #expect(try JSONDecoder().decode(Behaviour.Rate.self, from: Data(json.utf8)).share == share)
    }

    @Test(arguments: ["25", "-0.1", #""101%""#, #""half""#])
    func anythingElseIsNoRate(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Behaviour.Rate.self, from: Data(json.utf8)) }
    }

    @Test func aFileHasOneProviderOrSeveral() throws {
        let one = try JSONDecoder().decode(
            FleetScript.self,
            from: Data(
                """
                {"port":8721,"seed":7,"expects":{"authorization":"Bearer k"},"models":["m"],"repeat":true,
                 "faults":[{"rate":"25%","from":"1s","until":"2s","from_request":3,"until_request":4,"path":"/chat",
                 "behaviour":"status(503)"}],
                 "phases":[{"requests":2,"behaviour":"ok"},{"for":"5s","faults":[{"behaviour":"quota"}]}]}
                """.utf8))
        var fault = FaultScript.Fault(rate: 0.25, .status(503))
        (fault.from, fault.until, fault.fromRequest, fault.untilRequest) = (1000, 2000, 3, 4)
        fault.path = "/chat"
        var second = FaultScript.Phase()
        second.duration = 5000
        second.faults = [.init(try .preset("quota"))]
        var script = FaultScript()
        (script.port, script.seed, script.repeats, script.models) = (8721, 7, true, ["m"])
        script.expects = ["authorization": "Bearer k"]
        script.faults = [fault]
        script.phases = [.init(requests: 2, .ok), second]
        #expect(one == FleetScript(providers: ["fake": script]))

        let two = try JSONDecoder().decode(
            FleetScript.self,
            from: Data(#"{"providers":{"a":{"port":1,"behaviour":"ok"},"b":{"listener":"black_hole"}}}"#.utf8))
        #expect(two.providers["b"]?.listener == .blackHole)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(FleetScript.self, from: Data(#"{"providers":{},"seed":1}"#.utf8))
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(FleetScript.self, from: Data(#"{"port":65536}"#.utf8))
        }
    }
}
