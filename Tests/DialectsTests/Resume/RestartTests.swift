import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct RestartTests {
    @Test(arguments: 0..<250)
    func anAnswerThatIsCutAnyNumberOfTimesAndRepeatedIsTheUncutAnswer(seed: Int) throws {
        var random = SeededRandom(seed)
        let text = SampleAnswer.randomText(&random)
        let first = SampleAnswer.random(text, name: "one", &random)
        var stream = Joining()
        let whole = first.bytes(&random)
        stream.carry(whole.prefix(Int.random(in: 0..<whole.count, using: &random)))

        for leg in 2...9 where !stream.isComplete {
            guard let delivered = stream.delivered else {
                return #expect(Bool(false), "nothing is known of the delivery")
            }
            let before = try ClientView(stream.out)
            #expect(Array(text.utf8).starts(with: before.text.utf8))
            #expect(Array(before.text.utf8) == Array(delivered.text.readableBytesView))
            if delivered.obstacle != nil {
                #expect(delivered.obstacle == "it was finished already")
                #expect(!before.finishes.isEmpty)
                return
            }
            // Nothing the client could join to: the gateway begins anew.
            if delivered.text.readableBytes == 0, !delivered.isReasoningOnly { return }
            let next = SampleAnswer.random(text, name: "leg\(leg)", &random).bytes(&random)
            let end =
                Bool.random(using: &random) || leg == 9 ? next.count : Int.random(in: 0..<next.count, using: &random)
            stream.carry(next.prefix(end), cuts: randomCuts(end, &random), method: .restart)
            if !stream.isComplete { #expect(stream.failure?.failureClass == .cut) }
        }

        let client = try ClientView(stream.out)
        #expect(stream.isComplete)
        #expect(Array(client.text.utf8) == Array(text.utf8))
        #expect(client.terminators == 1)
        #expect(client.finishes == ["stop"])
        #expect(client.names == ["one"])
        #expect(first.reasoning.joined().hasPrefix(client.reasoning))
        if first.role == .alone { #expect(client.roles == 1) }
        #expect(client.usages.isEmpty)
    }

    @Test(arguments: 0..<40)
    func anAnswerThatDiffersAnywhereInWhatWasSentGivesNothingToTheClient(seed: Int) throws {
        var random = SeededRandom(seed)
        let text = SampleAnswer.randomText(&random, upTo: 12)
        let scalars = Array(text.unicodeScalars)
        var first = SampleAnswer(text: text)
        first.saysDone = false
        var cut = Joining()
        cut.carry(first.stream([text]).utf8.dropLast(first.event("{}", finish: "stop").utf8.count + 8))
        #expect(cut.delivered.map { Array($0.text.readableBytesView) } == Array(text.utf8))

        for place in scalars.indices {
            var other = scalars
            other[place] = scalars[place] == "a" ? "é" : "a"
            var rest = String.UnicodeScalarView()
            rest.append(contentsOf: other)
            let changed = String(rest)
            rest = String.UnicodeScalarView()
            rest.append(contentsOf: scalars[..<place])
            let shorter = String(rest)
            for answer in [changed, changed + text, shorter] {
                var stream = cut
                let bytes = SampleAnswer.random(answer, name: "two", &random).bytes(&random)
                stream.carry(bytes, cuts: randomCuts(bytes.count, &random), method: .restart)
                #expect(stream.failure?.failureClass == .mismatch, "\(answer)")
                #expect(stream.out == cut.out)
                #expect(stream.delivered?.text == cut.delivered?.text)
                #expect(stream.failure?.detail.hasPrefix("gave another answer: ") == true)
            }
        }
    }

    @Test(arguments: [
        (Seam.Method.restart, SampleAnswer.Escapes.all, "Zoë\n漢😀"), (.restart, .few, "Zoë\n漢😀"),
        (.restart, .all, "Zoë?"),
        (.prefill, .few, "\"漢😀"),
    ])
    func everySplitOfTheSecondAnswerGivesTheSameStream(
        method: Seam.Method, escapes: SampleAnswer.Escapes, text: String
    ) {
        var cut = Joining()
        cut.carry("data: \(SampleAnswer(text: "").event(#"{"role":"assistant","content":"Zoë\n"}"#))\n\n".utf8)
        var second = SampleAnswer(text: text, name: "two", escapes: escapes, finish: .withText)
        second.saysDone = false
        let bytes = Array(second.stream([String(text.prefix(2)), String(text.dropFirst(2))]).utf8)
        var whole = cut
        whole.carry(bytes, method: method)
        #expect(whole.isComplete == !text.hasSuffix("?"))
        for place in 0...bytes.count {
            var split = cut
            split.carry(bytes, cuts: [place], method: method)
            #expect(split.out == whole.out, "split at \(place)")
            #expect(split.failure?.failureClass == whole.failure?.failureClass)
            #expect(split.delivered?.text == whole.delivered?.text)
        }
        var drip = cut
        drip.carry(bytes, cuts: Array(0...bytes.count), method: method)
        #expect(drip.out == whole.out)
    }

    @Test(arguments: 0..<150)
    func whateverTheSecondTargetSendsTheClientHasOneAnswer(seed: Int) throws {
        var random = SeededRandom(seed)
        let text = SampleAnswer.randomText(&random, upTo: 8)
        var stream = Joining()
        let first = SampleAnswer.random(text, name: "one", &random).bytes(&random)
        stream.carry(first.prefix(first.count * 2 / 3))
        guard let sent = stream.delivered?.text, sent.readableBytes > 0, stream.delivered?.obstacle == nil else {
            return
        }
        let before = stream.out

        // The same answer with a few bytes changed, mostly inside of it.
        var bytes = SampleAnswer.random(text, name: "two", &random).bytes(&random)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = Array("ab\"\\{}[],: 0\n".utf8).randomElement(using: &random) ?? 0
        }
        stream.carry(bytes, cuts: randomCuts(bytes.count, &random), method: .restart)
        let client = try ClientView(stream.out)
        #expect(Array(client.text.utf8).starts(with: sent.readableBytesView))
        if stream.delivered?.obstacle == nil {
            #expect(stream.delivered.map { Array($0.text.readableBytesView) } == Array(client.text.utf8))
        }
        #expect(client.terminators == (stream.isComplete ? 1 : 0))
        if stream.out != before {
            // What came after the seam came out of an answer that begins with what was sent.
            var alone = Joining()
            alone.carry(bytes, cuts: Array(0...bytes.count))
            #expect(try ClientView(alone.out).text.utf8.starts(with: client.text.utf8))
        }
    }

    @Test func aChunkAcrossTheEndOfWhatWasSentGivesOnlyItsRest() throws {
        var stream = Joining()
        let one = SampleAnswer(text: "")
        stream.carry("data: \(one.event(#"{"role":"assistant","content":"Hi \"y"}"#))\n\n".utf8)
        let before = stream.out
        let chunk =
            #"{ "id":"two", "x":[1e400], "choices":[{"index":0,"delta":{"role":"assistant","reasoning":"hm","content":"#
            + #""H\u0069 \u0022yo\u00e9u\n","k":null},"finish_reason":"length"}],"model":"b"}"#
        stream.carry("data: \(chunk)\n\n".utf8, method: .restart)
        let rest = String(buffer: stream.out).dropFirst(before.readableBytes)
        #expect(
            rest == #"data: { "id":"one", "x":[1e400], "choices":[{"index":0,"delta":{"content":"oéu\n","k":null},"#
                + #""finish_reason":"length"}],"model":"m-one"}"# + "\n\ndata: [DONE]\n\n")
    }

    @Test func theRestKeepsTheIdentityOfTheFirstChunkThatHasAChoice() throws {
        let one = SampleAnswer(text: "")
        var stream = Joining()
        let preamble = #"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]}"#
        stream.carry("data: \(preamble)\n\ndata: \(one.event(#"{"content":"a"}"#))\n\n".utf8)
        let before = stream.out.readableBytes
        var two = SampleAnswer(text: "", name: "two")
        two.role = .everywhere
        stream.carry(two.stream(["a", "b", "c"]).utf8, method: .restart)
        stream.out.moveReaderIndex(forwardBy: before)
        let client = try ClientView(stream.out)
        #expect(client.names == ["one"])
        #expect(client.text == "bc")
    }

    @Test func aRoleThatTheFirstAnswerDidNotNameIsNamedOnce() throws {
        var stream = Joining()
        stream.carry("data: \(SampleAnswer(text: "").event(#"{"content":"a"}"#))\n\n".utf8)
        var two = SampleAnswer(text: "")
        two.role = .everywhere
        stream.carry(two.stream(["a", "b", "c"]).utf8, method: .restart)
        #expect(try ClientView(stream.out).roles == 1)
    }

    @Test func aClientThatHasNothingYetGetsTheWholeAnswer() throws {
        var random = SeededRandom(1)
        for role in SampleAnswer.Role.allCases {
            var answer = SampleAnswer(text: "abc", role: role, reasoning: ["let me", " think"])
            answer.reasoningMember = "reasoning"
            var stream = Joining()
            stream.carry(answer.bytes(&random), method: .restart)
            let client = try ClientView(stream.out)
            #expect(client.text == "abc")
            #expect(client.reasoning == "let me think")
            #expect(client.roles == 1)
        }
    }

    @Test func aClientThatAskedForUsageAllAlongKeepsGettingIt() throws {
        let one = SampleAnswer(text: "")
        func chunk(_ delta: String, _ output: Int) -> String {
            one.event(delta).dropLast() + #","usage":{"prompt_tokens":9,"completion_tokens":\#(output)}}"#
        }
        var stream = Joining()
        stream.swallowsUsage = false
        stream.carry("data: \(chunk(#"{"role":"assistant","content":"a"}"#, 1))\n\n".utf8)
        let events = [
            chunk(#"{"role":"assistant","content":""}"#, 0), chunk(#"{"content":"b"}"#, 1),
            one.event("{}", finish: "stop"),
        ]
        stream.carry(events.map { "data: \($0)\n\n" }.joined().utf8, method: .prefill)
        let client = try ClientView(stream.out)
        #expect(client.usages.map { $0["completion_tokens"]?.int } == [1, 1, 2])
        #expect(client.roles == 1)
    }

    @Test func chunksThatSayNothingNewAreLeftOut() throws {
        let one = SampleAnswer(text: "", name: "two")
        var stream = Joining()
        stream.carry("data: \(one.event(#"{"role":"assistant","content":"a"}"#))\n\n".utf8)
        let before = stream.out.readableBytes
        let silent = ["{}", #"{"role":"assistant","content":""}"#, #"{"reasoning":"hm"}"#, #"{"content":null}"#]
        let events = silent.map { one.event($0) } + [one.event(#"{"content":"b"}"#, finish: "stop")]
        stream.carry(events.map { "data: \($0)\n\n" }.joined().utf8, method: .prefill)
        let rest = String(buffer: stream.out).dropFirst(before)
        #expect(rest.split(separator: "data: ").count == 2)
        #expect(try ClientView(stream.out).text == "ab")
    }

    @Test func anAnswerThatEndsWhereTheFirstBrokeIsComplete() throws {
        let answer = SampleAnswer(text: "all of it")
        for finish in SampleAnswer.Finish.allCases {
            var stream = Joining()
            stream.carry("data: \(answer.event(#"{"role":"assistant","content":"all of it"}"#))\n\n".utf8)
            var second = answer
            second.finish = finish
            stream.carry(second.stream(["all", " of it"]).utf8, method: .restart, story: #"{"a":1}"#)
            let client = try ClientView(stream.out)
            #expect(client.text == "all of it")
            #expect(client.finishes == ["stop"])
            #expect(client.terminators == 1)
            #expect(client.stories == [.object([.init("a", .int(1))])])
        }
    }

    @Test func afterReasoningAloneAnyAnswerMayFollowWithoutItsReasoning() throws {
        var first = SampleAnswer(text: "never sent", reasoning: ["let me", " think"])
        first.saysDone = false
        var stream = Joining()
        stream.carry(first.stream([]).utf8.dropLast(first.event("{}", finish: "stop").utf8.count + 8))
        #expect(stream.delivered?.isReasoningOnly == true)
        var second = SampleAnswer(text: "the answer", name: "two", reasoning: ["other", " thoughts"])
        second.reasoningMember = "reasoning"
        stream.carry(second.stream(["the ", "answer"]).utf8, method: .restart)
        let client = try ClientView(stream.out)
        #expect(stream.isComplete)
        #expect(client.text == "the answer")
        #expect(client.reasoning == "let me think")
        #expect(client.roles == 1)
    }

    @Test func aToolCallIsOutputOnlyAfterEverythingWasRepeated() throws {
        let call = #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}"#
        let one = SampleAnswer(text: "")
        var cut = Joining()
        cut.carry("data: \(one.event(#"{"role":"assistant","content":"ab"}"#))\n\n".utf8)
        func leg(_ text: String) -> Joining {
            var stream = cut
            let events = [
                one.event(#"{"content":"\#(text)"}"#), one.event(call), one.event("{}", finish: "tool_calls"),
            ]
            stream.carry(events.map { "data: \($0)\n\n" }.joined().utf8, method: .restart)
            return stream
        }
        let early = leg("a")
        #expect(early.failure?.failureClass == .mismatch)
        #expect(early.out == cut.out)
        // Also if what was sent is repeated after it: the call would be lost.
        var around = cut
        let events = [one.event(#"{"content":"a"}"#), one.event(call), one.event(#"{"content":"b"}"#, finish: "stop")]
        around.carry(events.map { "data: \($0)\n\n" }.joined().utf8, method: .restart)
        #expect(around.failure?.failureClass == .mismatch)
        #expect(around.out == cut.out)
        let late = leg("ab")
        #expect(late.isComplete)
        #expect(try ClientView(late.out).toolCalls == 1)
        #expect(try ClientView(late.out).finishes == ["tool_calls"])
    }

    @Test(arguments: ["data: [DONE]\n\n", ""])
    func anAnswerThatStopsInsideWhatWasSentIsNeverATerminator(end: String) throws {
        let one = SampleAnswer(text: "")
        var stream = Joining()
        stream.carry("data: \(one.event(#"{"role":"assistant","content":"abc"}"#))\n\n".utf8)
        let before = stream.out
        stream.carry(("data: \(one.event(#"{"content":"ab"}"#))\n\n" + end).utf8, method: .restart)
        #expect(stream.failure?.failureClass == (end.isEmpty ? .cut : .mismatch))
        #expect(stream.out == before)
    }

    @Test func outputThatComesTogetherWithAFailureIsHandedOverFirst() throws {
        let one = SampleAnswer(text: "")
        var stream = Joining()
        stream.carry("data: \(one.event(#"{"role":"assistant","content":"ab"}"#))\n\n".utf8)
        let events = [one.event(#"{"content":"abc"}"#), one.event(#"{"content":"d"}"#), #"{"error":{"code":503}}"#]
        stream.carry(events.map { "data: \($0)\n\n" }.joined().utf8, method: .restart)
        #expect(stream.failure?.failureClass == .overloaded)
        let client = try ClientView(stream.out)
        // The last event before the failure was held back.
        #expect(client.text == "abc")
        #expect(stream.delivered.map { String(buffer: $0.text) } == "abc")
        stream.carry("data: \(one.event(#"{"content":"abcde"}"#, finish: "stop"))\n\n".utf8, method: .restart)
        #expect(try ClientView(stream.out).text == "abcde")
    }

    @Test(arguments: [
        #"{"choices":[{"index":1,"delta":{"content":"ab"}}]}"#,
        #"{"choices":[{"index":0,"delta":{"content":"ab"}},{"index":0,"delta":{"content":"c"}}]}"#,
        #"{"choices":[{"index":0,"delta":{"content":"ab","content":"x"}}]}"#,
    ])
    func whatCannotBeComparedIsNotHandedOver(chunk: String) {
        var stream = Joining()
        stream.carry("data: \(SampleAnswer(text: "").event(#"{"content":"ab"}"#))\n\n".utf8)
        let before = stream.out
        stream.carry("data: \(chunk)\n\ndata: [DONE]\n\n".utf8, method: .restart)
        #expect(stream.failure?.failureClass == .malformed)
        #expect(stream.out == before)
    }
}
