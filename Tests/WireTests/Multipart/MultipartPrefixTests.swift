import PlanBWire
import Testing

@Suite("Multipart, first bytes")
struct MultipartPrefixTests {
    private static func first(_ name: String, in bytes: ArraySlice<UInt8>) -> MultipartValue {
        MultipartScanner.firstValue(named: name, in: Array(bytes).span, boundary: MultipartScannerTests.boundary)
    }

    @Test(
        "a part is found as soon as the delimiter after it was received, and not before", arguments: ["model", "file"])
    func growing(_ name: String) throws {
        let bytes = try Fixture.bytes(MultipartScannerTests.fixture)
        let parts = try MultipartScanner.parts(of: bytes.span, boundary: MultipartScannerTests.boundary)
        let part = try #require(parts.first { $0.name == name })
        // CRLF, hyphens, boundary, and CRLF again, or two hyphens and CRLF for the last one.
        let isLast = part == parts.last
        let decided = part.body.upperBound + 2 + 2 + MultipartScannerTests.boundary.utf8.count + (isLast ? 4 : 2)
        for length in 0...bytes.count {
            #expect(Self.first(name, in: bytes[..<length]) == (length < decided ? .notInPrefix : .found(part.body)))
        }
    }

    @Test("a name is absent only once the closing boundary was received")
    func absent() throws {
        let bytes = try Fixture.bytes(MultipartScannerTests.fixture)
        #expect(Self.first("absent", in: bytes[...]) == .absent)
        for length in 0..<bytes.count { #expect(Self.first("absent", in: bytes[..<length]) == .notInPrefix) }
    }

    @Test("of several parts of a name the first one is taken")
    func duplicates() throws {
        let bytes = try Fixture.bytes(MultipartScannerTests.fixture)
        guard case .found(let range) = Self.first("timestamp_granularities[]", in: bytes[...]) else {
            Issue.record("not found")
            return
        }
        #expect(bytes.text(range) == "word")
    }

    @Test("a malformed part, or too many of them, is told apart from one that is missing")
    func malformed() {
        let broken = Array("--b\r\nno colon\r\n".utf8)
        let value = MultipartScanner.firstValue(named: "a", in: broken.span, boundary: "b")
        guard case .malformed(let fault) = value else {
            Issue.record("\(value)")
            return
        }
        #expect(fault.reason == .invalidHeader)
        let many = Array((String(repeating: "--b\r\n\r\nx\r\n", count: 5) + "--b--\r\n").utf8)
        let all = MultipartScanner.firstValue(named: "a", in: many.span, boundary: "b", limit: 5)
        #expect(all == .absent)
        guard
            case .malformed(let fault) = MultipartScanner.firstValue(named: "a", in: many.span, boundary: "b", limit: 4)
        else {
            Issue.record("not refused")
            return
        }
        #expect(fault.reason == .tooManyParts)
    }

    @Test("bytes without any structure never trap the scanner", arguments: 0..<4)
    func noise(_ seed: UInt64) {
        var random = SplitMix(seed: seed)
        let words = [
            "--b", "--", "\r\n", "\r\n\r\n", "\r", "\n", ":", "Content-Disposition: form-data; name=", "\"", ";", "=",
            "\\", "a", " ",
        ]
        for _ in 0..<300 {
            let bytes = Array((0..<random.below(25)).map { _ in words[random.below(words.count)] }.joined().utf8)
            let value = MultipartScanner.firstValue(named: "a", in: bytes.span, boundary: "b")
            // The whole body may say more than the first bytes do, but nothing else.
            if let parts = try? MultipartScanner.parts(of: bytes.span, boundary: "b") {
                let whole = parts.first { $0.name == "a" }?.body
                switch value {
                case .found(let range): #expect(range == whole)
                case .absent: #expect(whole == nil)
                case .notInPrefix: break
                case .malformed(let fault): Issue.record("\(fault) in a body that is valid")
                }
            }
        }
    }
}
