import NIOCore
import PlanBWire
import Testing

@Suite("SSE writer")
struct SSEWriterTests {
    @Test(
        "an event is written in the usual form, one data line for each line of the payload",
        arguments: [
            (#"{"a":1}"#, nil, "data: {\"a\":1}\n\n"), ("", nil, "data: \n\n"),
            ("[DONE]", "done", "event: done\ndata: [DONE]\n\n"),
            ("a\nb\r\nc\rd\n", nil, "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"),
            ("x", "e\ndata: y", "event: e\ndata: x\n\n"),
            (" x", nil, "data:  x\n\n"), ("\n", nil, "data: \ndata: \n\n"),
            ("a\r\r\nb", nil, "data: a\ndata: \ndata: b\n\n"),
        ] as [(String, String?, String)])
    func form(_ payload: String, _ event: String?, _ text: String) {
        var buffer = ByteBuffer(string: ": before\n\n")
        SSEWriter.append(data: ByteBuffer(string: payload), event: event, to: &buffer)
        #expect(String(buffer: buffer) == ": before\n\n" + text)
    }

    @Test("what is written is read back, with LF for every end of line", arguments: 0..<4)
    func roundTrip(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let words = ["a", " ", "data:", ":", "\n", "\r", "\r\n", "é", "12345678"]
        for _ in 0..<200 {
            let payload = (0..<random.below(12)).map { _ in words[random.below(words.count)] }.joined()
            var buffer = ByteBuffer()
            SSEWriter.appendComment(payload, to: &buffer)
            SSEWriter.append(data: ByteBuffer(string: payload), event: "e", to: &buffer)
            var framer = SSEFramer()
            framer.append(buffer)
            let event = try #require(try framer.next())
            let lines = String(
                String.UnicodeScalarView(Array(payload.unicodeScalars).lines().joined(separator: ["\n"])))
            #expect(Array(String(buffer: event.data).utf8) == Array(lines.utf8))
            #expect(event.event == ByteBuffer(string: "e"))
            #expect(try framer.next() == nil)
        }
    }
}

extension [UnicodeScalar] {
    /// The lines of a text that ends its lines with CR, LF or CRLF.
    fileprivate func lines() -> [[UnicodeScalar]] {
        var lines: [[UnicodeScalar]] = [[]]
        var previous: UnicodeScalar = " "
        for scalar in self {
            if scalar == "\r" || (scalar == "\n" && previous != "\r") {
                lines.append([])
            } else if scalar != "\n" {
                lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        return lines
    }
}
