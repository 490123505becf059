import PlanBVocabulary

extension HostileRow {
    /// The beginning of an answer, then these bytes where a chunk should be.
    private static func chunk(_ name: String, _ text: String, again: String = "", closes: Bool = false) -> HostileRow {
        HostileRow(name, .cut) {
            let first = HostileAnswer.chunked($0) + HostileAnswer.chunk(HostileAnswer.beginning($0)) + text
            return HostileAnswer(first, again: again, closes: closes)
        }
    }

    /// Chunks that are none, or of which nobody can say how long they are.
    static let chunks = alternating(
        [
            "ZZ", "-5", "+5", "0x5", " 5", "5 ", "5\t", "", "5,", "\u{661}", "FFFFFFFFFFFFFFFF", "8000000000000000",
            "00000000000000005", "FFFFFFFFFFFFFFFFF", "5;a=\0", "5;a=\u{7f}",
        ].map { chunk("a chunk of the size \($0.debugDescription)", "\($0)\r\nhello\r\n") } + [
            chunk("a chunk size that ends in LF", "5\nhello\r\n"),
            chunk("a chunk without its end", "5\r\nhello5\r\nhello"),
            chunk("a chunk that is longer than it says", "5\r\nhello, \(HostileAnswer.canary)\r\n"),
            chunk("a chunk size without end", "", again: "0"), chunk("a chunk extension without end", "1;", again: "a"),
            chunk("chunk extensions without end", "", again: "1;\(String(repeating: "a", count: 200))\r\n\n\r\n"),
            chunk("trailer fields without end", "0\r\n", again: "x-filler: a\r\n"),
            chunk("a trailer field without end", "0\r\nx-filler: ", again: "a"),
            chunk("a trailer field without a colon", "0\r\n\(HostileAnswer.canary)\r\n\r\n"),
            chunk("a chunk of the largest number, of which little comes", "7FFFFFFFFFFFFFFF\r\n", closes: true),
            chunk("a chunk of 100 MB, of which little comes", "5F5E100\r\n\n\n", closes: true),
            chunk("no last chunk", "", closes: true),
        ])

    /// Bodies that are longer or shorter than was said.
    static let framing: [HostileRow] = [
        HostileRow("a length that is too large, and the end", .cut) {
            HostileAnswer(HostileAnswer.head($0, "content-length: 5000") + HostileAnswer.beginning($0), closes: true)
        },
        HostileRow("a length of 18 digits, and the end", .cut) {
            let head = HostileAnswer.head($0, "content-length: \(String(repeating: "9", count: 18))")
            return HostileAnswer(head + HostileAnswer.beginning($0), closes: true)
        },
        HostileRow("a length that is too large, and silence", whole: .late("answer"), stream: .late("first_token")) {
            HostileAnswer(HostileAnswer.head($0, "content-length: 5000") + HostileAnswer.beginning($0))
        }.quick,
        HostileRow("a length that is too small", whole: .malformed, stream: .cut) {
            HostileAnswer(HostileAnswer.head($0, "content-length: 9") + HostileAnswer.beginning($0))
        },
        HostileRow("half an answer until the end of the connection", whole: .malformed, stream: .cut) {
            HostileAnswer(HostileAnswer.head($0) + HostileAnswer.beginning($0), closes: true)
        },
        HostileRow("no content", whole: .malformed, stream: .gateway) { _ in
            HostileAnswer("HTTP/1.1 204 No Content\r\n\r\n")
        },
    ]

    /// Bytes come, and yet nothing does.
    static let drips: [HostileRow] = [
        HostileRow("a status line byte by byte", whole: .late("answer"), stream: .late("first_token")) { _ in
            .drip("HTTP/1.1 200 ", "a")
        },
        HostileRow("a field byte by byte", whole: .late("answer"), stream: .late("first_token")) {
            .drip(String(HostileAnswer.head($0).dropLast(2)) + "x-filler: ", "a")
        },
        HostileRow("a body byte by byte", whole: .late("answer"), stream: .late("first_token")) {
            .drip(HostileAnswer.head($0) + HostileAnswer.beginning($0), " ")
        },
        HostileRow("an event byte by byte", stream: .late("first_token")) {
            .drip(HostileAnswer.head($0) + "data: ", "[")
        },
        HostileRow("a comment byte by byte", stream: .late("first_token")) { .drip(HostileAnswer.head($0) + ":", "a") },
        HostileRow("blank lines byte by byte", stream: .late("first_token")) { .drip(HostileAnswer.head($0), "\n") },
        HostileRow("an informational answer every now and then", whole: .late("answer"), stream: .late("first_token")) {
            _ in
            var answer = HostileAnswer("")
            answer.again = Array("HTTP/1.1 102 Processing\r\n\r\n".utf8)
            answer.pause = .milliseconds(20)
            return answer
        },
    ].map(\.quick)
}

extension HostileRow {
    /// With clocks that do not let a test wait.
    fileprivate var quick: HostileRow {
        with { ($0.timeouts.answer, $0.timeouts.firstToken) = (.milliseconds(200), .milliseconds(200)) }
    }
}
