import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct PrefillTests {
    @Test(arguments: 0..<200)
    func aContinuationFollowsWhatWasSentAsItIs(seed: Int) throws {
        var random = SeededRandom(seed)
        let text = SampleAnswer.randomText(&random)
        let rest = SampleAnswer.randomText(&random)
        var stream = Joining()
        let first = SampleAnswer.random(text, name: "one", &random)
        let whole = first.bytes(&random)
        stream.carry(whole.prefix(Int.random(in: 0..<whole.count, using: &random)))
        guard let delivered = stream.delivered, delivered.obstacle == nil, delivered.text.readableBytes > 0 else {
            return
        }
        let sent = String(buffer: delivered.text)

        let next = SampleAnswer.random(rest, name: "two", &random).bytes(&random)
        stream.carry(next, cuts: randomCuts(next.count, &random), method: .prefill)
        let client = try ClientView(stream.out)
        #expect(stream.isComplete)
        #expect(Array(client.text.utf8) == Array((sent + rest).utf8))
        #expect(client.terminators == 1)
        #expect(client.finishes == ["stop"])
        #expect(client.names == ["one"])
        #expect(first.reasoning.joined().hasPrefix(client.reasoning))
        if first.role == .alone { #expect(client.roles == 1) }
    }

    @Test func aTargetThatRepeatsWhatItWasGivenMustRepeatAllOfIt() throws {
        let one = SampleAnswer(text: "")
        var cut = Joining()
        cut.carry("data: \(one.event(#"{"role":"assistant","content":"ab"}"#))\n\n".utf8)
        var good = cut
        good.carry(SampleAnswer(text: "").stream(["a", "bc"]).utf8, method: .prefill, repeatsPrefix: true)
        #expect(try ClientView(good.out).text == "abc")
        var bad = cut
        bad.carry(SampleAnswer(text: "").stream(["bc"]).utf8, method: .prefill, repeatsPrefix: true)
        #expect(bad.failure?.failureClass == .mismatch)
        #expect(bad.out == cut.out)
    }

    struct Count: Sendable {
        var first: String?
        var chunks: Int
        var method: Seam.Method
        var told: String
        var expected: String
    }

    @Test(arguments: [
        // As reported, for a restart.
        Count(
            first: nil, chunks: 3, method: .restart,
            told: #"{"prompt_tokens":9,"completion_tokens":8,"total_tokens":17}"#,
            expected: #"{"prompt_tokens":9,"completion_tokens":8,"total_tokens":17}"#),
        // The prompt of the first target, if it said so.
        Count(
            first: #"{"prompt_tokens":9,"completion_tokens":2}"#, chunks: 3, method: .prefill,
            told: #"{"prompt_tokens":40,"completion_tokens":8,"total_tokens":48}"#,
            expected: #"{"prompt_tokens":9,"completion_tokens":11,"total_tokens":20}"#),
        // Else that of the second without what was delivered.
        Count(
            first: nil, chunks: 3, method: .prefill,
            told: #"{"prompt_tokens":12,"completion_tokens":8,"total_tokens":20,"completion_tokens_details":{"x":1}}"#,
            expected:
                #"{"prompt_tokens":9,"completion_tokens":11,"total_tokens":20,"completion_tokens_details":{"x":1}}"#),
        // Members that are not there are not added; no count becomes negative.
        Count(
            first: nil, chunks: 3, method: .prefill, told: #"{"prompt_tokens":1,"completion_tokens":0}"#,
            expected: #"{"prompt_tokens":0,"completion_tokens":3}"#),
        // Reasoning that is counted beside the output stays in the total.
        Count(
            first: nil, chunks: 3, method: .prefill,
            told: #"{"prompt_tokens":12,"completion_tokens":8,"total_tokens":25}"#,
            expected: #"{"prompt_tokens":9,"completion_tokens":11,"total_tokens":25}"#),
        // Absurd counts do no harm.
        Count(
            first: nil, chunks: 3, method: .prefill,
            told: #"{"prompt_tokens":12,"completion_tokens":9223372036854775807,"total_tokens":9223372036854775807}"#,
            expected:
                #"{"prompt_tokens":9,"completion_tokens":9223372036854775807,"total_tokens":9223372036854775804}"#),
    ])
    func usageIsThatOfTheWholeAnswerWithThePromptOnce(count: Count) throws {
        let one = SampleAnswer(text: "")
        var stream = Joining()
        stream.swallowsUsage = false
        for index in 0..<count.chunks {
            var chunk = one.event(#"{"content":"t\#(index)"}"#)
            if index == 0, let first = count.first { chunk = String(chunk.dropLast()) + #","usage":\#(first)}"# }
            stream.carry("data: \(chunk)\n\n".utf8, method: index == 0 ? nil : .prefill)
            // What is held back at the end is not delivered; here each piece is an answer of its own.
            if index > 0 { stream.delivered?.note(ByteBuffer(string: chunk)) }
        }
        #expect(stream.delivered?.estimatedTokens == count.chunks)
        stream.out.clear()
        var second = SampleAnswer(text: "", usage: count.told)
        second.role = .everywhere
        let pieces = count.method == .restart ? (0..<count.chunks).map { "t\($0)" } + ["x"] : ["x"]
        stream.carry(second.stream(pieces).utf8, method: count.method)
        let client = try ClientView(stream.out)
        #expect(stream.isComplete)
        #expect(client.usages == [try JSONValue.parse(ByteBuffer(string: count.expected).readableBytesUInt8Span)])
        let told = try JSONValue.parse(ByteBuffer(string: count.told).readableBytesUInt8Span)
        #expect(stream.usage?.input == told["prompt_tokens"]?.int)
        #expect(stream.usage?.output == told["completion_tokens"]?.int)
    }

    @Test func aClientThatDidNotAskForUsageGetsNone() throws {
        var stream = Joining()
        stream.carry("data: \(SampleAnswer(text: "").event(#"{"content":"a"}"#))\n\n".utf8)
        let second = SampleAnswer(text: "b", usage: #"{"prompt_tokens":3,"completion_tokens":1}"#)
        stream.carry(second.stream(["b"]).utf8, method: .prefill)
        #expect(try ClientView(stream.out).usages.isEmpty)
        #expect(stream.usage == Usage(input: 3, output: 1))
    }
}
