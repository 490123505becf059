import NIOCore
import PlanBWire
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
    @Test("commas stand between items and nowhere else")
    func commas() {
        var writer = JSONWriter(buffer: ByteBuffer(string: "data: "))
        writer.beginObject()
        writer.member("a", "x")
        writer.member("b", nil)
        writer.key("c")
        writer.beginArray()
        writer.int(1)
        writer.bool(false)
        writer.null()
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.raw(ByteBuffer(string: #"{"r":1}"#))
        writer.number("1e400")
        writer.string("s")
        writer.endArray()
        writer.member("d", -5)
        writer.member("e", true)
        writer.endObject()
        #expect(
            String(buffer: writer.buffer)
                == #"data: {"a":"x","b":null,"c":[1,false,null,{},[],{"r":1},1e400,"s"],"d":-5,"e":true}"#)
    }

    @Test("a string is escaped where RFC 8259 demands it, and only there")
    func escapes() throws {
        for code in UInt32(0)..<0x100 {
            let scalar = try #require(UnicodeScalar(code))
            let text = "a\(Character(scalar))b"
            var buffer = ByteBuffer()
            JSONWriter.appendString(text, to: &buffer)
            #expect(try JSONValue.of(String(buffer: buffer)) == .string(text))
            let isEscaped = String(buffer: buffer) != "\"\(text)\""
            #expect(isEscaped == (code < 0x20 || scalar == "\"" || scalar == "\\"))
        }
    }

    @Test("the short forms of escapes are used where there is one")
    func shortEscapes() {
        var buffer = ByteBuffer()
        JSONWriter.appendString("\"\\/\u{08}\u{0C}\n\r\t\u{0}\u{1F}\u{2028}é"[...], to: &buffer)
        #expect(String(buffer: buffer) == #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{2028}é\"")
    }
}
