extension BadInput {
    static let fieldLines: [BadInput] = [
        .field("x: a\0b", naming: "control character"), .field("x: a\u{7F}b", naming: "control character"),
        .field("x: a\nb: c", naming: "LF alone"), .field("x: a\rb: c", naming: "CR without LF"),
        .field("x: a\r\n folded", naming: "line folding"), .field("x : a", naming: "between the field name"),
        .field("no colon", naming: "no colon"), .field(": a", naming: "starts with a colon"),
        .field("x(y): a", naming: "not allowed"), .field("\u{E9}: a", naming: "not allowed"),
        .field("expect: 200-ok", status: 417, naming: "100-continue"),
        .field("expect: 100-continue, 100-continue", status: 417, naming: "100-continue"),
        .field("x: " + String(repeating: "a", count: 64 << 10), status: 431, naming: "16384 bytes"),
        BadInput(
            "200 fields", Wire.chat(fields: (0..<200).map { "x-\($0): a" }),
            .refused(431, "malformed_request", naming: "100 fields"), closes: true),
        BadInput("97 fields", Wire.chat(fields: (0..<94).map { "x-\($0): a" }), .answered),
        BadInput("tab and UTF-8 in a value", Wire.chat(fields: ["x-a: a\tcaf\u{E9}"]), .answered),
        BadInput("Expect: 100-continue with the body", Wire.chat(fields: ["expect: 100-continue"]), .answered),
    ]

    /// Where two readers of one message could disagree about its end.
    static let lengths: [BadInput] =
        ["+5", "-5", "5, 5", "0x10", "", "1e2", "5 5", "1234567890123456789", "99999999999999999999999"].map {
            (value: String) -> BadInput in
            BadInput(
                "Content-Length \(value)", Wire.chat().with { $0.length = value },
                .refused(400, "malformed_request", naming: "Content-Length"), closes: true)
        }
        + [
            ("equal", ["content-length: 0"], 400, "more than one Content-Length"),
            ("and chunked", ["transfer-encoding: chunked"], 400, "both Content-Length and Transfer-Encoding"),
        ].map { (name: String, fields: [String], status: Int, naming: String) -> BadInput in
            BadInput(
                "Content-Length \(name)", Wire.chat(fields: fields),
                .refused(status, "malformed_request", naming: naming), closes: true)
        }
        + ["gzip", "identity", "chunked, chunked", "gzip, chunked", "xchunked", "\"chunked\""].map {
            (coding: String) -> BadInput in
            BadInput(
                "Transfer-Encoding \(coding)",
                Wire.chat(fields: ["transfer-encoding: \(coding)"]).with { $0.length = nil },
                .refused(501, "malformed_request", naming: "chunked"), closes: true)
        }
        + [
            BadInput(
                "two Transfer-Encodings",
                Wire.chat(fields: ["transfer-encoding: chunked", "transfer-encoding: chunked"]).with {
                    $0.length = nil
                },
                .refused(501, "malformed_request", naming: "more than one Transfer-Encoding"), closes: true),
            BadInput(
                "Transfer-Encoding in HTTP/1.0",
                Wire.chat(fields: ["transfer-encoding: chunked"])
                    .with { ($0.length, $0.version) = (nil, "HTTP/1.0") },
                .refused(400, "malformed_request", naming: "HTTP/1.0"), closes: true),
            BadInput(
                "early close after the request line", Array("POST /v1/chat/completions HTTP/1.1\r\n".utf8), .nothing),
            BadInput("early close in a field", Array(Wire.chat().head.utf8.prefix(50)), .nothing),
            BadInput("early close after the head", Array(Wire.chat().head.utf8), .nothing),
            BadInput("early close in the body", Wire.chat().bytes.dropLast(), .nothing),
            BadInput("early close in a chunk", Wire.chat().chunked("ff\r\n{"), .nothing),
            BadInput("early close before the last chunk", Wire.chat().chunked("1\r\n{\r\n"), .nothing),
            BadInput("connection without a byte", [], .nothing),
        ]

    static let chunks: [BadInput] =
        [
            ("size ZZ", "ZZ\r\n", "chunk size"), ("size -1", "-1\r\n", "chunk size"), ("no size", "\r\n", "chunk size"),
            ("size 0x1", "0x1\r\n", "chunk size"), ("size 1 and a space", "1 \r\n{\r\n", "chunk size"),
            ("size of 17 digits", "00000000000000001\r\n", "chunk size"),
            ("size beyond 2^63", "FFFFFFFFFFFFFFFF\r\n", "out of range"), ("size and LF", "1\n{\r\n", "CRLF"),
            ("data without CRLF", "1\r\n{}0\r\n\r\n", "not followed by CRLF"),
            ("data and LF", "1\r\n{\n0\r\n\r\n", "not followed by CRLF"),
            ("control character in an extension", "1;a=\u{1}\r\n{\r\n", "chunk extension"),
            ("LF in an extension", "1;a\n\r\n{\r\n", "CRLF"),
            ("extension of 300 bytes", "1;\(String(repeating: "a", count: 300))\r\n", "256 bytes"),
            ("trailer without a colon", "0\r\nabc\r\n\r\n", "trailer"), ("trailer and LF", "0\r\na: b\n\n", "CRLF"),
            ("last chunk and LF", "0\r\n\n", "trailer"),
            ("trailers of 9 KB", "0\r\na: \(String(repeating: "a", count: 9 << 10))\r\n\r\n", "8192 bytes"),
        ].map { (name: String, text: String, naming: String) -> BadInput in
            BadInput(
                "chunk: \(name)", Wire.chat().chunked(text), .refused(400, "malformed_body", naming: naming),
                closes: true)
        }
        + [
            BadInput("chunks of one byte", Wire.chat().inChunks(of: 1), .answered),
            BadInput(
                "chunks with extensions and trailers", Wire.chat().inChunks(of: 7, extra: ";a=b", end: "x: y\r\n"),
                .answered),
            BadInput("no chunks", Wire.chat().chunked("0\r\n\r\n"), .refused(400, "empty_body", naming: "empty")),
        ]
}

extension Wire {
    /// The same request with its body in chunks of this many bytes.
    func inChunks(of size: Int, extra: String = "", end: String = "") -> [UInt8] {
        var bytes = chunked("")
        var rest = body[...]
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            rest = rest.dropFirst(size)
            bytes += Array("\(String(piece.count, radix: 16))\(extra)\r\n".utf8) + piece + [13, 10]
        }
        return bytes + Array("0\r\n\(end)\r\n".utf8)
    }
}
