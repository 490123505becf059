import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBEngine

/// `traceparent` and `tracestate`, as clients send them.
struct TraceHeadersTests {
    private static let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private static let span = ClientSpan(
        trace: TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c), span: 0xb7ad_6b71_6920_3331,
        isSampled: true, state: "")

    private static func read(_ lines: [String]) throws -> ClientSpan? {
        var text = ByteBuffer(string: "GET / HTTP/1.1\r\nhost: a\r\n\(lines.map { $0 + "\r\n" }.joined())\r\n")
        var parser = HTTPRequestParser()
        let head = try parser.parseHead(&text)
        return TraceHeaders.read(try #require(head).fields)
    }

    @Test(
        "Exactly what the recommendation allows is understood",
        arguments: [
            (good, true), ("  \(good)\t", true),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff", true),
            // Later versions: as far as this one knows them.
            ("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true),
            ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be-like", true),
            ("fe-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-", true),
            ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what", false),
            ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0", false),
            ("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false),
            // Version 0 has nothing behind its flags.
            (good + "-", false), (good + "-00", false), (good + "0", false), (String(good.dropLast()), false),
            ("00-00000000000000000000000000000000-b7ad6b7169203331-01", false),
            ("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false),
            ("00-0af7651916cd43dd0000000000000000-b7ad6b7169203331-01", true),
            ("00-00000000000000008448eb211c80319c-b7ad6b7169203331-01", true),
            (good.uppercased(), false), ("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false),
            ("0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false),
            ("00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-011", false),
            ("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01", false),
            ("", false), ("00", false), ("\(good),\(good)", false), ("\"\(good)\"", false),
        ] as [(String, Bool)])
    func versions(_ value: String, _ isUnderstood: Bool) throws {
        let span = try Self.read(["traceparent: \(value)"])
        #expect((span != nil) == isUnderstood)
        let fields = value.filter { !$0.isWhitespace }.split(separator: "-")
        let flags = fields.count > 3 ? fields[3] : ""
        if let span { #expect(span.isSampled == (flags == "01" || flags == "ff")) }
    }

    @Test("Another byte anywhere is understood if, and only if, the grammar has it")
    func bytes() throws {
        let (digits, dashes) = (Set("0123456789abcdef".utf8), [2, 35, 52])
        for version in ["00", "01"] {
            let original = Array((version + Self.good.dropFirst(2)).utf8)
            for index in original.indices {
                for byte in UInt8.min ... .max {
                    var changed = original
                    changed[index] = byte
                    let expected = dashes.contains(index) ? byte == UInt8(ascii: "-") : digits.contains(byte)
                    let isRead = TraceHeaders.parent(changed.span) != nil
                    #expect(isRead == expected, "\(version) \(index) \(byte)")
                }
            }
            for count in 0..<original.count {
                let part = Array(original[..<count])
                let isRead = TraceHeaders.parent(part.span) != nil
                #expect(!isRead)
            }
        }
    }

    @Test("A head that comes in two pieces says the same wherever it is divided")
    func pieces() throws {
        let bytesOfHead = Array(
            "GET / HTTP/1.1\r\nhost: a\r\nTraceParent: \(Self.good)\r\ntracestate: a=1,b=2\r\n\r\n".utf8)
        for cut in 1..<bytesOfHead.count {
            var (parser, bytes) = (HTTPRequestParser(), ByteBuffer(bytes: bytesOfHead[..<cut]))
            let early = try parser.parseHead(&bytes)
            #expect(early == nil)
            bytes.writeBytes(bytesOfHead[cut...])
            let whole = try parser.parseHead(&bytes)
            let span = TraceHeaders.read(try #require(whole).fields)
            var expected = Self.span
            expected.state = "a=1,b=2"
            #expect(span == expected, "cut at \(cut)")
        }
    }

    @Test("Two parents are none")
    func two() throws {
        #expect(try Self.read(["traceparent: \(Self.good)", "traceparent: \(Self.good)"]) == nil)
        #expect(try Self.read(["tracestate: a=1"]) == nil)
    }

    @Test(
        "A list is taken as a whole or not at all",
        arguments: [
            (["a=1"], "a=1"), (["a=1,b=2"], "a=1,b=2"), (["a=1", "b=2"], "a=1,b=2"), (["a=1 , \t b=2"], "a=1,b=2"),
            (["a=1,,b=2,"], "a=1,b=2"), ([""], ""), (["a=1 2"], "a=1 2"), (["a= 1"], "a= 1"),
            (["a-_*/1=x"], "a-_*/1=x"), (["0tenant@vendor=x"], "0tenant@vendor=x"),
            (["a=1,a=2"], nil), (["a=1", "a=2"], nil), (["A=1"], nil), (["1a=1"], nil), (["a"], nil), (["a="], nil),
            (["=1"], nil), (["a=1=2"], nil), (["a b=1"], nil), (["t@0v=1"], nil), (["t@v@w=1"], nil), (["@v=1"], nil),
            (["t@=1"], nil), (["a=é"], nil), (["a=1\t2"], nil),
        ] as [([String], String?)])
    func states(_ lines: [String], _ expected: String?) throws {
        #expect(TraceHeaders.state(lines) == expected)
        // A list that is not valid does not take its parent with it.
        let span = try Self.read(["traceparent: \(Self.good)"] + lines.map { "tracestate: \($0)" })
        #expect(span?.trace == Self.span.trace && span?.state == expected ?? "")
    }

    @Test("Lists, keys and values end where the recommendation ends them")
    func limits() {
        func list(_ count: Int) -> String { (0..<count).map { "k\($0)=v" }.joined(separator: ",") }
        #expect(TraceHeaders.state([list(32)]) == list(32) && TraceHeaders.state([list(33)]) == nil)
        func text(_ count: Int) -> String { String(repeating: "x", count: count) }
        #expect(TraceHeaders.state(["k=\(text(256))"]) != nil && TraceHeaders.state(["k=\(text(257))"]) == nil)
        #expect(TraceHeaders.state(["\(text(256))=v"]) != nil && TraceHeaders.state(["\(text(257))=v"]) == nil)
        #expect(TraceHeaders.state(["\(text(241))@\(text(14))=v"]) != nil)
        #expect(TraceHeaders.state(["\(text(242))@v=v"]) == nil && TraceHeaders.state(["t@\(text(15))=v"]) == nil)
        let (half, rest) = ("a=\(text(253))", "b=\(text(254))")
        #expect(TraceHeaders.state([half, rest])?.utf8.count == 512)
        #expect(TraceHeaders.state([half, rest + "x"]) == nil)
    }
}
