import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct PrefillSeamTests {
    private let one = SpokenAnswer(id: "one")
    private let two = SpokenAnswer(id: "second")

    @Test(arguments: UInt64(0)..<60)
    func aContinuationFollowsAsItIs(seed: UInt64) throws {
        var dice = Dice(seed)
        var stream = MendedStream()
        stream.leg((one.role + one.say("The ")).utf8)
        var text = "The "
        for _ in 0..<1 + dice.below(3) {
            let more = SpokenAnswer.text(&dice, count: 1 + dice.below(12))
            let spoken = SpokenAnswer(id: "n", escapesAll: dice.once(in: 2), repeatsRole: dice.once(in: 2))
            let pieces = SpokenAnswer.pieces(more, &dice)
            let bytes = spoken.role + (pieces + ["lost"]).map(spoken.say).joined()
            stream.leg(bytes.utf8, .prefill, step: 1 + dice.below(50))
            text += more
            #expect(stream.failure?.failureClass == .cut)
            #expect(stream.delivered.map { Array($0.text.readableBytesView) } == Array(text.utf8))
        }
        // What the target says is not compared: it may well repeat a word.
        stream.leg((two.role + two.say("The ") + two.stop + SpokenAnswer.done).utf8, .prefill)
        let client = try stream.transcript
        #expect(stream.failure == nil)
        #expect(Array(client.text.utf8) == Array((text + "The ").utf8))
        #expect(client.roles == 1 && client.ends == 1 && client.terminators == 1)
        #expect(client.ids == ["one"] && client.models == ["m-one"])
    }

    @Test func aContinuationThatHasNothingToAddEndsTheAnswer() throws {
        var stream = MendedStream()
        stream.leg((one.role + one.say("done")).utf8)
        stream.leg((two.role + two.stop + SpokenAnswer.done).utf8, .prefill)
        #expect(stream.failure == nil)
        #expect(try stream.transcript.text == "done")
        #expect(try stream.transcript.terminators == 1)
    }

    struct Count: Sendable {
        var method: Seam.Method
        var first = ""
        var reported: String
        var told: String
    }

    @Test(arguments: [
        Count(
            method: .restart, reported: #"{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17}"#,
            told: #"{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17}"#),
        Count(
            method: .prefill, reported: #"{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}"#,
            told: #"{"prompt_tokens":10,"completion_tokens":7,"total_tokens":17}"#),
        Count(
            method: .prefill, first: #","usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}"#,
            reported: #"{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}"#,
            told: #"{"prompt_tokens":9,"completion_tokens":7,"total_tokens":16}"#),
    ])
    func usageIsThatOfTheWholeAnswerWithThePromptOnce(count: Count) throws {
        var stream = MendedStream()
        stream.wantsUsage = true
        let first = one.chunk(delta: #"{"content":"a"}"#, more: count.first)
        stream.leg((one.role + first + one.say("b")).utf8)
        #expect(stream.delivered?.estimatedTokens == 2)
        stream.leg((two.role + two.say("abc") + two.stop + two.usage(count.reported)).utf8, count.method)
        #expect(stream.failure == nil)
        #expect(try stream.transcript.usage == JSONValue.parse(ByteBuffer(string: count.told).readableBytesUInt8Span))
        let reported = try JSONValue.parse(ByteBuffer(string: count.reported).readableBytesUInt8Span)
        #expect(stream.usage?.input == reported["prompt_tokens"]?.int)
        #expect(stream.usage?.output == reported["completion_tokens"]?.int)
    }
}
