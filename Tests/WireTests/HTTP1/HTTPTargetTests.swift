import NIOCore
import PlanBWire
import Testing

struct HTTPTargetTests {
    static func normalise(_ path: String) throws(HTTPFault) -> String {
        let bytes = Array(path.utf8)
        return try HTTPTarget.normalise(path: bytes.span)
    }

    @Test(
        "A path has one spelling",
        arguments: [
            ("/", "/"), ("/v1/chat/completions", "/v1/chat/completions"), ("/v1/", "/v1/"),
            ("/%76%31/%7e%2D%5F", "/v1/~-_"),
            ("/a%3ab", "/a%3Ab"), ("/a:b@c", "/a:b@c"), ("/%c3%a9", "/%C3%A9"), ("/%25", "/%25"), ("/%2541", "/%2541"),
            ("/a;b=c/d", "/a;b=c/d"), ("/...", "/..."), ("/.a/a./..a", "/.a/a./..a"), ("/a%2e%2eb", "/a..b"),
            ("/%3F%23%20%0a", "/%3F%23%20%0A"),
            ("/v1beta/models/gemini-2.5-pro:generateContent", "/v1beta/models/gemini-2.5-pro:generateContent"),
        ])
    func normal(path: String, normal: String) throws {
        #expect(try Self.normalise(path) == normal)
    }

    @Test(
        "A path that could be decoded in two ways is refused",
        arguments: [
            ("", .pathByte), ("v1", .pathByte), ("*", .pathByte), ("/a b", .pathByte), ("/é", .pathByte),
            ("/\\", .pathByte), ("/a?b", .pathByte), ("/a#b", .pathByte), ("/\0", .pathByte), ("/|", .pathByte),
            ("%2Fv1", .pathByte),
            ("/%00", .encodedNUL), ("/%2f", .encodedSlash), ("/a%2Fb", .encodedSlash), ("/%5c", .encodedSlash),
            ("/..%2f", .encodedSlash), ("//", .emptySegment), ("//a", .emptySegment), ("/a//b", .emptySegment),
            ("/a//", .emptySegment), ("/.", .dotSegment), ("/..", .dotSegment), ("/./a", .dotSegment),
            ("/a/../b", .dotSegment), ("/a/..", .dotSegment), ("/%2e", .dotSegment), ("/%2E%2e/a", .dotSegment),
            ("/.%2e", .dotSegment), ("/a/..;b/c", .dotSegment), ("/.;", .dotSegment),
            ("/%", .percentTriple), ("/%4", .percentTriple), ("/%4g", .percentTriple), ("/%g4", .percentTriple),
            ("/%%41", .percentTriple), ("/%u0041", .percentTriple), ("/% 41", .percentTriple),
        ] as [(String, HTTPFault.Reason)])
    func refused(path: String, reason: HTTPFault.Reason) {
        #expect(throws: HTTPFault(reason)) { try Self.normalise(path) }
    }

    @Test("Where a segment may be a name with slashes, they stay encoded, and nothing else is let through")
    func slashes() throws {
        func kept(_ path: String) throws(HTTPFault) -> String {
            let bytes = Array(path.utf8)
            return try HTTPTarget.normalise(path: bytes.span, keepsSlashes: true)
        }
        #expect(try kept("/model/arn%3aaws%2fx/converse") == "/model/arn%3Aaws%2Fx/converse")
        #expect(try kept("/model/..%2f..%2Fx/converse") == "/model/..%2F..%2Fx/converse")
        for (path, reason) in [
            ("/model/a%5Cb", .encodedSlash), ("/model//x", .emptySegment), ("/model/../x", .dotSegment),
            ("/model/%2e%2e/x", .dotSegment), ("/model/%00", .encodedNUL), ("/model/%2", .percentTriple),
        ] as [(String, HTTPFault.Reason)] {
            #expect(throws: HTTPFault(reason)) { try kept(path) }
        }
    }

    @Test("A segment is decoded once, and is text")
    func segments() throws {
        #expect(try HTTPTarget.decode(segment: "arn%3Aaws:bedrock%25") == "arn:aws:bedrock%")
        #expect(try HTTPTarget.decode(segment: "%C3%A9+") == "é+")
        #expect(throws: HTTPFault(.pathByte)) { try HTTPTarget.decode(segment: "%FF") }
        // An overlong encoding of "/".
        #expect(throws: HTTPFault(.pathByte)) { try HTTPTarget.decode(segment: "%C0%AF") }
        #expect(throws: HTTPFault(.percentTriple)) { try HTTPTarget.decode(segment: "%4") }
    }

    @Test("The items of a query are decoded, in order, and plus is plus")
    func query() throws {
        let items = try HTTPQueryItems(ByteBuffer(string: "key=a%2Bb+c&&alt=sse&key=&%6b%65y=d=e&flag&=x&"))
        #expect(items.map(\.name) == ["key", "alt", "key", "key", "flag", ""])
        #expect(items.map(\.value) == ["a+b+c", "sse", "", "d=e", "", "x"])
        #expect(items.value(of: "key") == "a+b+c" && items.value(of: "flag") == "" && items.value(of: "KEY") == nil)
        #expect(items.values(of: "key") == ["a+b+c", "", "d=e"])
        #expect(try HTTPQueryItems(ByteBuffer()).isEmpty)
    }

    @Test(
        "A query that is no text is refused",
        arguments: [
            ("a=%", .percentTriple), ("%zz=a", .percentTriple), ("a=%00", .encodedNUL), ("a=%FF", .queryText),
            ("a=%C0%AF", .queryText), ("a=%ED%A0%80", .queryText),
        ] as [(String, HTTPFault.Reason)])
    func badQuery(query: String, reason: HTTPFault.Reason) {
        #expect(throws: HTTPFault(reason)) { try HTTPQueryItems(ByteBuffer(string: query)) }
    }
}
