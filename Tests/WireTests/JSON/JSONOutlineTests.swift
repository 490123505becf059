import PlanBWire
import Testing

@Suite("JSON outline")
struct JSONOutlineTests {
    @Test("each top-level member is found with the offsets of its name and value")
    func members() throws {
        let bytes = Array("\u{FEFF} { \"model\" : \"m\", \"n\":{\"model\":1} ,\"stream\":true}".utf8)
        let outline = try JSONOutline(bytes.span)
        #expect(outline.root == .object)
        #expect(outline.open == 5)
        #expect(outline.members.map { bytes.text($0.key) } == ["model", "n", "stream"])
        #expect(outline.members.map { bytes.text($0.value.bytes) } == ["\"m\"", #"{"model":1}"#, "true"])
        #expect(outline.members.map(\.value.kind) == [.string, .object, .true])
        #expect(
            outline.members.allSatisfy { bytes[$0.start] == UInt8(ascii: "\"") && $0.start == $0.key.lowerBound - 1 })
    }

    @Test("duplicates are kept and counted, also those that are written with escapes")
    func duplicates() throws {
        let bytes = Array(#"{"model":1,"x":{"model":2},"mod\u0065l":3,"Model":4}"#.utf8)
        let outline = try JSONOutline(bytes.span)
        let counts = [
            outline.count(of: "model", in: bytes.span), outline.count(of: "Model", in: bytes.span),
            outline.count(of: "absent", in: bytes.span),
        ]
        #expect(counts == [2, 1, 0])
        let (first, absent) = (outline.first("model", in: bytes.span), outline.first("absent", in: bytes.span))
        #expect(first == outline.members.first)
        #expect(absent == nil)
    }

    @Test(
        "a root that is not an object is told by its kind and has no members",
        arguments: [
            ("[{\"model\":1}]", JSONKind.array), (" \"model\"", .string), ("1", .number), ("true", .true),
            ("false", .false),
            ("null", .null),
        ])
    func otherRoots(_ text: String, _ kind: JSONKind) throws {
        let bytes = Array(text.utf8)
        let outline = try JSONOutline(bytes.span)
        #expect(outline.root == kind)
        #expect(outline.members.isEmpty)
    }

    @Test("a fault behind the last member that matters is still a fault")
    func wholeDocument() {
        let bytes = Array(#"{"model":"m","messages":[{"role":"user","content":"\x"}]}"#.utf8)
        let fault = #expect(throws: JSONFault.self) { try JSONOutline(bytes.span) }
        #expect(fault?.reason == .invalidEscape)
    }
}
