import NIOCore
import PlanBWire
import Testing

struct HTTPEncoderTests {
    static func written(_ write: (inout ByteBuffer) -> Void) -> String {
        var buffer = ByteBuffer()
        write(&buffer)
        return String(buffer: buffer)
    }

    static let injections = ["a\r\nb: c", "a\nb", "a\rb", "a\0", "\r", "\u{7F}", "a\u{1}", "é\r\n"]

    @Test("Every status has a line that the parser reads back; what is none is written as 500")
    func statusLines() throws {
        for status in 100...599 {
            let text = Self.written { HTTPEncoder.appendStatusLine(status, to: &$0) }
            #expect(try parseResponse(text + "\r\n")?.status == status)
        }
        #expect(Self.written { HTTPEncoder.appendStatusLine(429, to: &$0) } == "HTTP/1.1 429 Too Many Requests\r\n")
        #expect(Self.written { HTTPEncoder.appendStatusLine(299, to: &$0) } == "HTTP/1.1 299 \r\n")
        for status in [99, 600, 0, -1, 1000, Int.max] {
            #expect(Self.written { HTTPEncoder.appendStatusLine(status, to: &$0) } == "HTTP/1.1 500 \r\n")
        }
    }

    @Test("A request line is written for tokens and visible targets only, and otherwise nothing is")
    func requestLine() {
        var buffer = ByteBuffer()
        #expect(HTTPEncoder.appendRequestLine(.post, target: "/v1?a", to: &buffer))
        #expect(HTTPEncoder.appendRequestLine(.connect, target: ByteBuffer(string: "a:443"), to: &buffer))
        #expect(HTTPEncoder.appendRequestLine(.other("BREW"), target: "/", to: &buffer))
        let expected = "POST /v1?a HTTP/1.1\r\nCONNECT a:443 HTTP/1.1\r\nBREW / HTTP/1.1\r\n"
        for target in Self.injections + ["", " ", "/a b", "/a HTTP/1.1\r\nb: c", "/\t", "/é"] {
            #expect(!HTTPEncoder.appendRequestLine(.get, target: target, to: &buffer))
            #expect(!HTTPEncoder.appendRequestLine(.get, target: ByteBuffer(string: target), to: &buffer))
        }
        for method in Self.injections + ["", "G T", "GET /x HTTP/1.1\r\nGET", "G:"] {
            #expect(!HTTPEncoder.appendRequestLine(.other(method), target: "/", to: &buffer))
        }
        #expect(String(buffer: buffer) == expected)
    }

    @Test("A field is written in every form")
    func fields() {
        let text = Self.written { buffer in
            HTTPEncoder.appendField("a", "b", to: &buffer)
            HTTPEncoder.appendField("c", -12, to: &buffer)
            HTTPEncoder.appendField("d", String("é\t"), to: &buffer)
            HTTPEncoder.appendField("e", ByteBuffer(string: ""), to: &buffer)
            HTTPEncoder.appendField(name: "X-F", value: "g", to: &buffer)
            #expect(appendSpans("h", "i", to: &buffer))
            HTTPEncoder.appendHeadEnd(to: &buffer)
        }
        #expect(text == "a: b\r\nc: -12\r\nd: é\t\r\ne: \r\nX-F: g\r\nh: i\r\n\r\n")
    }

    @Test("A value with a control byte, or a name that is no token, writes nothing in any form", arguments: injections)
    func injection(value: String) {
        var buffer = ByteBuffer(string: "before")
        #expect(!HTTPEncoder.appendField("a", value, to: &buffer))
        #expect(!HTTPEncoder.appendField("a", ByteBuffer(string: value), to: &buffer))
        #expect(!HTTPEncoder.appendField(name: "a", value: value, to: &buffer))
        #expect(!HTTPEncoder.appendField(name: value, value: "b", to: &buffer))
        #expect(!appendSpans("a", value, to: &buffer))
        #expect(!appendSpans(value, "b", to: &buffer))
        for name in ["", " ", "a b", "a:", "é"] {
            #expect(!HTTPEncoder.appendField(name: name, value: "b", to: &buffer))
        }
        #expect(String(buffer: buffer) == "before")
    }

    @Test("Chunks are written with their size, and an empty one is not written")
    func chunks() {
        let text = Self.written { buffer in
            HTTPEncoder.appendChunk(ByteBuffer(repeating: UInt8(ascii: "x"), count: 26), to: &buffer)
            HTTPEncoder.appendChunk(ByteBuffer(), to: &buffer)
            HTTPEncoder.appendLastChunk(to: &buffer)
        }
        #expect(text == "1a\r\nxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n")
    }

    @Test("An open chunk gets its size when it is closed, and vanishes if it is empty")
    func openChunks() {
        var buffer = ByteBuffer(string: "read|")
        buffer.moveReaderIndex(forwardBy: 5)
        let empty = HTTPEncoder.OpenChunk(in: &buffer)
        empty.close(&buffer)
        #expect(buffer.readableBytes == 0)
        let chunk = HTTPEncoder.OpenChunk(in: &buffer)
        // More than the buffer had room for.
        buffer.writeRepeatingByte(UInt8(ascii: "y"), count: 0xAbc)
        chunk.close(&buffer)
        HTTPEncoder.appendLastChunk(to: &buffer)
        let payload = String(repeating: "y", count: 0xAbc)
        #expect(String(buffer: buffer) == "00000abc\r\n\(payload)\r\n0\r\n\r\n")
        #expect(HTTPBodyTests.chunked(String(buffer: buffer)) == (payload, nil, true, 0))
    }

    @Test("A response that is written is read back, in any pieces")
    func roundTrip() throws {
        var random = HTTPRandom(seed: 11)
        for _ in 0..<100 {
            let chunks = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random)
                }
            }
            var buffer = ByteBuffer()
            HTTPEncoder.appendStatusLine(200, to: &buffer)
            HTTPEncoder.appendField("content-type", "text/event-stream", to: &buffer)
            HTTPEncoder.appendField("transfer-encoding", "chunked", to: &buffer)
            HTTPEncoder.appendHeadEnd(to: &buffer)
            for (index, payload) in chunks.enumerated() {
                if index % 2 == 0 {
                    HTTPEncoder.appendChunk(ByteBuffer(bytes: payload), to: &buffer)
                } else {
                    let chunk = HTTPEncoder.OpenChunk(in: &buffer)
                    buffer.writeBytes(payload)
                    chunk.close(&buffer)
                }
            }
            HTTPEncoder.appendLastChunk(to: &buffer)
            let events = HTTPTranscript.responses(random.split(Array(buffer.readableBytesView), cuts: 6))
            #expect(events.count == 3)
            #expect(events[0].hasSuffix("[content-type:text/event-stream] [transfer-encoding:chunked]"))
            #expect(events[1] == "body \(chunks.flatMap { $0 })" && events[2] == "rest []")
        }
    }

    /// #expect cannot take a span apart, so that this function makes them.
    private func appendSpans(_ name: String, _ value: String, to buffer: inout ByteBuffer) -> Bool {
        HTTPEncoder.appendField(name: Array(name.utf8).span, value: Array(value.utf8).span, to: &buffer)
    }
}
