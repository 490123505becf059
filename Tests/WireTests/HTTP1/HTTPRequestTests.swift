import NIOCore
import PlanBWire
import Testing

struct HTTPRequestTests {
    static func head(_ lines: String..., version: String = "HTTP/1.1") throws -> HTTPRequestHead {
        let text = (["POST /v1/chat?a=b HTTP/1.1".replacing("HTTP/1.1", with: version), "Host: a"] + lines)
        return try #require(try parseRequest(text.joined(separator: "\r\n") + "\r\n\r\n"))
    }

    @Test("A typical head is read in full")
    func typical() throws {
        let head = try Self.head("Authorization:  Bearer x\t", "X-Empty:", "Content-Length: 12", "x-tab: a\tb")
        #expect(head.method == .post && head.version == .http1_1)
        #expect(String(buffer: head.target) == "/v1/chat?a=b")
        #expect(String(buffer: head.path) == "/v1/chat")
        #expect(head.query.map { String(buffer: $0) } == "a=b")
        #expect(try head.normalisedPath() == "/v1/chat")
        #expect(try head.queryItems().value(of: "a") == "b")
        #expect(head.framing == .length(12) && head.keepAlive && !head.expectsContinue)
        #expect(head.fields.count == 5)
        #expect(head.fields.first("authorization") == "Bearer x")
        #expect(head.fields.first("x-empty") == "")
        #expect(head.fields.first("x-tab") == "a\tb")
    }

    @Test(
        "Methods are case-sensitive tokens",
        arguments: [
            ("GET", HTTPVerb.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("PATCH", .patch),
            ("DELETE", .delete), ("OPTIONS", .options), ("TRACE", .trace), ("post", .other("post")),
            ("Get", .other("Get")), ("BREW", .other("BREW")), ("M-SEARCH", .other("M-SEARCH")),
        ])
    func methods(text: String, verb: HTTPVerb) throws {
        let head = try #require(try parseRequest("\(text) / HTTP/1.0\r\n\r\n"))
        #expect(head.method == verb)
        #expect(head.method.description == text)
    }

    @Test(
        "Targets in origin form, and \"*\" with OPTIONS, are split at the first question mark",
        arguments: [
            ("/", "/", nil), ("/?", "/", ""), ("/a?b?c", "/a", "b?c"), ("/a:b@c;d=e", "/a:b@c;d=e", nil),
            ("/%2F?%2f", "/%2F", "%2f"), ("/a?[x]={y}|z", "/a", "[x]={y}|z"), ("*", "*", nil),
        ] as [(String, String, String?)])
    func targets(target: String, path: String, query: String?) throws {
        let head = try #require(try parseRequest("OPTIONS \(target) HTTP/1.0\r\n\r\n"))
        #expect(String(buffer: head.target) == target)
        #expect(String(buffer: head.path) == path)
        #expect(head.query.map { String(buffer: $0) } == query)
    }

    @Test("The framing follows from the fields")
    func framing() throws {
        #expect(try Self.head().framing == .none)
        #expect(try Self.head("content-length: 0").framing == .length(0))
        #expect(try Self.head("content-length: 007").framing == .length(7))
        #expect(try Self.head("content-length: 999999999999999999").framing == .length(999_999_999_999_999_999))
        #expect(try Self.head("transfer-encoding: Chunked").framing == .chunked)
        #expect(try Self.head("x-transfer-encoding: chunked").framing == .none)
    }

    @Test(
        "The connection is kept by default in 1.1 and on request in 1.0; close wins",
        arguments: [
            ("HTTP/1.1", "x: y", true), ("HTTP/1.1", "connection: close", false),
            ("HTTP/1.1", "Connection: Upgrade, Close", false), ("HTTP/1.1", "connection: closed", true),
            ("HTTP/1.0", "x: y", false), ("HTTP/1.0", "connection: keep-alive", true),
            ("HTTP/1.0", "connection: keep-alive,close", false), ("HTTP/1.0", "connection: ,Keep-Alive ,", true),
        ])
    func keepAlive(version: String, field: String, keepAlive: Bool) throws {
        #expect(try Self.head(field, version: version).keepAlive == keepAlive)
    }

    @Test("100-continue counts in HTTP/1.1 requests with a body only")
    func expectation() throws {
        #expect(try Self.head("Expect: 100-Continue", "content-length: 1").expectsContinue)
        #expect(try Self.head("expect: 100-continue", "transfer-encoding: chunked").expectsContinue)
        #expect(try !Self.head("expect: 100-continue").expectsContinue)
        #expect(try !Self.head("expect: 100-continue", "content-length: 0").expectsContinue)
        #expect(try !Self.head("expect: 100-continue", "content-length: 1", version: "HTTP/1.0").expectsContinue)
    }

    @Test("One empty line before a request is consumed at once")
    func emptyLine() throws {
        var parser = HTTPRequestParser()
        var buffer = ByteBuffer(string: "\r\n")
        #expect(try parser.parseHead(&buffer) == nil && buffer.readableBytes == 0)
        buffer.writeString("GET / HTTP/1.0\r\n\r\n\r\nGET /2 HTTP/1.0\r\n\r\n")
        #expect(try parser.parseHead(&buffer).map { String(buffer: $0.target) } == "/")
        #expect(try parser.parseHead(&buffer).map { String(buffer: $0.target) } == "/2")
    }

    @Test("Pipelined requests and what follows them stay apart")
    func pipelining() throws {
        let text =
            "POST /1 HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabcPOST /2 HTTP/1.1\r\nhost: a\r\n"
            + "transfer-encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\nGET /3 HTTP/1.1\r\nhost: a\r\n\r\nGET"
        let events = HTTPTranscript.requests([Array(text.utf8)])
        #expect(events.count == 7)
        #expect(events[1] == "body [97, 98, 99]" && events[3] == "body [100, 101]" && events[5] == "body []")
        #expect(events[4].hasPrefix("GET /3 ") && events[6] == "rest []")
    }

    @Test("A head is refused as soon as it cannot stay within a limit, and not before")
    func limits() throws {
        let limits = HTTPLimits(headBytes: 100, fields: 2, target: 10)
        func padded(_ count: Int) -> String {
            let start = "GET / HTTP/1.0\r\na: "
            return start + String(repeating: "x", count: count - start.utf8.count - 4) + "\r\n\r\n"
        }
        #expect(try parseRequest(padded(100), limits: limits) != nil)
        #expect(requestFault(padded(101), limits: limits) == HTTPFault(.headTooLarge(limit: 100), line: 3))
        // Not `prefix` of the string, for which CRLF is one character.
        func start(_ count: Int) -> String { String(decoding: padded(300).utf8.prefix(count), as: UTF8.self) }
        #expect(requestFault(start(99), limits: limits) == nil)
        #expect(
            requestFault(start(100), limits: limits)
                == HTTPFault(.headTooLarge(limit: 100), line: 2))

        #expect(try parseRequest("GET / HTTP/1.0\r\na:\r\nb:\r\n\r\n", limits: limits) != nil)
        let fault = requestFault("GET / HTTP/1.0\r\na:\r\nb:\r\nc:\r\n", limits: limits)
        #expect(fault == HTTPFault(.tooManyFields(limit: 2), line: 4) && fault?.status == 431)
    }

    @Test("A target that is too long is told from a head that is too large")
    func longTarget() throws {
        let limits = HTTPLimits(headBytes: 1000, fields: 2, target: 10)
        #expect(try parseRequest("GET /234567890 HTTP/1.0\r\n\r\n", limits: limits) != nil)
        let long = requestFault("GET /234567890x HTTP/1.0\r\n", limits: limits)
        #expect(long == HTTPFault(.targetTooLong(limit: 10), line: 1) && long?.status == 414)
        // Even if the line never ends.
        let endless = requestFault("GET /" + String(repeating: "x", count: 100), limits: limits)
        #expect(endless == HTTPFault(.targetTooLong(limit: 10), line: 1))
        // Limits of which the smaller one is that of the head.
        let small = requestFault("GET /" + String(repeating: "x", count: 100), limits: HTTPLimits(headBytes: 50))
        #expect(small == HTTPFault(.headTooLarge(limit: 50), line: 1) && small?.status == 431)
    }
}
