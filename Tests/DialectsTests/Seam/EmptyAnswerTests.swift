import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

/// A route may say that an answer with nothing in it is a failure, whatever its finish reason.
struct EmptyAnswerTests {
    private func failure(_ body: String, isStream: Bool, refusesEmpty: Bool) -> (FailureClass?, sawOutput: Bool) {
        var relay = OpenAIRelays.make(
            operation: .chat, isStream: isStream, swallowsUsage: true, refusesEmpty: refusesEmpty)
        var out = ByteBuffer()
        var sawOutput = false
        do throws(AttemptFailure) {
            try relay.begin(contentType: isStream ? "text/event-stream" : "application/json", encoding: nil)
            sawOutput = try relay.feed(ByteBuffer(string: body), into: &out) == .output
            try relay.finish(into: &out, story: nil)
            return (nil, sawOutput)
        } catch { return (error.failureClass, sawOutput) }
    }

    @Test(arguments: [
        (#"{"content":""}"#, true), (#"{"content":null,"tool_calls":[]}"#, true), ("{}", true),
        (#"{"content":null,"reasoning_content":"hm","annotations":[{"x":1}]}"#, true), (#"{"content":"a"}"#, false),
        (#"{"content":null,"tool_calls":[{"id":"c"}]}"#, false), (#"{"content":null,"refusal":"no"}"#, false),
    ])
    func aWholeAnswerNeedsTextOrAToolCallOrARefusal(message: String, isEmpty: Bool) {
        let body = #"{"choices":[{"index":0,"finish_reason":"stop","message":\#(message)}]}"#
        #expect(failure(body, isStream: false, refusesEmpty: true).0 == (isEmpty ? .empty : nil))
        #expect(failure(body, isStream: false, refusesEmpty: false).0 == nil)
    }

    @Test(arguments: [
        (#"{"content":""}"#, true), ("{}", true), (#"{"role":"assistant"}"#, true), (#"{"content":"a"}"#, false),
        (#"{"tool_calls":[{"index":0}]}"#, false), (#"{"refusal":"no"}"#, false),
    ])
    func aFinishReasonAloneIsNoOutputOfAStream(delta: String, isEmpty: Bool) {
        let one = SpokenAnswer(id: "one")
        let body = one.chunk(delta: delta, finish: "\"stop\"")
        let refused = failure(body, isStream: true, refusesEmpty: true)
        #expect(refused.0 == (isEmpty ? .empty : nil))
        #expect(refused.sawOutput == !isEmpty)
        let usual = failure(body, isStream: true, refusesEmpty: false)
        #expect(usual.0 == nil && usual.sawOutput)
    }
}
