import NIOCore

/// The bytes of the one request a run repeats. Every gateway gets the same fields in the same order.
enum BenchRequest {
    /// A chat completion request of about 300 bytes (`POST /v1/chat/completions`). With `events` it asks for a stream of
    /// that many content events: the upstream takes `max_tokens`, a member that every gateway forwards, as their number.
    static func body(model: String, events: Int?) -> String {
        let question =
            "Name the highest mountain of every continent, its height in metres, and the year it was first climbed."
        let messages = """
            [{"role":"system","content":"You answer in one short sentence."},{"role":"user","content":"\(question)"}]
            """
        let ending =
            events.map { #""max_tokens":\#($0),"stream":true}"# } ?? #""max_tokens":256,"temperature":0.2}"#
        return #"{"model":"\#(model)","messages":\#(messages),\#(ending)"#
    }

    /// Head and body, ready to be written as they are.
    static func bytes(host: String, port: Int, model: String, token: String, events: Int? = nil) -> ByteBuffer {
        let body = body(model: model, events: events)
        return ByteBuffer(
            string: """
                POST /v1/chat/completions HTTP/1.1\r
                host: \(host):\(port)\r
                user-agent: planb-bench/1\r
                authorization: Bearer \(token)\r
                content-type: application/json\r
                content-length: \(body.utf8.count)\r
                \r
                \(body)
                """)
    }
}
