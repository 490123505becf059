import NIOCore
import PlanBWire
import Testing

@Suite("JSON patch")
struct JSONPatchTests {
    private static func buffer(_ text: String) -> ByteBuffer {
        // Offsets must count from the reader index, so it is not 0 here.
        var buffer = ByteBuffer(string: "junk" + text)
        buffer.moveReaderIndex(forwardBy: 4)
        return buffer
    }

    private static func check(_ patch: JSONPatch, on source: ByteBuffer, gives text: String) {
        let result = patch.apply(to: source)
        #expect(String(buffer: result) == text)
        #expect(patch.byteDelta == result.readableBytes - source.readableBytes)
        var target = ByteBuffer(string: "before ")
        patch.write(source, into: &target)
        #expect(String(buffer: target) == "before " + text)
    }

    @Test("edits apply in the order of the text, whatever the order in which they were added")
    func order() {
        var patch = JSONPatch()
        patch.insert(at: 8, "!")
        patch.replace(6..<7, with: "BB")
        patch.insert(at: 1, "x")
        patch.replace(1..<2, with: ByteBuffer(string: "A"))
        patch.insert(at: 1, "y")
        patch.replace(3..<5, with: "")
        Self.check(patch, on: Self.buffer("0123456789"), gives: "0xyA25BB7!89")
    }

    @Test("a patch without edits gives the text itself")
    func identity() {
        let source = Self.buffer(#"{"a":1}"#)
        #expect(JSONPatch().isEmpty)
        Self.check(JSONPatch(), on: source, gives: #"{"a":1}"#)
    }

    @Test("of edits that overlap, the one that begins first is applied; what lies beyond the end is left out")
    func overlap() {
        var patch = JSONPatch()
        patch.replace(3..<6, with: "b")
        patch.replace(2..<4, with: "a")
        patch.insert(at: 3, "c")
        patch.insert(at: 4, "d")
        Self.check(patch, on: Self.buffer("0123456789"), gives: "01ad456789")

        var beyond = JSONPatch()
        beyond.replace(2..<4, with: "x")
        beyond.insert(at: 4, "y")
        #expect(String(buffer: beyond.apply(to: Self.buffer("012"))) == "012")
        var first = JSONPatch()
        first.replace(0..<2, with: "one")
        first.replace(0..<3, with: "other")
        Self.check(first, on: Self.buffer("0123"), gives: "one23")
    }

    static let documents = [
        "{}", #"{"a":1}"#, #"{ "a" : 1 }"#, #"{"a":1,"b":[2,{}]}"#, " {\n \"a\": 1,\n \"b\": 2,\n \"c\": 3\n}\n",
        #"{"a":1,"a":2,"b":"x,}","c":null}"#, #"{"a":1 ,"b":2 ,"c":3 ,"d":4 ,"e":5 }"#,
    ]

    @Test("removing any set of members in any order leaves a valid object with the others", arguments: documents)
    func removals(_ document: String) throws {
        var random = SplitMix(seed: 1)
        let bytes = Array(document.utf8)
        let outline = try JSONOutline(bytes.span)
        let pairs = try #require(JSONValue.of(document).object)
        for set in 0..<1 << pairs.count {
            let removed = pairs.indices.filter { set >> $0 & 1 == 1 }
            let kept = pairs.indices.filter { set >> $0 & 1 == 0 }.map { pairs[$0] }
            for adding in 0...2 {
                var patch = JSONPatch()
                let added = (0..<adding).map { JSONPair("new\($0)", .int($0)) }
                for index in removed.shuffled(using: &random) {
                    patch.remove(outline.members[index], of: outline, in: bytes.span)
                }
                for pair in added { patch.addMember("\"\(pair.name)\":\(pair.value.text)", to: outline) }
                // Removing twice is removing once.
                for index in removed.shuffled(using: &random) {
                    patch.remove(outline.members[index], of: outline, in: bytes.span)
                }
                let result = patch.apply(to: Self.buffer(document))
                #expect(try JSONValue.of(String(buffer: result)) == .object(added + kept))
                Self.check(patch, on: Self.buffer(document), gives: String(buffer: result))
            }
        }
    }

    @Test("replacing values leaves every other byte as it was", arguments: documents)
    func replacements(_ document: String) throws {
        let bytes = Array(document.utf8)
        for member in try JSONOutline(bytes.span).members {
            var patch = JSONPatch()
            patch.replace(member.value.bytes, with: "\"new\"")
            let value = member.value.bytes
            let expected = bytes.text(0..<value.lowerBound) + "\"new\"" + bytes.text(value.upperBound..<bytes.count)
            Self.check(patch, on: Self.buffer(document), gives: expected)
        }
    }

    @Test("a removal wins over a replacement inside the member that goes")
    func removalAndReplacement() throws {
        let document = #"{"a":1,"b":2,"c":3}"#
        let bytes = Array(document.utf8)
        let outline = try JSONOutline(bytes.span)
        var patch = JSONPatch()
        for member in outline.members { patch.replace(member.value.bytes, with: "9") }
        patch.remove(outline.members[1], of: outline, in: bytes.span)
        Self.check(patch, on: Self.buffer(document), gives: #"{"a":9,"c":9}"#)
        patch.remove(outline.members[2], of: outline, in: bytes.span)
        Self.check(patch, on: Self.buffer(document), gives: #"{"a":9}"#)
    }

    @Test("a member of another document is not removed, and nothing is added to what is not an object")
    func foreignOutline() throws {
        let (short, long) = (Array(#"{"a":1}"#.utf8), Array(#"{"a":1,"b":2}"#.utf8))
        let (one, other) = try (JSONOutline(short.span), JSONOutline(long.span))
        var patch = JSONPatch()
        patch.remove(other.members[1], of: one, in: short.span)
        patch.remove(other.members[1], of: one, in: long.span)
        patch.addMember(#""x":1"#, to: try JSONOutline(Array("[1]".utf8).span))
        #expect(patch.isEmpty)
    }

    @Test("a hundred thousand members can be removed one by one")
    func manyRemovals() throws {
        let document = "{" + repeatElement(#""k":1"#, count: 100_000).joined(separator: ",") + "}"
        let bytes = Array(document.utf8)
        let outline = try JSONOutline(bytes.span)
        var patch = JSONPatch()
        for (index, member) in outline.members.enumerated() where index % 2 == 1 {
            patch.remove(member, of: outline, in: bytes.span)
        }
        let result = patch.apply(to: ByteBuffer(string: document))
        #expect(try JSONOutline(result.readableBytesUInt8Span).members.count == 50_000)
    }
}
