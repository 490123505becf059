import NIOCore
import Testing

@testable import PlanBDialects

struct DeliveredObstacleTests {
    @Test(arguments: [
        #"{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f"}}]}}"#,
        #"{"index":0,"delta":{"function_call":{"name":"f"}}}"#, #"{"index":0,"delta":{"audio":{"data":"AA"}}}"#,
        #"{"index":0,"delta":{"refusal":"no"}}"#, #"{"index":0,"delta":{"content":"x"},"logprobs":{"content":[]}}"#,
        #"{"index":1,"delta":{"content":"x"}}"#, #"{"index":0,"delta":{},"finish_reason":"stop"}"#,
        #"{"index":0,"delta":{"images":[{"url":"x"}]}}"#, #"{"index":0,"delta":{"content":[{"text":"x"}]}}"#,
    ])
    func whatIsNotPlainTextCannotBeCompleted(choice: String) {
        let one = SpokenAnswer(id: "one")
        var stream = MendedStream()
        stream.leg((one.role + one.say("a")).utf8)
        #expect(stream.delivered?.obstacle == nil)
        stream = MendedStream()
        stream.leg((one.role + one.say("a") + "data: {\"choices\":[\(choice)]}\n\n").utf8)
        #expect(stream.delivered?.obstacle != nil)
    }

    @Test func anObstacleThatIsHeldBackWasNotDelivered() {
        let one = SpokenAnswer(id: "one")
        var stream = MendedStream()
        stream.holdsLast = true
        stream.leg((one.role + one.say("a") + one.chunk(delta: #"{"refusal":"no"}"#)).utf8)
        #expect(stream.delivered?.obstacle == nil)
        #expect(stream.delivered.map { String(buffer: $0.text) } == "a")
    }

    @Test func trackedTextIsBounded() {
        let one = SpokenAnswer(id: "one")
        var stream = MendedStream()
        let piece = String(repeating: "x", count: 1 << 16)
        stream.leg((one.role + String(repeating: one.say(piece), count: 18)).utf8)
        #expect(stream.delivered?.obstacle?.contains("1 MiB") == true)
        #expect((stream.delivered?.text.readableBytes ?? 0) <= 17 << 16)
    }
}
