import NIOCore

/// Everything the upstream ever says, encoded once: an answer is one buffer that all connections share.
struct FixedAnswers: Sendable {
    /// The text of the non-streamed answer. The load looks for it in what arrives, whoever re-encoded the JSON.
    static let text: StaticString = """
        Kilimanjaro in Africa is 5895 metres high and was first climbed in 1889; Everest in Asia, 8849 metres, in 1953; \
        Aconcagua in South America, 6961 metres, in 1897; Denali in North America, 6190 metres, in 1913; Elbrus in Europe, \
        5642 metres, in 1874; Vinson in Antarctica, 4892 metres, in 1966; Puncak Jaya in Oceania, 4884 metres, in 1962.
        """

    /// A word that occurs exactly once in the text of every content event, and nowhere else in a stream.
    static let marker: StaticString = "kilimanjaro"

    let completion: ByteBuffer
    let models: ByteBuffer
    let healthy: ByteBuffer
    let notFound: ByteBuffer
    let lengthRequired: ByteBuffer

    /// Head of the stream and the role event.
    let streamStart: ByteBuffer
    /// Two content events, to be alternated: a gateway may take an endless repetition of one event for a broken model.
    let contentEvents: (ByteBuffer, ByteBuffer)
    /// Finish event, terminator and last chunk, without and with the usage event.
    let streamEnd: ByteBuffer
    let streamEndWithUsage: ByteBuffer

    init() {
        completion = Self.response("200 OK", Self.completionBody)
        models = Self.response(
            "200 OK",
            #"{"object":"list","data":[{"id":"bench","object":"model","created":1760000000,"owned_by":"bench"}]}"#)
        healthy = Self.response("200 OK", #"{"status":"ok"}"#)
        notFound = Self.response("404 Not Found", Self.error("This upstream only knows chat completions and models."))
        lengthRequired = Self.response("411 Length Required", Self.error("A request body needs a content-length."))

        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
            + "transfer-encoding: chunked\r\n\r\n"
        streamStart = ByteBuffer(string: head + Self.chunk(Self.event(delta: #"{"role":"assistant","content":""}"#)))
        contentEvents = (
            ByteBuffer(string: Self.chunk(Self.event(delta: #"{"content":" \#(Self.marker),"}"#))),
            ByteBuffer(string: Self.chunk(Self.event(delta: #"{"content":" \#(Self.marker)."}"#)))
        )
        let finish = Self.event(delta: "{}", finish: #""stop""#)
        let done = "data: [DONE]\n\n"
        streamEnd = ByteBuffer(string: Self.chunk(finish + done) + "0\r\n\r\n")
        streamEndWithUsage = ByteBuffer(string: Self.chunk(finish + Self.usageEvent + done) + "0\r\n\r\n")
    }

    private static let completionBody =
        #"{"id":"chatcmpl-bench000000000000000000000001","object":"chat.completion","created":1760000000,"#
        + #""model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"\#(text)","refusal":null,"#
        + #""annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":48,"#
        + #""completion_tokens":112,"total_tokens":160},"service_tier":"default","system_fingerprint":"fp_bench"}"#

    private static let chunkStart =
        #"{"id":"chatcmpl-bench000000000000000000000001","object":"chat.completion.chunk","created":1760000000,"#
        + #""model":"bench","service_tier":"default","system_fingerprint":"fp_bench","#

    private static let usageEvent =
        "data: " + chunkStart
        + #""choices":[],"usage":{"prompt_tokens":48,"completion_tokens":112,"total_tokens":160}}"# + "\n\n"

    private static func event(delta: String, finish: String = "null") -> String {
        let choice = #"{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":\#(finish)}"#
        return "data: " + chunkStart + #""choices":[\#(choice)],"obfuscation":"0123456789abcdef"}"# + "\n\n"
    }

    private static func chunk(_ data: String) -> String {
        String(data.utf8.count, radix: 16) + "\r\n" + data + "\r\n"
    }

    private static func error(_ message: String) -> String {
        #"{"error":{"message":"\#(message)","type":"invalid_request_error","param":null,"code":null}}"#
    }

    private static func response(_ status: String, _ body: String) -> ByteBuffer {
        ByteBuffer(
            string: "HTTP/1.1 \(status)\r\ncontent-type: application/json\r\n"
                + "content-length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}
