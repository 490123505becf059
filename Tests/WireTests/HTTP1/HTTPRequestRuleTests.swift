import NIOCore
import PlanBWire
import Testing

struct HTTPRequestRuleTests {
    typealias Rule = (lines: [String], reason: HTTPFault.Reason, status: Int)

    /// Every rule for the request line, with the lines of the head that break it.
    static let startLineRules: [Rule] = [
        ([""], .emptyRequestLine, 400),
        (["GET"], .requestLineSpaces, 400),
        (["GET "], .requestLineSpaces, 400),
        (["GET /"], .missingVersion, 400),
        (["GET  / HTTP/1.1"], .requestLineSpaces, 400),
        (["GET /  HTTP/1.1"], .requestLineSpaces, 400),
        (["GET / HTTP/1.1 "], .requestLineSpaces, 400),
        (["GET /a b HTTP/1.1"], .requestLineSpaces, 400),
        ([" GET / HTTP/1.1"], .requestLineSpaces, 400),
        (["GET\t/ HTTP/1.1"], .requestLineSpaces, 400),
        (["GET /\tHTTP/1.1"], .requestLineSpaces, 400),
        (["GET /\tx HTTP/1.1"], .requestLineSpaces, 400),
        (["GE\tT / HTTP/1.1"], .requestLineSpaces, 400),
        (["G(T / HTTP/1.1"], .method, 400),
        (["GÉT / HTTP/1.1"], .method, 400),
        ([String(repeating: "M", count: 33) + " / HTTP/1.1"], .method, 400),
        (["GET / HTTP/2.0"], .version, 505),
        (["GET / HTTP/1.2"], .version, 505),
        (["GET / HTTP/0.9"], .version, 505),
        (["GET / HTTP/1.10"], .version, 505),
        (["GET / HTTP/11"], .version, 505),
        (["GET / http/1.1"], .version, 505),
        (["GET / HTTP/1.1\t"], .requestLineSpaces, 400),
        (["PRI * HTTP/2.0"], .http2Preface, 505),
        (["GET http://a/ HTTP/1.1"], .absoluteForm, 400),
        (["GET https://a/ HTTP/1.1"], .absoluteForm, 400),
        (["CONNECT a:443 HTTP/1.1"], .authorityForm, 400),
        (["CONNECT / HTTP/1.1"], .authorityForm, 400),
        (["GET a:443 HTTP/1.1"], .authorityForm, 400),
        (["GET * HTTP/1.1"], .asteriskForm, 400),
        (["GET v1 HTTP/1.1"], .targetForm, 400),
        (["GET ?a HTTP/1.1"], .targetForm, 400),
        (["OPTIONS *a HTTP/1.1"], .targetForm, 400),
        (["GET /a#b HTTP/1.1"], .targetByte, 400),
        (["GET /a?b#c HTTP/1.1"], .targetByte, 400),
        (["GET /\\ HTTP/1.1"], .targetByte, 400),
        (["GET /{a} HTTP/1.1"], .targetByte, 400),
        (["GET /é HTTP/1.1"], .targetByte, 400),
        (["GET /?é HTTP/1.1"], .targetByte, 400),
        (["GET /?\"a\" HTTP/1.1"], .targetByte, 400),
    ]

    /// Every rule for the fields.
    static let fieldRules: [Rule] = [
        ([" a: b"], .foldedField, 400),
        (["\ta: b"], .foldedField, 400),
        (["a: b", " c"], .foldedField, 400),
        (["a: b", "\tc"], .foldedField, 400),
        (["a: b", " "], .foldedField, 400),
        (["a"], .missingColon, 400),
        ([": b"], .emptyFieldName, 400),
        (["a : b"], .spaceBeforeColon, 400),
        (["a\t: b"], .spaceBeforeColon, 400),
        (["a b: c"], .fieldName, 400),
        (["(a): c"], .fieldName, 400),
        (["a\"b: c"], .fieldName, 400),
        (["é: c"], .fieldName, 400),
        (["a: b\0c"], .controlByte, 400),
        (["a: b\u{7F}"], .controlByte, 400),
        (["a: b\u{1B}[2J"], .controlByte, 400),
        (["a\u{B}: b"], .controlByte, 400),
        (["a: b\n"], .bareLineFeed, 400),
        (["a: b\nc: d"], .bareLineFeed, 400),
        (["a: b\rc: d"], .bareCarriageReturn, 400),
        (["a: b\r"], .bareCarriageReturn, 400),
        (["\ra: b"], .bareCarriageReturn, 400),
        (["host: b"], .repeatedHost, 400),
        (["HOST: a"], .repeatedHost, 400),
        (["content-length: 1", "content-length: 1"], .repeatedContentLength, 400),
        (["content-length: 1", "Content-Length: 2"], .repeatedContentLength, 400),
        (["content-length: 1, 1"], .contentLength, 400),
        (["content-length:"], .contentLength, 400),
        (["content-length: +1"], .contentLength, 400),
        (["content-length: -1"], .contentLength, 400),
        (["content-length: 0x1"], .contentLength, 400),
        (["content-length: 1_0"], .contentLength, 400),
        (["content-length: 1 0"], .contentLength, 400),
        (["content-length: 1.0"], .contentLength, 400),
        (["content-length: ١"], .contentLength, 400),
        (["content-length: 1234567890123456789"], .contentLength, 400),
        (["content-length: 1", "transfer-encoding: chunked"], .contentLengthWithTransferEncoding, 400),
        (["transfer-encoding: chunked", "content-length: 1"], .contentLengthWithTransferEncoding, 400),
        (["transfer-encoding: chunked", "transfer-encoding: chunked"], .repeatedTransferEncoding, 501),
        (["transfer-encoding: gzip"], .transferEncoding, 501),
        (["transfer-encoding: gzip, chunked"], .transferEncoding, 501),
        (["transfer-encoding:"], .transferEncoding, 501),
        (["expect: 200-ok"], .expectation, 417),
        (["expect: 100-continue, 100-continue"], .expectation, 417),
    ]

    @Test("A request line that breaks a rule is refused, before the fields have arrived", arguments: startLineRules)
    func startLine(rule: Rule) throws {
        // The parser forgives one empty line before the request line, not two.
        let before = rule.reason == .emptyRequestLine ? "\r\n" : ""
        let fault = try #require(requestFault(before + rule.lines.joined(separator: "\r\n") + "\r\n"))
        #expect(fault == HTTPFault(rule.reason, line: 1))
        #expect(fault.status == rule.status)
    }

    @Test("A field that breaks a rule is refused, before the head is complete", arguments: fieldRules)
    func field(rule: Rule) throws {
        let lines = ["POST / HTTP/1.1", "host: a"] + rule.lines
        let fault = try #require(requestFault(lines.joined(separator: "\r\n") + "\r\n"))
        #expect(fault == HTTPFault(rule.reason, line: lines.count))
        #expect(fault.status == rule.status)
    }

    @Test("A head that is complete but lacks or contradicts something is refused")
    func wholeHead() {
        #expect(requestFault("GET / HTTP/1.1\r\n\r\n") == HTTPFault(.missingHost))
        #expect(requestFault("GET / HTTP/1.1\r\na: b\r\n\r\n") == HTTPFault(.missingHost))
        #expect(
            requestFault("POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n")
                == HTTPFault(.transferEncodingOnHTTP10))
        #expect(requestFault("GET / HTTP/1.0\r\n\r\n") == nil)
    }

    @Test("A line end of LF alone or CR alone is refused anywhere", arguments: ["\n", "\r", "\r\r\n", "\n\r"])
    func lineEnds(end: String) {
        let lines = ["GET / HTTP/1.1", "host: a", "b: c", "", ""]
        for place in 0..<4 {
            var text = ""
            for (index, line) in lines.dropLast().enumerated() { text += line + (index == place ? end : "\r\n") }
            let reason = requestFault(text + "x")?.reason
            #expect(reason == (end.hasPrefix("\n") ? .bareLineFeed : .bareCarriageReturn), "line \(place + 1)")
        }
    }

    @Test("TLS on a plain port is named from its first two bytes")
    func tls() {
        let hello = ByteBuffer(bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        for length in 2...6 {
            var parser = HTTPRequestParser()
            var buffer = ByteBuffer(hello.readableBytesView.prefix(length))
            #expect(throws: HTTPFault(.tlsClientHello, line: 1)) { try parser.parseHead(&buffer) }
        }
        #expect(requestFault("\u{16}") == nil)
        #expect(requestFault("\u{16}GET")?.reason == .controlByte)
    }

    @Test("The same parser throws the same fault until it is dropped")
    func poisoned() {
        var parser = HTTPRequestParser()
        var bad = ByteBuffer(string: "GET / HTTP/3.0\r\n")
        #expect(throws: HTTPFault(.version, line: 1)) { try parser.parseHead(&bad) }
        var good = ByteBuffer(string: "GET / HTTP/1.0\r\n\r\n")
        #expect(throws: HTTPFault(.version, line: 1)) { try parser.parseHead(&good) }
        #expect(good.readableBytes == 18)
    }

    @Test("Every fault says what to do about it and quotes nothing")
    func descriptions() throws {
        for rule in Self.startLineRules + Self.fieldRules {
            let text = HTTPFault(rule.reason, line: 7).description
            #expect(text.hasPrefix("line 7 of the head: ") && text.count > 40)
            #expect(HTTPFault(rule.reason).description.hasPrefix("line 7") == false)
        }
        #expect(HTTPFault(.headTooLarge(limit: 1234)).description.contains("1234 bytes"))
    }
}
