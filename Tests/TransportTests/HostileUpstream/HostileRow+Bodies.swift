extension HostileRow {
    private static let canary = HostileAnswer.canary
    private static let page = "<!DOCTYPE html><html><body>\(canary)</body></html>"
    private static let good = #"{"id":"a","choices":[{"index":0,"message":{"content":"\#(canary)"}}]}"#
    private static let goodEvents =
        #"data: {"choices":[{"index":0,"delta":{"content":"\#(canary)"},"finish_reason":"stop"}]}"#
        + "\n\ndata: [DONE]\n\n"

    /// The wrong thing altogether.
    static let bodies: [HostileRow] = [
        HostileRow("a web page", .gateway) { _ in .body(page, type: "text/html; charset=utf-8") },
        HostileRow("a web page in capitals", .gateway) { _ in .body(page, type: "TEXT/HTML") },
        HostileRow("a web page that claims to be an answer", whole: .malformed, stream: .cut) {
            .body(page, type: $0 ? "text/event-stream" : "application/json")
        },
        HostileRow("nothing", whole: .malformed, stream: .cut) {
            .body("", type: $0 ? "text/event-stream" : "application/json")
        },
        HostileRow("nothing, of no type", whole: .malformed, stream: .gateway) { _ in .body("", type: nil) },
        HostileRow("a picture", whole: .malformed, stream: .gateway) { _ in
            .body([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D], type: "image/png")
        },
        HostileRow("an answer in one piece to a streamed request", stream: .gateway) { _ in .body(good) },
        HostileRow("the same, and it claims to be a stream", stream: .cut) { _ in
            .body(good, type: "text/event-stream")
        },
        HostileRow("a stream that claims to be JSON", whole: .malformed, stream: .gateway) { _ in .body(goodEvents) },
        HostileRow("a stream that claims to be text", whole: .malformed, stream: .gateway) { _ in
            .body(goodEvents, type: "text/plain; \(canary)")
        },
        HostileRow("a stream to a request for one piece", whole: .malformed) { _ in
            .body(goodEvents, type: "text/event-stream")
        },
        HostileRow("a content type that is none", whole: .malformed, stream: .gateway) { _ in
            .body(page, type: "<script>\(canary)</script>")
        },
    ]

    /// Encodings that nobody asked for. What would come out of them is never made.
    static let encodings: [HostileRow] = ["gzip", "x-gzip", "br", "deflate", "zstd", "gzip, identity", "<\(canary)>"]
        .map {
            encoding in
            HostileRow("the encoding \(encoding)", .encoding) {
                // A bomb: nothing but zeros, a thousand times as many when unpacked.
                HostileAnswer(
                    Array(HostileAnswer.head($0, "content-encoding: \(encoding)").utf8) + [
                        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3,
                    ],
                    again: [0xED, 0xC1, 0x01, 0x01] + [UInt8](repeating: 0, count: 1000))
            }
        }
}
