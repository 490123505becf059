import Foundation
import NIOCore
import Testing

@testable import PlanBFakeProvider

/// A generator that gives the same numbers every time.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

@Suite struct ScanTests {
    @Test(arguments: [
        #"{"a":[1,-2.5e3,true,false,null,"x"],"b":{}}"#, "[]", "0", #""""#, #" { "a" : [ ] } "#,
        #"["\"\\\/\b\f\n\r\té☕\ud83d\ude00\ud83dx\ude00"]"#,
    ])
    func whatIsJSONIsRead(text: String) {
        #expect(JSONReader.read(Array(text.utf8)) != nil)
    }

    @Test(arguments: [
        "", "{", "}", "[1,]", #"{"a"}"#, #"{"a":1,}"#, "tru", "01x", "1 2", #""\x""#, #""\u12""#, "\"a\nb\"", "-", "[1",
        String(repeating: "[", count: 200_000),
    ])
    func whatIsNotJSONIsNot(text: String) {
        #expect(JSONReader.read(Array(text.utf8)) == nil)
    }

    @Test func stringsAreUnescaped() {
        let json = JSONReader.read(Array(#"["é\u00e9\u2615\ud83d\ude00\n\"","\ud83dx","\ud83d\u0041","\ude00"]"#.utf8))
        #expect(json == .array([.string("éé☕😀\n\""), .string("\u{FFFD}x"), .string("\u{FFFD}A"), .string("\u{FFFD}")]))
    }

    @Test func aQuotedTextReadsBackAsItself() throws {
        var random = Seeded(7)
        for _ in 0..<500 {
            let scalars = (0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0..<0x3000, using: &random)) }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(JSONReader.read(Array(quoted(text).utf8)) == .string(text))
            #expect(try JSONDecoder().decode(String.self, from: Data(quoted(text).utf8)) == text)
        }
    }

    @Test func aForm() throws {
        let body = """
            preamble\r\n--B\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n\
            --B\r\ncontent-disposition: form-data; name=file; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n\
            RIFF\r\n--not-B\r\n--C\r\n\r\n--B--\r\n
            """
        let form = try #require(Multipart(Array(body.utf8), contentType: "Multipart/Form-Data; boundary=\"B\""))
        #expect(form["model"]?.text == "whisper-1")
        #expect(form["file"]?.fileName == "a.wav")
        #expect(form["file"]?.text == "RIFF\r\n--not-B\r\n--C\r\n")
        #expect(Multipart(Array(body.utf8), contentType: "multipart/form-data") == nil)
        #expect(Multipart(Array(body.utf8), contentType: "multipart/form-data; boundary=D") == nil)
        #expect(Multipart([], contentType: "application/json") == nil)
    }

    @Test func base64IsThatOfFoundation() {
        var random = Seeded(3)
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(base64(bytes) == Data(bytes).base64EncodedString())
        }
    }

    @Test func gzipHasTheFormOfTheRFC() {
        // The check value of CRC-32, and a stored block.
        let expected = "1f8b08000000000000ff010900f6ff3132333435363738392639f4cb09000000"
        #expect(gzip(Array("123456789".utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
        #expect(gzip([]).count == 10 + 5 + 8)
        #expect(gzip([UInt8](repeating: 1, count: 70_000)).count == 70_000 + 10 + 2 * 5 + 8)
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), (" a  b ", [" a  ", "b "]), ("Olá!\nThe", ["Olá!\n", "The"]), ("  ", ["  "]),
    ])
    func wordsKeepTheirBlanks(text: String, expected: [String]) {
        #expect(words(text) == expected)
        #expect(words(text).joined() == text)
    }

    /// Every way to divide a request, and every way to spoil it, ends in an event and never in a crash.
    @Test func aRequestIsTheSameHoweverItsBytesArrive() throws {
        let text =
            "\r\nPOST /a HTTP/1.1\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\nx: y\r\n\r\n"
        for size in 1...text.utf8.count {
            var reader = RequestReader(bodyLimit: 100)
            var heads: [ReceivedRequest] = []
            var bodies: [[UInt8]] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                var buffer = ByteBuffer(bytes: rest.prefix(size))
                rest = rest.dropFirst(size)
                reader.append(&buffer)
                events: while true {
                    switch reader.next() {
                    case .head(let request): heads.append(request)
                    case .body(let body): bodies.append(body)
                    case .none: break events
                    case .invalid(let status, let text):
                        Issue.record("\(status) \(text)")
                        break events
                    }
                }
            }
            #expect(heads.map(\.target) == ["/a"])
            #expect(bodies == [Array("abcd".utf8)])
        }
    }

    @Test func spoiledRequestsDoNotCrash() {
        var random = Seeded(11)
        let good = Array(
            "POST /a HTTP/1.1\r\ncontent-length: 4\r\n\r\nabcdGET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                .utf8)
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var reader = RequestReader(bodyLimit: 1000)
            var buffer = ByteBuffer(bytes: bytes)
            reader.append(&buffer)
            for _ in 0..<10 {
                if case .head(let request) = reader.next() { _ = request.values("content-length") }
            }
            _ = JSONReader.read(bytes)
            _ = Multipart(bytes, contentType: "multipart/form-data; boundary=a")
        }
    }
}
