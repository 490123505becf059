import NIOCore
import PlanBWire
import Testing

struct HTTPBodyTests {
    /// The data, and the fault or nil, of a body delivered in `pieces`, and what is left after its end.
    static func decode(
        _ framing: HTTPBodyFraming, _ pieces: [[UInt8]]
    ) -> (data: [UInt8], fault: HTTPFault?, isComplete: Bool, rest: Int) {
        var decoder = HTTPBodyDecoder(framing)
        var buffer = ByteBuffer()
        var data: [UInt8] = []
        for piece in pieces {
            buffer.writeBytes(piece)
            do throws(HTTPFault) {
                while case .bytes(let slice) = try decoder.next(&buffer) { data += slice.readableBytesView }
            } catch {
                return (data, error, decoder.isComplete, buffer.readableBytes)
            }
        }
        return (data, nil, decoder.isComplete, buffer.readableBytes)
    }

    static func chunked(_ text: String) -> (text: String, fault: HTTPFault?, isComplete: Bool, rest: Int) {
        let result = decode(.chunked, [Array(text.utf8)])
        return (String(decoding: result.data, as: UTF8.self), result.fault, result.isComplete, result.rest)
    }

    @Test("A body of known length ends after that many bytes and leaves the rest alone")
    func length() {
        let result = Self.decode(.length(5), [[1, 2], [], [3, 4, 5, 6, 7]])
        #expect(result == ([1, 2, 3, 4, 5], nil, true, 2))
        #expect(Self.decode(.length(5), [[1, 2]]) == ([1, 2], nil, false, 0))
    }

    @Test(
        "No body, an empty body and an impossible length are complete from the start",
        arguments: [
            HTTPBodyFraming.none, .length(0), .length(-1),
        ])
    func noBody(framing: HTTPBodyFraming) throws {
        var decoder = HTTPBodyDecoder(framing)
        #expect(decoder.isComplete)
        var buffer = ByteBuffer(string: "GET")
        #expect(try decoder.next(&buffer) == .end && buffer.readableBytes == 3)
        #expect(throws: Never.self) { try decoder.closed() }
    }

    @Test("A body that lasts until the connection closes has no other end")
    func untilClose() throws {
        var decoder = HTTPBodyDecoder(.untilClose)
        var buffer = ByteBuffer(string: "0\r\n\r\n")
        #expect(try decoder.next(&buffer) == .bytes(ByteBuffer(string: "0\r\n\r\n")))
        #expect(try decoder.next(&buffer) == .needMore)
        #expect(!decoder.isComplete)
        try decoder.closed()
        #expect(decoder.isComplete)
        #expect(try decoder.next(&buffer) == .end)
    }

    @Test("A close before the end of any other body is a fault, and stays one")
    func truncated() throws {
        for (framing, text) in [(.length(5), "1234"), (.chunked, "4\r\n1234\r\n"), (.chunked, "0\r\n")]
            as [(HTTPBodyFraming, String)]
        {
            var decoder = HTTPBodyDecoder(framing)
            var buffer = ByteBuffer(string: text)
            while case .bytes = try decoder.next(&buffer) {}
            #expect(throws: HTTPFault(.truncatedBody)) { try decoder.closed() }
            #expect(throws: HTTPFault(.truncatedBody)) { try decoder.next(&buffer) }
            #expect(!decoder.isComplete)
        }
    }

    @Test("Data comes as slices of the received buffer, as it arrives")
    func slices() throws {
        var decoder = HTTPBodyDecoder(.chunked)
        var buffer = ByteBuffer(string: "5\r\nab")
        #expect(try decoder.next(&buffer) == .bytes(ByteBuffer(string: "ab")))
        #expect(try decoder.next(&buffer) == .needMore)
        buffer.writeString("cde\r\n0\r\n\r\nX")
        #expect(try decoder.next(&buffer) == .bytes(ByteBuffer(string: "cde")))
        #expect(try decoder.next(&buffer) == .end)
        #expect(try decoder.next(&buffer) == .end && buffer.readableBytes == 1)
    }

    @Test(
        "Sizes of either case, with leading zeros, extensions and trailer fields are read, and only data comes out",
        arguments: [
            "3\r\nabc\r\n0\r\n\r\n", "0000000000000003\r\nabc\r\n000\r\n\r\n", "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
            "3;a=b;c=\"d e\"\r\nabc\r\n0;x\r\n\r\n", "3;\tü\r\nabc\r\n0\r\nA: b\r\nc:\r\nd: \tü\r\n\r\n",
        ])
    func chunks(text: String) {
        #expect(Self.chunked(text + "rest") == ("abc", nil, true, 4))
    }

    @Test("Hexadecimal sizes are not decimal")
    func hexadecimal() {
        let data = String(repeating: "x", count: 0xAb)
        #expect(Self.chunked("aB\r\n\(data)\r\n0\r\n\r\n") == (data, nil, true, 0))
    }

    @Test(
        "Chunked framing that breaks a rule is refused",
        arguments: [
            ("\r\n", .chunkSize), ("g\r\n", .chunkSize), ("-1\r\n", .chunkSize), ("+1\r\n", .chunkSize),
            ("0x1\r\n", .chunkSize), (" 1\r\n", .chunkSize), ("1 \r\n", .chunkSize), ("1\t\r\n", .chunkSize),
            ("1 ;a\r\n", .chunkSize), (";a\r\n", .chunkSize), ("1_0\r\n", .chunkSize), ("1\0\r\n", .chunkSize),
            ("00000000000000001\r\n", .chunkSize), ("8000000000000000\r\n", .chunkSizeOverflow),
            ("FFFFFFFFFFFFFFFF\r\n", .chunkSizeOverflow), ("10000000000000000\r\n", .chunkSize),
            ("1\n", .chunkLine), ("1\r1", .chunkLine), ("1;a\n", .chunkLine), ("1;a\rb", .chunkLine),
            ("1;a\0\r\n", .chunkExtension), ("1;\u{7F}\r\n", .chunkExtension),
            ("1\r\nab", .chunkEnd), ("1\r\na\n", .chunkEnd), ("1\r\na\rb", .chunkEnd), ("1\r\na1\r\n", .chunkEnd),
            ("0\n", .chunkLine), ("0\r\n\n", .trailer), ("0\r\n\r\r", .chunkLine),
            ("0\r\n a: b\r\n", .trailer), ("0\r\na\r\n", .trailer), ("0\r\n: b\r\n", .trailer),
            ("0\r\na : b\r\n", .trailer), ("0\r\na: b\n", .chunkLine), ("0\r\na: b\rc", .chunkLine),
            ("0\r\na: \0", .trailer), ("0\r\na: b\r\n c\r\n", .trailer), ("0\r\nGET / HTTP/1.1\r\n", .trailer),
        ] as [(String, HTTPFault.Reason)])
    func chunkFaults(text: String, reason: HTTPFault.Reason) {
        for before in ["", "2\r\nok\r\n"] {
            let result = Self.chunked(before + text)
            #expect(result.fault == HTTPFault(reason) && !result.isComplete)
        }
    }

    @Test("The largest size is accepted")
    func largestChunk() {
        #expect(Self.chunked("7FFFFFFFFFFFFFFF\r\nab") == ("ab", nil, false, 0))
    }

    @Test("Extensions are bounded for each chunk and for the body")
    func extensionLimits() {
        let longest = ";" + String(repeating: "x", count: 256) + "\r\n"
        #expect(Self.chunked("1\(longest)a\r\n0\r\n\r\n").isComplete)
        #expect(Self.chunked("1;x\(longest)").fault == HTTPFault(.chunkExtensionTooLong(limit: 256)))
        let many = String(repeating: "1\(longest)a\r\n", count: 64)
        #expect(Self.chunked("\(many)0\r\n\r\n").isComplete)
        #expect(Self.chunked("\(many)1;x").fault == HTTPFault(.chunkExtensionTooLong(limit: 16 << 10)))
    }

    @Test("Trailer fields are bounded")
    func trailerLimit() {
        let field = "a:" + String(repeating: "x", count: (8 << 10) - 5) + "\r\n"
        #expect(Self.chunked("0\r\n\(field)\r\n").isComplete)
        #expect(Self.chunked("0\r\n\(field)b:").fault == HTTPFault(.trailersTooLarge(limit: 8 << 10)))
    }
}
