extension HostileRow {
    private static func head(_ name: String, _ first: String, again: String = "") -> HostileRow {
        HostileRow(name, .malformed) { _ in HostileAnswer(first, again: again) }
    }

    /// A head that is good but for this line.
    private static func line(_ line: String) -> HostileRow {
        HostileRow("the field \(line.debugDescription.prefix(50))", .malformed) {
            HostileAnswer(HostileAnswer.head($0, line) + HostileAnswer.beginning($0))
        }
    }

    /// Heads that are none, or never end.
    static let heads = alternating([
        head("an endless status line", "HTTP/1.1 200 ", again: HostileAnswer.canary),
        head("an endless field", "HTTP/1.1 200 OK\r\nx-filler: ", again: "a"),
        head("an endless name of a field", "HTTP/1.1 200 OK\r\n", again: "a"),
        head("fields without end", "HTTP/1.1 200 OK\r\n", again: "x-filler: \(HostileAnswer.canary)\r\n"),
        head("informational answers without end", "", again: "HTTP/1.1 100 Continue\r\n\r\n"),
        head(
            "large informational answers without end", "",
            again: "HTTP/1.1 103 Early Hints\r\nlink: \(String(repeating: "a", count: 32 << 10))\r\n\r\n"),
        head("an informational answer with a body", "HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\nhello"),
        head("another protocol", "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n"),
        head("HTTP/2", "HTTP/2 200 OK\r\n\r\n"), head("HTTP/0.9", "<html>\(HostileAnswer.canary)</html>\r\n"),
        head("another server altogether", "220 mail.example ESMTP \(HostileAnswer.canary)\r\n"),
        head("the status 99", "HTTP/1.1 99 OK\r\n\r\n"), head("the status 600", "HTTP/1.1 600 OK\r\n\r\n"),
        head("the status 1000", "HTTP/1.1 1000 OK\r\n\r\n"), head("the status -20", "HTTP/1.1 -20 OK\r\n\r\n"),
        head("a status in words", "HTTP/1.1 OK\r\n\r\n"), head("blank lines without end", "", again: "\r\n"),
        head("NUL without end", "", again: "\0"), head("a record of TLS", "\u{16}\u{3}\u{1}\0\u{5}hello"),
        HostileRow("a head that ends in LF", .malformed) { _ in
            HostileAnswer("HTTP/1.1 200 OK\ncontent-length: 2\n\n{}")
        },
        line("x-cr: a\rset-cookie: \(HostileAnswer.canary)"), line("x-lf: a\nset-cookie: \(HostileAnswer.canary)"),
        line("x-nul: a\0b"), line("x-folded: a\r\n b"), line("no colon"), line("x-blank : a"), line(": no name"),
        line("x-\u{e9}: a"),
    ])

    /// Lengths that are none, and such that two readers understand differently.
    static let lengths = alternating(
        [
            "-1", "+5", "0x10", "1e3", "5, 5", "5 5", "", "five", String(repeating: "9", count: 19),
            String(repeating: "9", count: 400), "5\r\ncontent-length: 5", "5\r\ncontent-length: 6",
            "5\r\ntransfer-encoding: chunked",
        ].map { line("content-length: \($0)") } + [
            line("transfer-encoding: gzip, chunked"), line("transfer-encoding: identity"),
            line("transfer-encoding: chunked, chunked"), line("transfer-encoding:"),
            line("transfer-encoding: xchunked"),
            line("transfer-encoding: chunked\r\ntransfer-encoding: chunked"),
            line("transfer-encoding: chunked\r\ncontent-length: 5"),
            head("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"),
        ])
}
