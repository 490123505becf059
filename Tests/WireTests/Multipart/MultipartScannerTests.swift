import PlanBWire
import Testing

@Suite("Multipart scanner")
struct MultipartScannerTests {
    static let boundary = "X-FIXTURE-BOUNDARY-7MA4YWxk"
    static let fixture = "transcription_request.multipart"

    /// `name=body` of each part.
    private static func read(_ text: String, limit: Int = 256) throws -> [String] {
        let bytes = Array(text.utf8)
        return try MultipartScanner.parts(of: bytes.span, boundary: "b", limit: limit).map {
            ($0.name ?? "-") + "=" + bytes.text($0.body)
        }
    }

    @Test("a recorded request is read in full, with a payload that contains hyphens at the start of a line")
    func recorded() throws {
        let bytes = try Fixture.bytes(Self.fixture)
        let parts = try MultipartScanner.parts(of: bytes.span, boundary: Self.boundary)
        #expect(parts.map(\.name) == ["model", "timestamp_granularities[]", "timestamp_granularities[]", "file"])
        #expect(parts.map(\.filename) == [nil, nil, nil, "a.wav"])
        #expect(parts[..<3].map { bytes.text($0.body) } == ["gpt-4o-transcribe", "word", "segment"])
        #expect(bytes[parts[3].body].starts(with: Array("RIFF".utf8)))
        #expect(bytes.text(parts[3].body).contains("\r\n--not-a-boundary\r\n"))
        #expect(bytes.text(parts[3].headers).hasSuffix("Content-Type: audio/wav\r\n"))
    }

    static let head = "Content-Disposition: form-data; name="

    @Test(
        "parts are what stands between delimiter lines",
        arguments: [
            ("--b--", []), ("--b--\r\n", []), ("--b\r\n\(head)a\r\n\r\n1\r\n--b--", ["a=1"]),
            ("--b\r\n\(head)a\r\n\r\n1\r\n--b--\r\n", ["a=1"]),
            ("--b\r\n\(head)a\r\n\r\n1\r\n--b\r\n\(head)c\r\n\r\n2\r\n--b--", ["a=1", "c=2"]),
            // What stands before and after is ignored, and so is whitespace after a boundary.
            ("preamble\r\n--b \t\r\n\(head)a\r\n\r\n1\r\n--b-- \r\nepilogue\r\n--b\r\n", ["a=1"]),
            // Without content, with or without the CRLF of its own; without headers.
            ("--b\r\n\(head)a\r\n\r\n\r\n--b--", ["a="]), ("--b\r\n\(head)a\r\n\r\n--b--", ["a="]),
            ("--b\r\n\r\nx\r\n--b--", ["-=x"]),
            ("--b\r\n\r\n--b--", ["-="]),
            // Content that only looks like a delimiter.
            (
                "--b\r\n\(head)a\r\n\r\n1\r\n--bc\r\n--b\n--b-\r\n--b--x\r\n-b\r\n --b\r\n--B\n--b--\r\n--b--",
                ["a=1\r\n--bc\r\n--b\n--b-\r\n--b--x\r\n-b\r\n --b\r\n--B\n--b--"]
            ),
            ("--b\r\n\(head)a\r\n\r\n1--b--\r\n\r\n\r\n--b--", ["a=1--b--\r\n\r\n"]),
            ("--b\r\n\(head)a\r\n\r\n\r\r\n--b--", ["a=\r"]),
        ])
    func parts(_ text: String, _ parts: [String]) throws {
        #expect(try Self.read(text) == parts)
    }

    @Test(
        "the name is read from Content-Disposition",
        arguments: [
            (#"Content-Disposition: form-data; name="a""#, "a", nil),
            (#"content-disposition:form-data;NAME=a"#, "a", nil),
            (#"X: y"#, nil, nil), (#"Content-Disposition: form-data; filename="f; name=\"x\"""#, nil, #"f; name="x""#),
            ("Content-Type: text/plain\r\nContent-Disposition: form-data;\r\n name=\"a\";\r\n\tfilename=f", "a", "f"),
            (#"Content-Disposition: form-data; name="é[]"; filename="C:\dir\f.wav""#, "é[]", #"C:\dir\f.wav"#),
            ("Content-Disposition: form-data; name=a\r\nX: y;\r\n name=b", "a", nil),
            (#"Content-Disposition: form-data; name="a%22b""#, "a%22b", nil),
            (#"Content-Disposition: form-data; name="\\""#, "\\", nil),
            (#"Content-Disposition: form-data; name="a"; filename*=UTF-8''x"#, "a", nil),
            (#"Content-Disposition: form-data; name="""#, "", nil),
        ] as [(String, String?, String?)])
    func names(_ headers: String, _ name: String?, _ filename: String?) throws {
        let bytes = Array("--b\r\n\(headers)\r\n\r\nx\r\n--b--".utf8)
        let parts = try MultipartScanner.parts(of: bytes.span, boundary: "b")
        let part = try #require(parts.first)
        #expect(part.name == name)
        #expect(part.filename == filename)
        #expect(bytes.text(part.headers) == headers + "\r\n")
    }

    @Test(
        "a malformed body is refused with the place of the fault",
        arguments: [
            ("", .noBoundary, 0), ("--c--", .noBoundary, 5), ("x--b--", .noBoundary, 6), ("--b", .noBoundary, 3),
            ("--b\n\(head)a\n\n1\n--b--", .noBoundary, 51), ("--b\r\n\(head)a\r\n\r\n1", .unterminated, 48),
            ("--b\r\n\(head)a\r\n\r\n1\r\n--b\r\n", .unterminated, 55), ("--b\r\n\(head)a\r\n", .unterminated, 45),
            ("--b\r\n\(head)a\r\n\r\n1\r\n--b-", .unterminated, 54), ("--b\r\n--b--\r\n\r\n", .invalidHeader, 5),
            ("--b\r\nno colon\r\n\r\n1\r\n--b--", .invalidHeader, 5),
            ("--b\r\n: x\r\n\r\n1\r\n--b--", .invalidHeader, 5),
            ("--b\r\nA: x\nB: y\r\n\r\n1\r\n--b--", .invalidHeader, 9),
            ("--b\r\n folded\r\n\r\n1\r\n--b--", .invalidHeader, 5),
            ("--b\r\n\(head)\"a\r\n\r\n1\r\n--b--", .invalidDisposition, 25),
            ("--b\r\n\(head)a; name=c\r\n\r\n1\r\n--b--", .invalidDisposition, 25),
            ("--b\r\nContent-Disposition: x\r\n\(head)a\r\n\r\n1\r\n--b--", .invalidDisposition, 29),
        ] as [(String, MultipartFault.Reason, Int)])
    func malformed(_ text: String, _ reason: MultipartFault.Reason, _ offset: Int) {
        let fault = #expect(throws: MultipartFault.self) { try Self.read(text) }
        #expect(fault?.reason == reason)
        #expect(fault?.offset == offset)
        #expect(fault?.description.hasPrefix("byte \(offset): ") == true)
    }

    @Test("there may be as many parts as the limit allows and no more")
    func limit() throws {
        let text = String(repeating: "--b\r\n\r\nx\r\n", count: 3) + "--b--"
        #expect(try Self.read(text, limit: 3).count == 3)
        let fault = #expect(throws: MultipartFault.self) { try Self.read(text, limit: 2) }
        #expect(fault?.reason == .tooManyParts)
    }
}
