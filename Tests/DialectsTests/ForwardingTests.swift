import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

/// What became of an answer that was fed in pieces.
private struct Outcome: Equatable {
    var text: String
    var failure: FailureClass?
    var sawOutput: Bool

    /// Output that comes in one piece with the failure after it may count or not: nobody has seen it yet.
    static func == (left: Outcome, right: Outcome) -> Bool {
        left.text == right.text && left.failure == right.failure
            && (left.failure != nil || left.sawOutput == right.sawOutput)
    }

    /// Feeds `bytes`, cut at `cuts`, through a relay for a streamed chat completion.
    init(_ bytes: [UInt8], cuts: [Int], swallowsUsage: Bool = true) {
        var relay = OpenAIRelays.make(operation: .chat, isStream: true, swallowsUsage: swallowsUsage)
        var out = ByteBuffer()
        sawOutput = false
        do throws(AttemptFailure) {
            try relay.begin(contentType: "text/event-stream", encoding: nil)
            var start = 0
            for end in cuts + [bytes.count] where end > start {
                let progress = try relay.feed(ByteBuffer(bytes: bytes[start..<end]), into: &out)
                if progress != .preamble { sawOutput = true }
                if progress == .complete { break }
                start = end
            }
            try relay.finish(into: &out, story: nil)
        } catch {
            failure = error.failureClass
        }
        text = String(buffer: out)
    }
}

struct ForwardingTests {
    static let streams = [
        "stream_text.sse", "stream_text_obfuscated.sse", "stream_tool_calls.sse", "stream_refusal.sse",
        "stream_logprobs.sse", "stream_n2.sse", "stream_content_filter.sse", "stream_error_mid.sse",
        "stream_truncated.sse", "stream_crlf_comments.sse", "stream_multiline_data.sse",
    ]

    @Test(arguments: streams)
    func everySplitOfAStreamGivesTheSameBytes(name: String) throws {
        let bytes = try Fixtures.bytes(name)
        let whole = Outcome(bytes, cuts: [])
        for cut in 0...bytes.count { #expect(Outcome(bytes, cuts: [cut]) == whole, "cut at \(cut)") }
        #expect(Outcome(bytes, cuts: Array(0...bytes.count)) == whole)
    }

    @Test(arguments: streams.filter { !$0.contains("error") && !$0.contains("truncated") })
    func aGoodStreamEndsWithOneTerminator(name: String) throws {
        let outcome = Outcome(try Fixtures.bytes(name), cuts: [])
        #expect(outcome.failure == nil)
        #expect(outcome.sawOutput)
        #expect(outcome.text.hasSuffix("data: [DONE]\n\n"))
        #expect(outcome.text.split(separator: "[DONE]", omittingEmptySubsequences: false).count == 2)
    }

    @Test(arguments: [("stream_error_mid.sse", nil as FailureClass?), ("stream_truncated.sse", .cut)])
    func aBrokenStreamIsAFailureAndNeverATerminator(name: String, failure: FailureClass?) throws {
        let outcome = Outcome(try Fixtures.bytes(name), cuts: [])
        #expect(outcome.failure != nil)
        if let failure { #expect(outcome.failure == failure) }
        #expect(!outcome.text.contains("[DONE]"))
    }

    @Test func usageOnlyEventsAreSwallowedUnlessAskedFor() throws {
        let bytes = try Fixtures.bytes("stream_text.sse")
        let swallowed = Outcome(bytes, cuts: [], swallowsUsage: true).text
        let kept = Outcome(bytes, cuts: [], swallowsUsage: false).text
        #expect(kept.contains("\"choices\":[]"))
        #expect(!swallowed.contains("\"choices\":[]"))
    }

    @Test func payloadBytesAreForwardedUnchanged() throws {
        let bytes = try Fixtures.bytes("stream_text.sse")
        let payloads = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("data: ") }
        let kept = Outcome(bytes, cuts: [], swallowsUsage: false).text
        for payload in payloads { #expect(kept.contains(payload + "\n\n")) }
    }

    @Test(arguments: [
        #"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#, #"{"choices":[]}"#,
        #"{"choices":[{"index":0,"delta":{}}],"usage":null}"#, #"{"choices":[],"usage":{"prompt_tokens":1}}"#,
        #"{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[]}}]}"#,
    ])
    func whatCarriesNoOutputIsPreamble(payload: String) {
        let outcome = Outcome(Array("data: \(payload)\n\n".utf8), cuts: [])
        #expect(!outcome.sawOutput)
        #expect(outcome.failure == .cut || outcome.failure == .empty)
    }

    @Test(arguments: [
        #"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#, #"{"choices":[{"index":0,"delta":{"refusal":"no"}}]}"#,
        #"{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}"#,
        #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0}]}}]}"#,
        #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    ])
    func outputOrAFinishReasonCommits(payload: String) {
        #expect(Outcome(Array("data: \(payload)\n\n".utf8), cuts: []).sawOutput)
    }

    @Test func allChoicesMustFinish() {
        let one =
            #"{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"},{"index":1,"delta":{"content":"b"}}]}"#
        #expect(Outcome(Array("data: \(one)\n\n".utf8), cuts: []).failure == .cut)
        let other = #"{"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"#
        let both = Outcome(Array("data: \(one)\n\ndata: \(other)\n\n".utf8), cuts: [])
        #expect(both.failure == nil)
        #expect(both.text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test(arguments: ["{", "nonsense", "[1]", "{\"a\":1}}", "\u{0}"])
    func anEventThatIsNoJSONObjectIsMalformed(payload: String) {
        #expect(Outcome(Array("data: \(payload)\n\n".utf8), cuts: []).failure == .malformed)
    }

    @Test func aStreamThatSaysNothingIsNotReadForEver() {
        var relay = OpenAIRelays.make(operation: .chat, isStream: true, swallowsUsage: true)
        var out = ByteBuffer()
        let comments = ByteBuffer(string: String(repeating: ": ping\n\n", count: 1 << 17))
        #expect {
            for _ in 0..<20 { _ = try relay.feed(comments, into: &out) }
        } throws: {
            ($0 as? AttemptFailure)?.failureClass == .oversized
        }
        #expect(out.readableBytes == 0)
    }

    @Test(arguments: [#"{"choices":[null]}"#, #"{"choices":[1,"a",[]]}"#, #"{"choices":[]}"#, #"{"choices":[{}]}"#])
    func aChoiceIsAnObject(body: String) throws {
        var relay = OpenAIRelays.make(operation: .chat, isStream: false, swallowsUsage: true)
        var out = ByteBuffer()
        _ = try relay.feed(ByteBuffer(string: body), into: &out)
        #expect {
            try relay.finish(into: &out, story: nil)
        } throws: {
            ($0 as? AttemptFailure)?.failureClass == .empty
        }
    }

    @Test(arguments: ["text/plain; <b>", "<script>", "image/png", ""])
    func aForeignContentTypeIsTheGatewaysAndNotQuotedUnlessPlain(type: String) {
        var relay = OpenAIRelays.make(operation: .chat, isStream: true, swallowsUsage: true)
        #expect {
            try relay.begin(contentType: type, encoding: nil)
        } throws: {
            guard let failure = $0 as? AttemptFailure else { return false }
            return failure.failureClass == .gateway && !failure.detail.contains("<")
        }
    }

    @Test(arguments: [("server_error", "server_error"), ("<script>", nil), (String(repeating: "a", count: 81), nil)])
    func onlyAPlainCodeIsHandedOn(code: String, expected: String?) {
        let body = ByteBuffer(string: #"{"error":{"code":"\#(code)"}}"#)
        #expect(OpenAIFailure.classify(status: 500, body: body, retryAfter: nil).code == expected)
    }
}
