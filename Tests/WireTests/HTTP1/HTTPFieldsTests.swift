import NIOCore
import PlanBWire
import Testing

struct HTTPFieldsTests {
    static func fields(_ lines: String...) throws -> HTTPFields {
        try #require(try parseResponse("HTTP/1.1 200 OK\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n")).fields
    }

    @Test("Names are found in any case, and only whole names")
    func lookup() throws {
        let fields = try Self.fields("Set-Cookie: a", "SET-COOKIE:b", "set-cookie2: c", "_x^: d")
        #expect(fields.count == 4)
        #expect(fields.first("set-cookie") == "a" && fields.first(named: "Set-COOKIE") == "a")
        #expect(fields.all("set-cookie") == ["a", "b"])
        #expect(fields.count(of: "set-cookie") == 2 && fields.count(of: "cookie") == 0)
        #expect(fields.contains("set-cookie2") && !fields.contains("set-cooki") && !fields.contains("set-cookie22"))
        #expect(fields.first("_x^") == "d" && fields.first("_x~") == nil && fields.first(named: "_x~") == nil)
        #expect(fields.bytes("set-cookie2") == ByteBuffer(string: "c") && fields.bytes("x") == nil)
    }

    @Test("White space around a value is not part of it, white space in it is")
    func whiteSpace() throws {
        let fields = try Self.fields("a: \t b \t c\t ", "d:", "e: \t ")
        #expect(fields.first("a") == "b \t c" && fields.first("d") == "" && fields.first("e") == "")
    }

    @Test("Bytes from 0x80 up are kept as bytes, and repaired as text")
    func nonASCII() throws {
        var buffer = ByteBuffer(string: "HTTP/1.1 200 OK\r\na: ")
        buffer.writeBytes([0xE9, 0xFF])
        buffer.writeString("\r\nb: é\r\n\r\n")
        var parser = HTTPResponseParser()
        let fields = try #require(try parser.parseHead(&buffer, requestWasHead: false)).fields
        #expect(fields.bytes("a") == ByteBuffer(bytes: [0xE9, 0xFF]))
        #expect(fields.first("a") == "\u{FFFD}\u{FFFD}" && fields.first("b") == "é")
    }

    @Test("Lines are visited in order, with their bytes as sent")
    func visiting() throws {
        let fields = try Self.fields("B: 1", "a:2", "B: 3")
        var seen: [String] = []
        fields.forEach { seen.append("\(string($0))=\(string($1))") }
        #expect(seen == ["B=1", "a=2", "B=3"])
        struct Stop: Error {}
        #expect(throws: Stop.self) { try fields.forEach { _, _ in throw Stop() } }
    }

    @Test("A token is found in the lists of all lines of the name, and only as a whole element")
    func tokens() throws {
        let fields = try Self.fields("Connection: Upgrade ,\tclose", "connection:", "connection: keep-alive;x", "x: te")
        #expect(fields.hasToken("upgrade", in: "connection") && fields.hasToken("close", in: "connection"))
        #expect(!fields.hasToken("keep-alive", in: "connection") && !fields.hasToken("te", in: "connection"))
        #expect(!fields.hasToken("clos", in: "connection") && !fields.hasToken("close", in: "x"))
    }

    @Test("A head of no fields, and fields of no head, are empty")
    func empty() throws {
        for fields in [HTTPFields(), try Self.fields()] {
            #expect(fields.count == 0 && fields.first("a") == nil && fields.all("a") == [])
        }
    }

    @Test("Fields outlive the buffer they were read from")
    func lifetime() throws {
        var buffer = ByteBuffer(string: "HTTP/1.1 200 OK\r\na: b\r\n\r\n")
        var parser = HTTPResponseParser()
        let fields = try #require(try parser.parseHead(&buffer, requestWasHead: false)).fields
        buffer.clear()
        buffer.writeString(String(repeating: "x", count: 100))
        #expect(fields.first("a") == "b")
    }

    @Test(
        "Host is a name or address with an optional port",
        arguments: [
            "a", "a.example.com", "A_b-c.~1", "127.0.0.1", "127.0.0.1:80", "a:1", "a:65535", "[::1]", "[::1]:8080",
            "[2001:db8::A]", "[::ffff:1.2.3.4]:1", "xn--bcher-kva.example", String(repeating: "a", count: 255),
        ])
    func validHost(host: String) throws {
        #expect(try parseRequest("GET / HTTP/1.1\r\nhost: \(host)\r\n\r\n")?.fields.first("host") == host)
    }

    @Test(
        "Anything else is refused as Host, in HTTP/1.0 too",
        arguments: [
            "", ":80", "a:", "a:0", "a:65536", "a:123456", "a:+1", "a:8O", "a:1:2", "a b", "a/b", "a?b", "a#b", "u@a",
            "u:p@a", "a,b", "a\\b", "a%00", "a%2f", "http://a", "[::1", "[::1]x", "[::1]:", "[]", "[:]", "[1]", "[1:2]",
            "[1:::::::::2]",
            "[::g]", "[fe80::1%25eth0]", "[::1]:0", "::1", "é", "a\t.b", "*", String(repeating: "a", count: 256),
        ])
    func invalidHost(host: String) {
        for version in ["HTTP/1.1", "HTTP/1.0"] {
            #expect(requestFault("GET / \(version)\r\nhost: \(host)\r\n\r\n") == HTTPFault(.host, line: 2))
        }
    }
}
