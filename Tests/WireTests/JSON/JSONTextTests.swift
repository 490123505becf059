import PlanBWire
import Testing

@Suite("JSON text")
struct JSONTextTests {
    @Test(
        "escapes are resolved, with the quotes in the range or without them",
        arguments: [
            (#""""#, ""), (#""a""#, "a"), (#""\"""#, "\""), (#""\\""#, "\\"),
            (#""\/\b\f\n\r\t""#, "/\u{08}\u{0C}\n\r\t"),
            (#""\u0041\u00e9\u2615""#, "Aé☕"), (#""x\uD83D\uDE00y""#, "x😀y"), (#""\u0000""#, "\u{0}"),
            (#""é☕😀""#, "é☕😀"),
            (#""é\n☕\t😀""#, "é\n☕\t😀"), (#""\\\"""#, "\\\""), (#""\uFEFF\uFFFF""#, "\u{FEFF}\u{FFFF}"),
        ])
    func unescape(_ json: String, _ text: String) throws {
        let bytes = Array("[\(json)]".utf8)
        let quoted = 1..<bytes.count - 1
        #expect(try bytes.unescape(quoted) == text)
        #expect(try bytes.unescape(quoted.lowerBound + 1..<quoted.upperBound - 1) == text)
    }

    @Test("what is not the inside of a string is a fault at its offset in the text")
    func unescapeFaults() {
        let bytes: [UInt8] = Array(#"..a\x"#.utf8) + [0x80]
        for (range, reason, offset): (Range<Int>, JSONFault.Reason, Int) in [
            (2..<5, .invalidEscape, 4), (2..<4, .unexpectedEnd, 4), (5..<6, .invalidUTF8, 5),
            (2..<7, .unexpectedEnd, 6),
            (-1..<2, .unexpectedEnd, 6),
        ] {
            let fault = #expect(throws: JSONFault.self) { try JSONText.unescape(range, in: bytes.span) }
            #expect(fault?.reason == reason)
            #expect(fault?.offset == offset)
        }
    }

    @Test(
        "a name equals the text it stands for, however it is written",
        arguments: [
            ("model", true), (#"\u006dodel"#, true), (#"\u006D\u006f\u0064\u0065\u006c"#, true), ("Model", false),
            ("mode", false), ("models", false), ("", false), (#"\nodel"#, false), (#"mode\u006"#, false),
            (#"\model"#, false),
            (#"model\u0000"#, false), ("mödel", false),
        ])
    func equals(_ key: String, _ isEqual: Bool) {
        let bytes = Array("\"\(key)\"".utf8)
        #expect(bytes.equals(0..<bytes.count, "model") == isEqual)
        #expect(bytes.equals(1..<bytes.count - 1, "model") == isEqual)
    }

    @Test("names outside ASCII and the empty name are compared as well; a range outside the bytes equals nothing")
    func equalsSpecial() {
        let bytes = Array(#""\u00fC😀""#.utf8)
        #expect(bytes.equals(0..<bytes.count, "ü😀"))
        #expect(bytes.equals(0..<0, ""))
        #expect(Array("n".utf8).equals(0..<1, "n"))
        #expect(!bytes.equals(0..<bytes.count + 1, "ü😀"))
        #expect(!bytes.equals(-1..<1, "ü"))
    }

    @Test(
        "an integer is exact or it is none",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999999", nil), ("1.0", nil),
            ("1e2", nil), ("1E2", nil), ("-", nil), ("", nil), ("01", nil), ("-01", nil), ("+1", nil), ("1 ", nil),
            ("\"1\"", nil),
            ("null", nil), ("١", nil),
        ] as [(String, Int?)])
    func integer(_ text: String, _ value: Int?) {
        let bytes = Array(text.utf8)
        #expect(bytes.integer(0..<bytes.count) == value)
        #expect(bytes.integer(0..<bytes.count + 1) == nil)
    }
}
