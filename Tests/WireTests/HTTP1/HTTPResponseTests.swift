import NIOCore
import PlanBWire
import Testing

struct HTTPResponseTests {
    static func head(_ lines: String..., requestWasHead: Bool = false) throws -> HTTPResponseHead {
        let text = lines.joined(separator: "\r\n") + "\r\n\r\n"
        return try #require(try parseResponse(text, requestWasHead: requestWasHead))
    }

    @Test(
        "A status line may lack the reason phrase and the space before it",
        arguments: ["HTTP/1.1 200 OK", "HTTP/1.1 200 ", "HTTP/1.1 200", "HTTP/1.1 200 Tout va très bien\t!"])
    func reasonPhrase(line: String) throws {
        #expect(try Self.head(line).status == 200)
    }

    @Test(
        "A status line that breaks a rule is refused",
        arguments: [
            ("", .statusLine), ("ICY 200 OK", .statusLine), ("SSH-2.0-OpenSSH_9.6", .statusLine),
            ("HTTP/1.1", .statusLine), ("HTTP/1.1  200 OK", .status), ("HTTP/1.1\t200 OK", .statusLine),
            (" HTTP/1.1 200 OK", .statusLine), ("http/1.1 200 OK", .statusLine), ("HTTP/2 200", .version),
            ("HTTP/2.0 200 OK", .version), ("HTTP/0.9 200 OK", .version), ("HTTP/1.10 200 OK", .statusLine),
            ("HTTP/1.1 200OK", .status), ("HTTP/1.1 2000 OK", .status), ("HTTP/1.1 20 OK", .status),
            ("HTTP/1.1 +20 OK", .status), ("HTTP/1.1 099 OK", .status), ("HTTP/1.1 600 OK", .status),
            ("HTTP/1.1 ２00 OK", .status), ("HTTP/1.1 200\tOK", .status), ("HTTP/1.1 200 O\0K", .controlByte),
        ] as [(String, HTTPFault.Reason)])
    func statusLine(line: String, reason: HTTPFault.Reason) {
        #expect(responseFault(line + "\r\n") == HTTPFault(reason, line: 1))
    }

    @Test(
        "Fields that make the end of the response doubtful are refused",
        arguments: [
            (["content-length: 1", "content-length: 1"], .repeatedContentLength),
            (["content-length: 1,1"], .contentLength),
            (["content-length: 1", "transfer-encoding: chunked"], .contentLengthWithTransferEncoding),
            (["transfer-encoding: chunked", "content-length: 1"], .contentLengthWithTransferEncoding),
            (["transfer-encoding: identity"], .transferEncoding),
            (["transfer-encoding: chunked", "transfer-encoding: chunked"], .repeatedTransferEncoding),
            (["a: b", " c"], .foldedField), (["a : b"], .spaceBeforeColon), (["a: b\nc: d"], .bareLineFeed),
        ] as [([String], HTTPFault.Reason)])
    func framingFaults(lines: [String], reason: HTTPFault.Reason) {
        let text = (["HTTP/1.1 200 OK"] + lines).joined(separator: "\r\n") + "\r\n"
        #expect(responseFault(text) == HTTPFault(reason, line: lines.count + 1))
        // The answer to HEAD has no body, but its fields are held to the same rules.
        #expect(throws: HTTPFault(reason, line: lines.count + 1)) { try parseResponse(text, requestWasHead: true) }
    }

    @Test("Chunked in an HTTP/1.0 response is refused")
    func chunkedHTTP10() {
        #expect(
            responseFault("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                == HTTPFault(.transferEncodingOnHTTP10))
    }

    @Test("The framing follows from the status, the request and the fields, in this order")
    func framing() throws {
        #expect(try Self.head("HTTP/1.1 200 OK", "content-length: 5").framing == .length(5))
        #expect(try Self.head("HTTP/1.1 200 OK", "transfer-encoding: CHUNKED").framing == .chunked)
        #expect(try Self.head("HTTP/1.1 200 OK").framing == .untilClose)
        #expect(try Self.head("HTTP/1.1 304 Not Modified", "content-length: 5").framing == .none)
        #expect(try Self.head("HTTP/1.1 204 No Content").framing == .none)
        #expect(try Self.head("HTTP/1.1 200 OK", "content-length: 5", requestWasHead: true).framing == .none)
        #expect(try Self.head("HTTP/1.1 200 OK", "transfer-encoding: chunked", requestWasHead: true).framing == .none)
    }

    @Test("A connection is used again only if the end of the response is certain")
    func keepAlive() throws {
        #expect(try Self.head("HTTP/1.1 200 OK", "content-length: 5").keepAlive)
        #expect(try !Self.head("HTTP/1.1 200 OK", "content-length: 5", "connection: close").keepAlive)
        #expect(try !Self.head("HTTP/1.1 200 OK").keepAlive)
        #expect(try !Self.head("HTTP/1.0 200 OK", "content-length: 5").keepAlive)
        #expect(try Self.head("HTTP/1.0 200 OK", "content-length: 5", "connection: keep-alive").keepAlive)
        #expect(try Self.head("HTTP/1.1 204 No Content", "content-length: 0").keepAlive)
        #expect(try !Self.head("HTTP/1.1 204 No Content", "content-length: 5").keepAlive)
        #expect(try !Self.head("HTTP/1.1 204 No Content", "transfer-encoding: chunked").keepAlive)
        #expect(try Self.head("HTTP/1.1 304 Not Modified", "content-length: 5").keepAlive)
    }

    @Test("Informational responses come before the final one, each as a head without a body")
    func informational() throws {
        var parser = HTTPResponseParser()
        var buffer = ByteBuffer(
            string: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx")
        let statuses = try (0..<3).map { _ in
            let head = try #require(try parser.parseHead(&buffer, requestWasHead: false))
            #expect(head.framing == (head.status == 200 ? .length(1) : .none))
            return head.status
        }
        #expect(statuses == [100, 103, 200] && buffer.readableBytes == 1)
        #expect(responseFault("HTTP/1.1 100 C\r\ncontent-length: 1\r\n\r\n") == HTTPFault(.informationalWithBody))
        #expect(responseFault("HTTP/1.1 100 C\r\ntransfer-encoding: chunked\r\n\r\n")?.reason == .informationalWithBody)
    }

    @Test("An empty line before a status line is refused")
    func emptyLine() {
        #expect(responseFault("\r\nHTTP/1.1 200 OK\r\n\r\n") == HTTPFault(.statusLine, line: 1))
    }

    @Test("Fields of requests mean nothing in a response")
    func requestFields() throws {
        let head = try Self.head("HTTP/1.1 200 OK", "host: a", "host: b/c", "expect: more", "content-length: 0")
        #expect(head.fields.count == 4)
    }

    @Test("The default limits are 64 KiB and 256 fields")
    func limits() throws {
        let field = "x: " + String(repeating: "y", count: 60 << 10) + "\r\n"
        #expect(try parseResponse("HTTP/1.1 200 OK\r\n\(field)\r\n") != nil)
        #expect(responseFault("HTTP/1.1 200 OK\r\n\(field)\(field)\r\n")?.reason == .headTooLarge(limit: 64 << 10))
        #expect(try parseResponse("HTTP/1.1 200 OK\r\n\(String(repeating: "x:\r\n", count: 256))\r\n") != nil)
        let many = String(repeating: "x:\r\n", count: 257)
        #expect(responseFault("HTTP/1.1 200 OK\r\n\(many)") == HTTPFault(.tooManyFields(limit: 256), line: 258))
    }
}
