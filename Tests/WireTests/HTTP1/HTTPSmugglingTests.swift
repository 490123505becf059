import NIOCore
import PlanBWire
import Testing

/// Messages that two servers have been seen to end at different places. Each is followed by a second request; what
/// counts is that the second is never taken for one.
struct HTTPSmugglingTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fields: String
        var body = "0\r\n\r\n"
        let reason: HTTPFault.Reason
    }

    static func te(_ name: String, _ line: String, _ reason: HTTPFault.Reason) -> Attack {
        Attack(testDescription: name, fields: line + "\r\n", reason: reason)
    }

    static let attacks: [Attack] = [
        Attack(
            testDescription: "CL.TE", fields: "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
            body: "0\r\n\r\nG", reason: .contentLengthWithTransferEncoding),
        Attack(
            testDescription: "TE.CL", fields: "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
            body: "8\r\nSMUGGLED\r\n0\r\n\r\n", reason: .contentLengthWithTransferEncoding),
        Attack(
            testDescription: "CL.0 with TE", fields: "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
            reason: .contentLengthWithTransferEncoding),
        Attack(
            testDescription: "TE hidden from a reader of LF", fields: "X: a\nTransfer-Encoding: chunked\r\n",
            reason: .bareLineFeed),
        Attack(
            testDescription: "TE hidden from a reader of CR", fields: "X: a\rTransfer-Encoding: chunked\r\n",
            reason: .bareCarriageReturn),
        Attack(
            testDescription: "0.CL by folding", fields: "X: a\r\n Content-Length: 5\r\n", reason: .foldedField),
        Attack(
            testDescription: "0.CL by a space before the name", fields: " Content-Length: 5\r\n", reason: .foldedField),
        Attack(
            testDescription: "CL.CL", fields: "Content-Length: 0\r\nContent-Length: 5\r\n",
            reason: .repeatedContentLength),
        Attack(
            testDescription: "CL.CL, equal", fields: "Content-Length: 5\r\nContent-Length: 5\r\n",
            reason: .repeatedContentLength),
        Attack(testDescription: "CL list", fields: "Content-Length: 0, 5\r\n", reason: .contentLength),
        Attack(testDescription: "CL with a sign", fields: "Content-Length: +5\r\n", reason: .contentLength),
        Attack(testDescription: "CL negative", fields: "Content-Length: -5\r\n", reason: .contentLength),
        Attack(testDescription: "CL hexadecimal", fields: "Content-Length: 0x5\r\n", reason: .contentLength),
        Attack(testDescription: "CL with a space inside", fields: "Content-Length: 5 0\r\n", reason: .contentLength),
        Attack(testDescription: "CL with a point", fields: "Content-Length: 5.\r\n", reason: .contentLength),
        Attack(testDescription: "CL quoted", fields: "Content-Length: \"5\"\r\n", reason: .contentLength),
        Attack(
            testDescription: "CL past 64 bits", fields: "Content-Length: 18446744073709551621\r\n",
            reason: .contentLength),
        Attack(testDescription: "CL with VT", fields: "Content-Length:\u{B}5\r\n", reason: .controlByte),
        Attack(testDescription: "CL with NUL", fields: "Content-Length: 5\0\r\n", reason: .controlByte),
        Attack(testDescription: "CL, space before colon", fields: "Content-Length : 5\r\n", reason: .spaceBeforeColon),
        te(
            "TE.TE, second identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            .repeatedTransferEncoding),
        te("TE.TE, second unknown", "Transfer-Encoding: chunked\r\nTransfer-encoding: x", .repeatedTransferEncoding),
        te("TE.TE, first unknown", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", .transferEncoding),
        te("TE xchunked", "Transfer-Encoding: xchunked", .transferEncoding),
        te("TE chunkedx", "Transfer-Encoding: chunkedx", .transferEncoding),
        te("TE chunked, identity", "Transfer-Encoding: chunked, identity", .transferEncoding),
        te("TE identity, chunked", "Transfer-Encoding: identity, chunked", .transferEncoding),
        te("TE chunked, chunked", "Transfer-Encoding: chunked, chunked", .transferEncoding),
        te("TE chunked with a comma", "Transfer-Encoding: chunked,", .transferEncoding),
        te("TE with an empty element", "Transfer-Encoding: , chunked", .transferEncoding),
        te("TE with a parameter", "Transfer-Encoding: chunked;q=1", .transferEncoding),
        te("TE quoted", "Transfer-Encoding: \"chunked\"", .transferEncoding),
        te("TE in single quotes", "Transfer-Encoding: 'chunked'", .transferEncoding),
        te("TE empty", "Transfer-Encoding:", .transferEncoding),
        te("TE identity", "Transfer-Encoding: identity", .transferEncoding),
        te("TE cow", "Transfer-Encoding: cow", .transferEncoding),
        te("TE, KELVIN SIGN", "Transfer-Encoding: chun\u{212A}ed", .transferEncoding),
        te("TE, VT before the value", "Transfer-Encoding:\u{B}chunked", .controlByte),
        te("TE, FF after the value", "Transfer-Encoding: chunked\u{C}", .controlByte),
        te("TE, NUL after the value", "Transfer-Encoding: chunked\0", .controlByte),
        te("TE, CR before the value", "Transfer-Encoding: \rchunked", .bareCarriageReturn),
        te("TE, LF before the value", "Transfer-Encoding: \nchunked", .bareLineFeed),
        te("TE folded", "Transfer-Encoding:\r\n chunked", .transferEncoding),
        te("TE folded with a tab", "X: a\r\n\tTransfer-Encoding: chunked", .foldedField),
        te("TE, space before colon", "Transfer-Encoding : chunked", .spaceBeforeColon),
        te("TE, tab before colon", "Transfer-Encoding\t: chunked", .spaceBeforeColon),
        te("TE, space in the name", "Transfer Encoding: chunked", .fieldName),
        te("TE, NUL in the name", "Transfer-Encoding\0: chunked", .controlByte),
        te("TE, no colon", "Transfer-Encoding chunked", .missingColon),
        te("TE, NBSP before the value", "Transfer-Encoding: \u{A0}chunked", .transferEncoding),
    ]

    @Test("A head whose end is a matter of opinion is refused", arguments: attacks)
    func heads(attack: Attack) {
        let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        let request = "POST / HTTP/1.1\r\nHost: a\r\n\(attack.fields)\r\n\(attack.body)\(smuggled)"
        let events = HTTPTranscript.requests([Array(request.utf8)])
        #expect(events.count == 2 && !events[0].contains("/smuggled"))
        #expect(requestFault(request)?.reason == attack.reason)

        let response = "HTTP/1.1 200 OK\r\n\(attack.fields)\r\n\(attack.body)HTTP/1.1 200 OK\r\n\r\n"
        #expect(responseFault(response)?.reason == attack.reason)
    }

    @Test(
        "White space around the value is not part of it",
        arguments: [
            "Transfer-Encoding:chunked", "Transfer-Encoding: \tchunked \t", "TRANSFER-ENCODING: CHUNKED",
        ])
    func harmless(field: String) throws {
        #expect(try parseRequest("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")?.framing == .chunked)
    }

    @Test(
        "A chunked body whose end is a matter of opinion is refused before the second request is seen",
        arguments: [
            // TERM.EXT and EXT.TERM: a reader that takes LF for a line end inside of an extension.
            "2;\nxx\r\n45\r\n0\r\n\r\n", "2;\n\r\nab\r\n0\r\n\r\n", "1;a=\"\nx\"\r\nb\r\n0\r\n\r\n",
            // A CR that one reader skips and another takes for a line end.
            "2;a\r\rab\r\n0\r\n\r\n", "2\rab\r\n0\r\n\r\n", "2\r\rab\r\n0\r\n\r\n",
            // LF alone, at each place.
            "2\nab\r\n0\r\n\r\n", "2\r\nab\n0\r\n\r\n", "2\r\nab\r\n0\n\r\n", "2\r\nab\r\n0\r\n\n",
            "2\nab\n0\n\n",
            // Sizes that wrap around at 32 or 64 bits, that stop at the first odd character, or that are too short.
            "100000002\r\nab\r\n0\r\n\r\n", "10000000000000002\r\nab\r\n0\r\n\r\n",
            "8000000000000002\r\nab\r\n0\r\n\r\n",
            "2x\r\nab\r\n0\r\n\r\n", "0x2\r\nab\r\n0\r\n\r\n", "2 \r\nab\r\n0\r\n\r\n", "\t2\r\nab\r\n0\r\n\r\n",
            "+2\r\nab\r\n0\r\n\r\n", "-2\r\nab\r\n0\r\n\r\n", "2,\r\nab\r\n0\r\n\r\n", "\r\nab\r\n0\r\n\r\n",
            "1\r\nab\r\n0\r\n\r\n", "2\r\nab0\r\n\r\n", "2\r\nabXX0\r\n\r\n",
            // A second request for trailers.
            "0\r\n", "0\r\nX\r\n\r\n", "0\r\n X: a\r\n\r\n", "0\r\nX: a\n\r\n\r\n", "0\r\nX\0: a\r\n\r\n",
        ])
    func bodies(body: String) {
        let text =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        let events = HTTPTranscript.requests([Array(text.utf8)])
        #expect(!events.contains { $0.contains("/smuggled") })
        // Either a fault, or the second request is data that some chunk still waits for.
        #expect(events.contains { $0.hasPrefix("fault") } || body.hasPrefix("100000002"))
    }

    @Test("A body of known length is data, whatever it looks like")
    func length() {
        let inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        let text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)"
        let events = HTTPTranscript.requests([Array(text.utf8)])
        #expect(events.count == 3 && events[1] == "body \(Array(inner.utf8))")
    }

    @Test(
        "Fields whose names only look like the framing fields do not frame",
        arguments: [
            "Transfer_Encoding: chunked", "Transfer-Encodin: chunked", "X-Transfer-Encoding: chunked",
            "Transfer-Encodings: chunked", "Content_Length: 5", "Content-Lengt: 5", "TE: chunked",
        ])
    func lookalikes(field: String) throws {
        #expect(try parseRequest("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")?.framing == HTTPBodyFraming.none)
    }
}
