import PlanBWire
import Testing

@Suite("JSON cursor")
struct JSONCursorTests {
    @Test("a document is walked in its order, and every value is where the cursor says")
    func walk() throws {
        let bytes = Array("\u{FEFF} { \"a\" : 1 , \"b\":[ true,\"x\" ,[ ] ] ,\"c\\n\": { } }\n".utf8)
        let span = bytes.span
        var cursor = JSONCursor()
        var seen: [String] = []
        cursor.skipBOMAndWhitespace(in: span)
        #expect(cursor.offset == 4)
        let root = try cursor.peekKind(in: span)
        #expect(root == .object)
        try cursor.enterObject(in: span)
        while let key = try cursor.nextKey(in: span) {
            seen.append("key " + bytes.text(key))
            guard try cursor.peekKind(in: span) == .array else {
                let value = try cursor.skipValue(in: span)
                seen.append("\(value.kind) " + bytes.text(value.bytes))
                continue
            }
            try cursor.enterArray(in: span)
            while try cursor.nextElement(in: span) {
                let value = try cursor.skipValue(in: span)
                seen.append("element \(value.kind) " + bytes.text(value.bytes))
            }
        }
        try cursor.finish(in: span)
        #expect(cursor.offset == bytes.count)
        #expect(
            seen == [
                "key a", "number 1", "key b", "element true true", "element string \"x\"", "element array [ ]",
                #"key c\n"#,
                "object { }",
            ])
    }

    @Test("a byte order mark is passed only at the start of the text")
    func byteOrderMark() {
        let bytes = Array("\u{FEFF}\u{FEFF}1".utf8)
        var cursor = JSONCursor()
        cursor.skipBOMAndWhitespace(in: bytes.span)
        #expect(cursor.offset == 3)
        cursor.skipBOMAndWhitespace(in: bytes.span)
        #expect(cursor.offset == 3)
    }

    @Test("a call that throws leaves the cursor where it was")
    func faultsDoNotMove() throws {
        let bytes = Array(#"{"a":[1,x]}"#.utf8)
        let span = bytes.span
        var cursor = JSONCursor()
        #expect(throws: JSONFault.self) { try cursor.enterArray(in: bytes.span) }
        #expect(cursor.offset == 0)
        try cursor.enterObject(in: span)
        _ = try cursor.nextKey(in: span)
        #expect(throws: JSONFault.self) { try cursor.skipValue(in: bytes.span) }
        #expect(throws: JSONFault.self) { try cursor.enterObject(in: bytes.span) }
        #expect(cursor.offset == 5)
        try cursor.enterArray(in: span)
        let hasElement = try cursor.nextElement(in: span)
        #expect(hasElement)
        _ = try cursor.skipValue(in: span)
        #expect(throws: JSONFault.self) { try cursor.nextElement(in: bytes.span) }
        #expect(cursor.offset == 7)
    }

    @Test("a document is not finished while a container is open")
    func finishWithinContainer() throws {
        let bytes = Array("[]".utf8)
        var cursor = JSONCursor()
        try cursor.enterArray(in: bytes.span)
        #expect(throws: JSONFault.self) { try cursor.finish(in: bytes.span) }
        let hasElement = try cursor.nextElement(in: bytes.span)
        #expect(!hasElement)
        try cursor.finish(in: bytes.span)
    }

    @Test("calls out of turn, and bytes that became fewer, throw and do not trap")
    func misuse() throws {
        let bytes = Array(#"{"a":1}"#.utf8)
        var cursor = JSONCursor()
        #expect(throws: JSONFault.self) { try cursor.nextKey(in: bytes.span) }
        #expect(throws: JSONFault.self) { try cursor.nextElement(in: bytes.span) }
        try cursor.enterObject(in: bytes.span)
        _ = try cursor.nextKey(in: bytes.span)
        #expect(throws: JSONFault.self) { try cursor.nextKey(in: bytes.span) }
        let fewer = [UInt8(ascii: "{")]
        #expect(throws: JSONFault.self) { try cursor.skipValue(in: fewer.span) }
        #expect(throws: JSONFault.self) { try cursor.peekKind(in: fewer.span) }
        #expect(throws: JSONFault.self) { try cursor.nextKey(in: fewer.span) }
    }
}
