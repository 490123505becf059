import Testing

@testable import PlanBSimulation

struct AnswerReaderTests {
    private static let stream =
        #": keep-alive"# + "\n\n" + #"data: {"choices":[{"delta":{"role":"assistant","content":""}}]}"# + "\n\n"
        + #"data: {"choices":[{"delta":{"content":"hé\n\"日\\ "},"finish_reason":null}]}"# + "\n\n"
        + #"data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"x\u00e9y"}}]}}]}"# + "\n\n"
        + #"data: {"planb":{"resumed":{"offset":1}},"choices":[{"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"

    private func read(_ text: String, splitAt place: Int? = nil) -> AnswerReader {
        var reader = AnswerReader()
        let bytes = Array(text.utf8)
        for part in [bytes[..<(place ?? bytes.count)], bytes[(place ?? bytes.count)...]] {
            Array(part).withUnsafeBufferPointer { reader.feed($0) }
        }
        return reader
    }

    @Test("A stream reads the same wherever it is split")
    func splits() {
        let whole = read(Self.stream)
        #expect(String(decoding: whole.text, as: UTF8.self) == "hé\n\"日\\ xéy")
        #expect(whole.isDone && whole.isFinished && whole.isMarkedResumed)
        #expect(!whole.hasError && !whole.hasAftermath && !whole.isGarbled && !whole.isTorn)
        for place in 0...Self.stream.utf8.count {
            let split = read(Self.stream, splitAt: place)
            #expect(split.text == whole.text && split.isDone && split.isFinished && split.isMarkedResumed)
        }
    }

    @Test("An error is seen, and whatever comes after it that should not")
    func errors() {
        let event = #"data: {"error":{"message":"m"}}"# + "\n\n"
        #expect(read(event).hasError)
        #expect(!read(event).hasAftermath)
        #expect(read(event + "data: [DONE]\n\n").hasAftermath)
        #expect(read(event + #"data: {"choices":[{"delta":{"content":"a"}}]}"# + "\n\n").hasAftermath)
        #expect(read("data: [DONE]\n\n" + event).hasAftermath)
    }

    @Test("What is no event is garbled, and half of one is torn")
    func garbled() {
        #expect(read("<html>\n\n").isGarbled)
        #expect(read(#"data: {"choices":[{"delta":{"content":"a"# + "\n\n").isGarbled)
        #expect(read("data: {\"cho").isTorn)
    }
}
