import Testing

@testable import PlanBFakeProvider

@Suite struct AnswerHeadTests {
    private static func head(_ preset: String) throws -> String {
        let bytes = PlaybackTests.bytes(PlaybackTests.steps(try .preset(preset), stream: false))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func closes(_ behaviour: Behaviour) -> Bool {
        PlaybackTests.steps(behaviour, stream: false).last == .end(keepAlive: false)
    }

    @Test(arguments: [
        ("ok", "HTTP/1.1 200 OK\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\ncontent-type: application/json\r\n"),
        ("http_1_0", "HTTP/1.0 200 OK\r\n"), ("status_line(HTTP/9 x)", "HTTP/9 x\r\ndate"),
        (
            "informational(103)",
            "HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload; as=style\r\n\r\nHTTP/1.1 200"
        ),
        ("bare_line_feeds", "HTTP/1.1 200 OK\ndate"), ("redirect(308)", "HTTP/1.1 308 Permanent Redirect\r\n"),
    ])
    func theHeadBeginsAsTold(preset: String, start: String) throws {
        #expect(try Self.head(preset).utf8.starts(with: start.utf8))
    }

    @Test(arguments: [
        ("redirect(302)", "\r\nlocation: http://169.254.169.254/latest/\r\n"), ("html(200)", "text/html"),
        ("wrong_content_type", "\r\ncontent-type: text/plain\r\n"), ("length_too_long(10)", "content-length: 30\r\n"),
        ("length_too_short(10)", "content-length: 10\r\n"), ("false_gzip", "content-encoding: gzip\r\n"),
        ("chunked_with_length", "content-length: 20\r\ntransfer-encoding: chunked\r\n"),
        ("header_injection", "x-lf: a\nset-cookie: lf=1\r\n"),
        ("header_injection", "\r\nx-blank : before the colon\r\n"),
        ("header_injection", "x-nul: a\0b"), ("bad_chunk_size(ZZ)", "\r\n\r\nZZ\r\n"),
        ("empty_body", "content-length: 0\r\n\r\n"), ("connection_close", "\r\nconnection: close\r\n"),
    ])
    func theHeadHasWhatIsTold(preset: String, part: String) throws {
        // Bytes, because a CR LF is one character.
        let (head, part) = (Array(try Self.head(preset).utf8), Array(part.utf8))
        #expect(head.indices.contains { head[$0...].starts(with: part) })
    }

    @Test func aHeaderLineIsSetOnceRemovedWhollyAndAddedBeside() throws {
        var behaviour = Behaviour()
        behaviour.head.set = [.init("Content-Type", "a/b"), .init("x-new", "1")]
        behaviour.head.remove = ["DATE"]
        behaviour.head.add = [.init("x-new", "2")]
        let bytes = PlaybackTests.bytes(PlaybackTests.steps(behaviour, stream: false))
        let answer = try #require(RawAnswer(bytes))
        let lines = answer.head.split(separator: "\r\n").dropFirst().map(String.init)
        #expect(lines == ["Content-Type: a/b", "content-length: 20", "x-new: 1", "x-new: 2"])
    }

    @Test func anOversizedHeaderHasItsSize() throws {
        #expect(try Self.head("oversized_header(70000)").contains(String(repeating: "a", count: 70_000)))
        #expect(try Self.head("header_flood(500)").components(of: "\r\nx-filler-") == 500)
    }

    @Test(arguments: [204, 304])
    func aStatusWithoutABodyHasNeitherBodyNorLength(status: Int) throws {
        let head = try Self.head("status(\(status))")
        #expect(head.hasSuffix("\r\n\r\n"))
        #expect(!head.contains("content-length") && !head.contains("transfer-encoding"))
    }

    @Test func theConnectionEndsWhereTheAnswerSaysSoOrCannotEndOtherwise() throws {
        for preset in ["connection_close", "until_close", "http_1_0", "length_too_long(1)"] {
            #expect(Self.closes(try .preset(preset)), "\(preset)")
        }
        for preset in ["ok", "chunked", "length_too_short(1)", "status(500)", "gzip"] {
            #expect(!Self.closes(try .preset(preset)), "\(preset)")
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_226_400, "Sat, 21 Nov 2026 02:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (Int.max, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
    ])
    func datesHaveTheFormOfHTTP(seconds: Int, text: String) {
        #expect(httpDate(seconds) == text)
    }
}
