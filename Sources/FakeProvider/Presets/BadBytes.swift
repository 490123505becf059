extension Behaviour {
    /// A body, or the third event of a stream, that is not JSON.
    public static let invalidJSON = spoiled("invalid_json", #"{"id":"chatcmpl-1","choices":[{"#)
    /// A body, or the third event of a stream, that is not UTF-8.
    public static let invalidUTF8 = spoiled(
        "invalid_utf8",
        Payload(
            Array(#"{"choices":[{"index":0,"delta":{"content":""#.utf8) + [0xC3, 0x28, 0xFF]
                + Array(#""}}]}"#.utf8)))
    /// A body, or the third event of a stream, with NUL bytes.
    public static let nulBytes = spoiled("nul_bytes", Payload([0, 0, 0, 0]))

    /// A page for people, as proxies and load balancers send it, with this status code.
    public static func htmlErrorPage(_ status: Int) -> Behaviour {
        named("html(\(status))") {
            $0.head.status = status
            $0.head.set = [HeaderLine("content-type", "text/html; charset=UTF-8"), HeaderLine("server", "cloudflare")]
            $0.body = Payload(
                "<!DOCTYPE html>\n<html><head><title>api.example | \(status): Bad gateway</title></head>\n"
                    + "<body><h1>\(status) Bad Gateway</h1><hr><center>cloudflare</center></body></html>\n")
        }
    }

    /// A third event whose checksum is wrong, in a dialect whose events have checksums.
    public static let badChecksum = named("bad_checksum") {
        $0.stream.insert = [Insertion(.badChecksum, before: 2)]
    }

    /// A good body of a wrong content type.
    public static let wrongContentType = named("wrong_content_type") {
        $0.head.set = [HeaderLine("content-type", "text/plain")]
    }
    /// A gzip body, although nobody asked for one.
    public static let gzip = named("gzip") { $0.encoding = .gzip }
    /// A plain body that is declared to be gzip.
    public static let falseGzip = named("false_gzip") { $0.encoding = .falseGzip }
    /// 200 with a content length of 0.
    public static let emptyBody = named("empty_body") {
        $0.body = ""
        $0.framing = .contentLength
    }
    /// 204.
    public static let noContent = named("no_content") {
        $0.head.status = 204
        $0.head.remove = ["content-type"]
        $0.body = ""
    }

    private static func spoiled(_ name: String, _ data: Payload) -> Behaviour {
        named(name) {
            $0.stream.insert = [Insertion(.raw(Payload(Array("data: ".utf8) + data.bytes + [10, 10])), before: 2)]
            $0.plainBody = data
        }
    }
}

extension Behaviour.Preset {
    static let badBytes: [Self] = [
        Self("invalid_json", "A body, or the third event, that is not JSON.") { .invalidJSON },
        Self("invalid_utf8", "A body, or the third event, that is not UTF-8.") { .invalidUTF8 },
        Self("nul_bytes", "A body, or the third event, of NUL bytes.") { .nulBytes },
        Self("bad_checksum", "A third event whose checksum is wrong, in a dialect that has checksums.") {
            .badChecksum
        },
        Self("html", "status", 502, "A page for people, with this status code (200 too).") { .htmlErrorPage($0) },
        Self("wrong_content_type", "A good body that is declared to be text/plain.") { .wrongContentType },
        Self("gzip", "A gzip body, although nobody asked for one.") { .gzip },
        Self("false_gzip", "A plain body that is declared to be gzip.") { .falseGzip },
        Self("empty_body", "200 with a content length of 0.") { .emptyBody },
        Self("no_content", "204.") { .noContent },
    ]
}
