extension BadInput {
    private static let host = "host: localhost\r\n\r\n"

    static let requestLines: [BadInput] = [
        .malformed("HTTP/0.9", "GET /v1/models\r\n\r\n", naming: "HTTP/0.9"),
        .malformed("HTTP/1.2", "GET / HTTP/1.2\r\n" + host, status: 505, naming: "use HTTP/1.1"),
        .malformed("HTTP/2.0", "GET / HTTP/2.0\r\n" + host, status: 505, naming: "use HTTP/1.1"),
        .malformed("lower-case version", "GET / http/1.1\r\n" + host, status: 505, naming: "use HTTP/1.1"),
        .malformed("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 505, naming: "HTTP/2"),
        .malformed("no spaces", "GET\r\n" + host, naming: "METHOD /path HTTP/1.1"),
        .malformed("two spaces", "GET  / HTTP/1.1\r\n" + host, naming: "single spaces"),
        .malformed("leading space", " GET / HTTP/1.1\r\n" + host, naming: "single spaces"),
        .malformed("tabs", "GET\t/\tHTTP/1.1\r\n" + host, naming: "single spaces"),
        .malformed("space in the path", "GET /a b HTTP/1.1\r\n" + host, naming: "percent-encode spaces"),
        .malformed("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\n" + host, naming: "the request line is empty"),
        .malformed("method that is no token", "G(T / HTTP/1.1\r\n" + host, naming: "not a token"),
        .malformed(
            "method of 33 letters", String(repeating: "A", count: 33) + " / HTTP/1.1\r\n" + host, naming: "not a token"),
        .malformed("full URL", "GET http://evil.example/ HTTP/1.1\r\n" + host, naming: "full URL"),
        .malformed("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\n" + host, naming: "not a forward proxy"),
        .malformed("asterisk", "GET * HTTP/1.1\r\n" + host, naming: "OPTIONS only"),
        .malformed("target without a slash", "GET v1/models HTTP/1.1\r\n" + host, naming: "does not start with"),
        .malformed("raw UTF-8 in the path", "GET /caf\u{E9} HTTP/1.1\r\n" + host, naming: "percent-encode it"),
        .malformed("fragment", "GET /v1/models#a HTTP/1.1\r\n" + host, naming: "percent-encode it"),
        .malformed("line ends in LF", "GET / HTTP/1.1\n" + host, naming: "LF alone"),
        .malformed("CR in the line", "GET /\r/ HTTP/1.1\r\n" + host, naming: "CR without LF"),
        .malformed("NUL in the line", "GET /\0 HTTP/1.1\r\n" + host, naming: "control character"),
        .malformed(
            "target of 9 KB", "GET /" + String(repeating: "a", count: 9 << 10) + " HTTP/1.1\r\n" + host, status: 414,
            naming: "8192 bytes"),
        BadInput(
            "TLS ClientHello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03],
            .refused(400, "malformed_request", naming: "plain HTTP"), closes: true),
        BadInput(
            "TLS ClientHello in one byte and another", [0x16, 0x03],
            .refused(400, "malformed_request", naming: "plain HTTP"), closes: true),
        BadInput("one empty line first", [13, 10] + Wire.chat().bytes, .answered),
        BadInput("HTTP/1.0", Wire.chat().with { $0.version = "HTTP/1.0" }, .answered, closes: true),
        BadInput(
            "HTTP/1.0 without Host",
            Wire.chat().with { ($0.version, $0.fields) = ("HTTP/1.0", ["content-type: application/json"]) }, .answered,
            closes: true),
        BadInput(
            "upgrade to h2c",
            Wire.chat(fields: ["connection: upgrade, http2-settings", "upgrade: h2c", "http2-settings: AAMAAABk"]),
            .answered),
        BadInput(
            "upgrade to websocket", Wire.get("/v1/realtime", fields: ["connection: upgrade", "upgrade: websocket"]),
            .refused(426, "upgrade_not_supported", naming: "WebSocket")),
        BadInput(
            "method in lower case", Wire.chat().with { $0.method = "post" },
            .refused(405, "method_not_allowed", naming: "POST"), closes: true),
        BadInput("GET", Wire.get("/v1/chat/completions"), .refused(405, "method_not_allowed", naming: "POST")),
        BadInput(
            "OPTIONS", Wire.get("/v1/chat/completions").with { $0.method = "OPTIONS" },
            .refused(405, "method_not_allowed", naming: "POST")),
        BadInput(
            "TRACE", Wire.get("/v1/chat/completions").with { $0.method = "TRACE" },
            .refused(405, "method_not_allowed", naming: "POST")),
        BadInput(
            "OPTIONS *", Wire.get("*").with { $0.method = "OPTIONS" }, .refused(400, "invalid_path", naming: "path")),
        BadInput("Range", Wire.chat(fields: ["range: bytes=0-3"]), .answered),
    ]

    /// What a browser, a proxy or a rebinding attack puts into Host and Origin.
    static let hosts: [BadInput] =
        [
            .malformed("no Host", "GET /v1/models HTTP/1.1\r\n\r\n", naming: "needs a Host field"),
            .malformed(
                "two Hosts", "GET / HTTP/1.1\r\nhost: localhost\r\nHost: localhost\r\n\r\n",
                naming: "more than one Host"),
            BadInput(
                "foreign Origin", Wire.chat(fields: ["origin: https://evil.example"]),
                .refused(403, "origin_not_allowed", naming: "origin"), closes: true),
            BadInput(
                "Origin null", Wire.chat(fields: ["origin: null"]),
                .refused(403, "origin_not_allowed", naming: "origin"),
                closes: true),
            BadInput(
                "cross-site", Wire.chat(fields: ["sec-fetch-site: cross-site"]),
                .refused(403, "cross_site_request", naming: "Cross-site"), closes: true),
            BadInput("same-origin", Wire.chat(fields: ["sec-fetch-site: same-origin"]), .answered),
        ]
        + [
            "", "a b", "a?b", "a#b", "a/b", "u@localhost", "localhost:", "localhost:0", "localhost:65536", "[::1",
            "%31",
        ]
        .map { (value: String) -> BadInput in
            BadInput(
                "Host \(value)", Wire.chat().with { $0.fields[0] = "host: \(value)" },
                .refused(400, "malformed_request", naming: "Host"), closes: true)
        }
        + ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "169.254.169.254", "[::2]:80"]
        .map { (value: String) -> BadInput in
            BadInput(
                "foreign Host \(value)", Wire.chat().with { $0.fields[0] = "host: \(value)" },
                .refused(421, "host_not_allowed", naming: "Host"), closes: true)
        }
        + ["127.0.0.1:8700", "127.9.9.9", "[::1]", "LOCALHOST:1", "app.localhost"].map { (value: String) -> BadInput in
            BadInput("own Host \(value)", Wire.chat().with { $0.fields[0] = "host: \(value)" }, .answered)
        }

    static let paths: [BadInput] =
        [
            ("//", "/v1//chat/completions", "//"), ("leading //", "//v1/models", "//"),
            ("%2e%2e", "/v1/%2e%2e/livez", "segments"), ("..", "/v1/../livez", "segments"),
            (".", "/v1/./models", "segments"), ("..;", "/v1/..;x=1/livez", "segments"),
            ("%2F", "/v1/chat%2Fcompletions", "encoded slash"), ("%5C", "/v1/chat%5ccompletions", "backslash"),
            ("%00", "/v1/chat/completions%00", "%00"), ("%zz", "/v1/%zz", "hexadecimal"),
            ("%", "/v1/a%", "hexadecimal"),
        ].map { (name: String, path: String, naming: String) -> BadInput in
            BadInput("path with \(name)", Wire.get(path), .refused(400, "invalid_path", naming: naming))
        }
        + ["/", "/v1/chat/completions/", "/v1/chat/completions;x=1", "/v1/Chat/Completions", "/v3/chat/completions"]
        .map { (path: String) -> BadInput in
            BadInput("path \(path)", Wire.get(path), .refused(404, "unknown_path", naming: "path"))
        }
        + [
            BadInput("escapes of letters", Wire.chat().with { $0.target = "/v1/%63hat/completions" }, .answered),
            BadInput("query", Wire.chat().with { $0.target += "?key=%ff&a" }, .answered),
            BadInput(
                "what no target of this gateway keeps", Wire.get("/v1/responses/resp_1"),
                .refused(404, "state_not_found", naming: "resp_1")),
        ]
}
