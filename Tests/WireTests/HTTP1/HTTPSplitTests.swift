import NIOCore
import PlanBWire
import Testing

struct HTTPSplitTests {
    static let requests = [
        "GET /a?b=c HTTP/1.1\r\nHost: example.com:8080\r\nAccept: */*\r\n\r\n",
        "\r\nPOST /v1/chat HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 11\r\n\r\nhello\r\n\r\nab"
            + "\r\nGET /2 HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: [::1]\r\ntransfer-encoding: chunked\r\n\r\n"
            + "5;x=\"y\"\r\nhello\r\n00b\r\n world\r\n012\r\n0\r\nA: b\r\nc:\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.0\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
        "\u{16}\r\nGET",
        "\r\rGET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\na: b\rc\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nx: 1\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n",
        "GET /" + String(repeating: "x", count: 200) + " HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.0\r\na: " + String(repeating: "x", count: 300) + "\r\n\r\n",
        "GET / HTTP/1.0\r\na:\r\nb:\r\nc:\r\nd:\r\ne:\r\nf:\r\n\r\n",
    ]

    static let responses = [
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcHTTP/1.1 204\r\n\r\nHTTP/1.0 200\r\n\r\nuntil the end\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nHTTP",
        "HTTP/1.1 200 OK\r\ncontent-length: 3, 3\r\n\r\nabc",
        "HTTP/1.1 200\r\n a: b\r\n\r\n",
    ]

    private static let limits = HTTPLimits(headBytes: 256, fields: 5, target: 100)

    static func read(_ pieces: [[UInt8]], _ isRequest: Bool) -> [String] {
        isRequest
            ? HTTPTranscript.requests(pieces, limits: limits) : HTTPTranscript.responses(pieces, limits: limits)
    }

    @Test(
        "Messages that arrive byte by byte or in two pieces are read as those that arrive whole",
        arguments: requests.map { ($0, true) } + responses.map { ($0, false) })
    func splits(text: String, isRequest: Bool) {
        let bytes = Array(text.utf8)
        let whole = Self.read([bytes], isRequest)
        #expect(Self.read(bytes.map { [$0] }, isRequest) == whole)
        for place in 0...bytes.count {
            #expect(Self.read([Array(bytes[..<place]), Array(bytes[place...])], isRequest) == whole, "at \(place)")
        }
    }

    @Test(
        "So are those that arrive in any number of pieces",
        arguments: requests.map { ($0, true) } + responses.map { ($0, false) })
    func manySplits(text: String, isRequest: Bool) {
        let bytes = Array(text.utf8)
        let whole = Self.read([bytes], isRequest)
        var random = HTTPRandom(seed: UInt64(bytes.count))
        for _ in 0..<50 {
            let pieces = random.split(bytes, cuts: 8)
            #expect(Self.read(pieces, isRequest) == whole, "\(pieces.map(\.count))")
        }
    }

    @Test("An incomplete head is left in the buffer, wherever the buffer moves it")
    func incomplete() throws {
        var parser = HTTPRequestParser()
        var buffer = ByteBuffer(string: "xxxGET / HTTP/1.0\r\na: b")
        buffer.moveReaderIndex(forwardBy: 3)
        #expect(try parser.parseHead(&buffer) == nil && buffer.readableBytes == 20)
        buffer.discardReadBytes()
        #expect(try parser.parseHead(&buffer) == nil)
        buffer.writeString("c\r\n\r\n")
        #expect(try parser.parseHead(&buffer)?.fields.first("a") == "bc")
        #expect(buffer.readableBytes == 0)
    }
}
