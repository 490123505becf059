import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

struct RestartSeamTests {
    private let one = SpokenAnswer(id: "one")
    private let two = SpokenAnswer(id: "second")

    /// A first answer that broke off after `text`.
    private func broken(after pieces: String...) -> MendedStream {
        var stream = MendedStream()
        stream.leg((one.role + pieces.map(one.say).joined()).utf8)
        return stream
    }

    @Test(arguments: UInt64(0)..<120)
    func anAnswerRepeatedInAnyOtherChunksGivesTheUncutText(seed: UInt64) throws {
        var dice = Dice(seed)
        let text = SpokenAnswer.text(&dice, count: 1 + dice.below(30))
        var stream = MendedStream()
        stream.holdsLast = dice.once(in: 3)
        var first = one
        first.escapesAll = dice.once(in: 2)
        let answer = Array((first.role + SpokenAnswer.pieces(text, &dice).map(first.say).joined()).utf8)
        stream.leg(answer.prefix(dice.below(answer.count + 1)))
        // Any number of legs may break in their turn.
        while dice.once(in: 2) {
            var next = SpokenAnswer(id: "leg", escapesAll: dice.once(in: 2), repeatsRole: dice.once(in: 2))
            next.id += String(dice.below(9))
            let bytes = Array((next.role + SpokenAnswer.pieces(text, &dice).map(next.say).joined()).utf8)
            stream.leg(bytes.prefix(dice.below(bytes.count + 1)), .restart, step: 1 + dice.below(40))
            #expect(stream.failure?.failureClass == .cut)
            let client = try stream.transcript
            #expect(Array(client.text.utf8) == stream.delivered.map { Array($0.text.readableBytesView) })
            #expect(client.terminators == 0)
        }
        let before = try stream.transcript
        let last = SpokenAnswer(id: "final", escapesAll: dice.once(in: 2), repeatsRole: dice.once(in: 2))
        stream.leg(last.whole(SpokenAnswer.pieces(text, &dice)).utf8, .restart, step: 1 + dice.below(40))
        let client = try stream.transcript
        #expect(stream.failure == nil)
        #expect(Array(client.text.utf8) == Array(text.utf8))
        #expect(client.roles == 1 && client.ends == 1 && client.terminators == 1)
        #expect(client.ids.count == 1 && client.models.count == 1)
        #expect(before.ids.isEmpty || client.ids == before.ids)
    }

    @Test(arguments: UInt64(0)..<20)
    func anAnswerThatDiffersBeforeTheCutGivesNotOneByte(seed: UInt64) throws {
        var dice = Dice(seed)
        let text = SpokenAnswer.text(&dice, count: 10)
        var cut = MendedStream()
        cut.leg((one.role + SpokenAnswer.pieces(text, &dice).map(one.say).joined()).utf8)
        let scalars = Array(text.unicodeScalars)
        for place in scalars.indices {
            var changed = scalars
            changed[place] = scalars[place] == "a" ? "b" : "a"
            for other in [changed + scalars, Array(scalars[..<place]), Array(changed[...place])] {
                let answer = String(String.UnicodeScalarView(other))
                var stream = cut
                let spoken = SpokenAnswer(id: "x", escapesAll: dice.once(in: 2))
                stream.leg(spoken.whole(SpokenAnswer.pieces(answer, &dice)).utf8, .restart, step: 1 + dice.below(60))
                #expect(stream.failure?.failureClass == .mismatch)
                #expect(stream.out == cut.out)
                #expect(stream.delivered?.text == cut.delivered?.text)
            }
        }
    }

    @Test func theStoryOfAMismatchHasNoTextOfEitherAnswer() {
        var stream = broken(after: "secret-one")
        stream.leg(two.whole(["secret-two"]).utf8, .restart)
        let detail = stream.failure?.detail ?? "secret-"
        #expect(stream.failure?.failureClass == .mismatch)
        #expect(!detail.contains("secret-"))
        #expect(detail.contains("10 bytes") && detail.contains("(0 were the same)"))
    }

    @Test(arguments: [["Hé ", "😀 and so on"], ["H", "é", " 😀", " and so on"], ["Hé 😀 and so on"]])
    func everySplitOfTheSecondAnswerGivesTheSameBytes(pieces: [String]) {
        let cut = broken(after: "Hé 😀 an")
        var spoken = two
        spoken.escapesAll = true
        let bytes = Array(spoken.whole(pieces).utf8)
        var whole = cut
        whole.leg(bytes, .restart)
        #expect(whole.failure == nil)
        for step in 1...bytes.count {
            var split = cut
            split.leg(bytes, .restart, step: step)
            #expect(split.out == whole.out)
        }
    }

    @Test func theEventAcrossTheCutKeepsAllItsOtherBytes() {
        var stream = broken(after: "say \"hi")
        let before = stream.out.readableBytes
        let event =
            #"{"id" : "second" ,"x":1E400,"choices":[{"delta":{"content":"say \u0022hi\" \\ you"},"index":0,"#
            + #""finish_reason":"stop"}],"model":"q"}"#
        stream.leg("data: \(event)\n\n".utf8, .restart)
        #expect(
            String(buffer: stream.out).dropFirst(before)
                == #"data: {"id" : "one" ,"x":1E400,"choices":[{"delta":{"content":"\" \\ you"},"index":0,"#
                + #""finish_reason":"stop"}],"model":"m-one"}"# + "\n\ndata: [DONE]\n\n")
    }

    @Test func anAnswerThatEndsExactlyAtTheCutIsComplete() throws {
        var stream = broken(after: "all ", "of it")
        stream.leg(two.whole(["all of", " it"]).utf8, .restart)
        let client = try stream.transcript
        #expect(stream.failure == nil)
        #expect(client.text == "all of it" && client.ends == 1 && client.terminators == 1)
    }

    @Test(arguments: [true, false])
    func aToolCallIsForwardedOnlyAfterTheTextWasRepeated(isRepeated: Bool) throws {
        let cut = broken(after: "let me see")
        var stream = cut
        let call = two.chunk(delta: #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}"#)
        stream.leg((two.say(isRepeated ? "let me see" : "let me") + call + two.stop).utf8, .restart)
        #expect(stream.failure?.failureClass == (isRepeated ? nil : .mismatch))
        #expect(try stream.transcript.toolCalls == (isRepeated ? 1 : 0))
        if !isRepeated { #expect(stream.out == cut.out) }
    }

    @Test func afterReasoningAloneTheNextAnswersTextFollowsWithoutItsReasoning() throws {
        var stream = MendedStream()
        stream.leg((one.role + one.chunk(delta: #"{"reasoning_content":"hm"}"#)).utf8)
        #expect(stream.delivered?.hasReasoning == true)
        stream.leg((two.role + two.chunk(delta: #"{"reasoning":"well"}"#) + two.say("so") + two.stop).utf8, .restart)
        let client = try stream.transcript
        #expect(stream.failure == nil)
        #expect(client.reasoning == "hm" && client.text == "so" && client.roles == 1)
    }

    @Test func aClientThatGotNothingGetsAllOfTheNextAnswer() throws {
        var stream = MendedStream()
        stream.holdsLast = true
        stream.leg(one.chunk(delta: #"{"role":"assistant","content":"lost"}"#).utf8)
        #expect(stream.out.readableBytes == 0 && stream.delivered?.text.readableBytes == 0)
        stream.leg((two.role + two.chunk(delta: #"{"reasoning":"well"}"#) + two.say("so") + two.stop).utf8, .restart)
        let client = try stream.transcript
        #expect(client.reasoning == "well" && client.text == "so" && client.roles == 1 && client.ids == ["second"])
    }

    @Test func withoutTheComparisonTwoAnswersAreMixedSoThatASimulatorCanTell() throws {
        var stream = broken(after: "abc")
        stream.comparesText = false
        stream.leg(two.whole(["xyzdef"]).utf8, .restart)
        #expect(stream.failure == nil)
        #expect(try stream.transcript.text == "abcdef")
        var cutWithin = broken(after: "abc")
        cutWithin.comparesText = false
        cutWithin.leg(two.whole(["x😀y"]).utf8, .restart)
        #expect(cutWithin.failure == nil)
    }

    @Test(arguments: ["", SpokenAnswer.done, "data: {\"error\":{\"code\":503}}\n\n", "data: nonsense\n\n"])
    func anAnswerThatBreaksInsideTheRepetitionLeavesWhatTheClientHas(end: String) {
        let cut = broken(after: "abc")
        var stream = cut
        stream.leg((two.role + two.say("ab") + end).utf8, .restart)
        #expect(stream.failure != nil)
        #expect(stream.out == cut.out)
        #expect(stream.delivered?.text == cut.delivered?.text)
    }

    @Test(arguments: UInt64(0)..<100)
    func whateverTheSecondTargetSendsTheClientHasTheBeginningOfOneAnswer(seed: UInt64) throws {
        var dice = Dice(seed)
        let text = SpokenAnswer.text(&dice, count: 8)
        let cut = broken(after: text)
        // The right continuation, with a few bytes that are wrong anywhere.
        var bytes = Array(two.whole(SpokenAnswer.pieces(text + "and more", &dice)).utf8)
        for _ in 0..<1 + dice.below(3) {
            bytes[dice.below(bytes.count)] = Array("ab\"\\{}[],:0\n".utf8)[dice.below(12)]
        }
        var stream = cut
        stream.leg(bytes, .restart, step: 1 + dice.below(90))
        let client = Array(try stream.transcript.text.utf8)
        #expect(client.starts(with: text.utf8))
        guard stream.out != cut.out else { return }
        var alone = MendedStream()
        alone.leg(bytes, step: 1)
        #expect(Array(try alone.transcript.text.utf8).starts(with: client))
    }

    @Test func usageInEveryChunkGoesOnAfterTheRepetition() throws {
        var stream = MendedStream()
        stream.wantsUsage = true
        func say(_ spoken: SpokenAnswer, _ text: String, _ count: Int) -> String {
            let usage = #","usage":{"prompt_tokens":3,"completion_tokens":\#(count),"total_tokens":\#(3 + count)}"#
            return spoken.chunk(delta: #"{"content":"\#(text)"}"#, more: usage)
        }
        stream.leg((one.role + say(one, "a", 1) + say(one, "b", 2)).utf8)
        stream.out.clear()
        stream.leg((two.role + say(two, "a", 1) + say(two, "bc", 2) + say(two, "d", 3) + two.stop).utf8, .restart)
        let told = String(buffer: stream.out).split(separator: "\"completion_tokens\":").dropFirst().compactMap(\.first)
        #expect(told == ["2", "3"])
        #expect(try stream.transcript.text == "cd")
    }
}
