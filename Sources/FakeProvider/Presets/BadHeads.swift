extension Behaviour {
    /// A good answer with one header line of this many bytes.
    public static func oversizedHeader(bytes: Int) -> Behaviour {
        named("oversized_header(\(bytes))") {
            let value = String(repeating: "a", count: min(max(bytes, 0), Payload.limit))
            $0.head.add = [HeaderLine("x-filler", value)]
        }
    }

    /// A good answer with this many header lines more.
    public static func headerFlood(_ lines: Int) -> Behaviour {
        named("header_flood(\(lines))") {
            $0.head.add = (0..<min(max(lines, 0), Insertion.limit)).map { HeaderLine("x-filler-\($0)", "a") }
        }
    }

    /// Header lines that try to get into the next answer, or into the client's: line ends, NUL, folding, blanks before
    /// the colon, a line without a colon.
    public static let headerInjection = named("header_injection") {
        $0.head.add = [
            HeaderLine("x-lf", "a\nset-cookie: lf=1"),
            HeaderLine("x-cr", "a\rset-cookie: cr=1"),
            HeaderLine("x-nul", "a\0b"),
            HeaderLine("x-folded", "a\r\n  set-cookie: folded=1"),
            HeaderLine("x-blank ", "before the colon"),
            HeaderLine("a line without a colon"),
        ]
    }

    /// A head whose lines end in LF.
    public static let bareLineFeeds = named("bare_line_feeds") { $0.head.lineEnd = .lf }
    /// A status line that is none.
    public static func statusLine(_ line: Payload) -> Behaviour { named("status_line") { $0.head.statusLine = line } }

    /// A redirect with this status code.
    public static func redirect(_ status: Int, to location: String = "http://169.254.169.254/latest/") -> Behaviour {
        named("redirect(\(status))") {
            $0.head.status = status
            $0.head.set = [HeaderLine("location", location)]
            $0.body = ""
            $0.framing = .contentLength
        }
    }

    /// An informational answer before the good one.
    public static func informational(_ status: Int) -> Behaviour {
        named("informational(\(status))") { $0.head.informational = [status] }
    }

    /// An answer in HTTP/1.0, which ends with the connection.
    public static let http10 = named("http_1_0") { $0.head.version = "HTTP/1.0" }
    /// A good answer that announces the end of the connection.
    public static let connectionClose = named("connection_close") {
        $0.head.set = [HeaderLine("connection", "close")]
    }
}

extension Behaviour.Preset {
    static let badHeads: [Self] = [
        Self("oversized_header", "bytes", 100_000, "A good answer with one header line of this size.") {
            .oversizedHeader(bytes: $0)
        },
        Self("header_flood", "lines", 1000, "A good answer with so many header lines more.") { .headerFlood($0) },
        Self("header_injection", "Header lines with line ends, NUL, folding and blanks where none may be.") {
            .headerInjection
        },
        Self("bare_line_feeds", "A head whose lines end in LF.") { .bareLineFeeds },
        Self("status_line", "line", "HTTP/1.1 OK", "This status line.") { .statusLine(.init($0)) },
        Self("redirect", "status", 302, "A redirect to the metadata service of clouds.") { .redirect($0) },
        Self("informational", "status", 103, "An informational answer before the good one.") { .informational($0) },
        Self("http_1_0", "An answer in HTTP/1.0.") { .http10 },
        Self("connection_close", "A good answer with connection: close.") { .connectionClose },
    ]
}
