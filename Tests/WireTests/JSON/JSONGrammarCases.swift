import PlanBWire
import Testing

/// A document and the fault it must have; nil if it is valid.
struct JSONGrammarCase: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let reason: JSONFault.Reason?
    let offset: Int

    init(_ text: String, _ reason: JSONFault.Reason? = nil, at offset: Int = 0) {
        self.init(Array(text.utf8), reason, at: offset)
    }

    init(_ bytes: [UInt8], _ reason: JSONFault.Reason? = nil, at offset: Int = 0) {
        self.bytes = bytes
        self.reason = reason
        self.offset = offset
    }

    var testDescription: String { String(decoding: bytes.prefix(40), as: UTF8.self) }

    static let valid: [JSONGrammarCase] = [
        // Any value may be a document.
        .init("null"), .init("true"), .init("false"), .init("\"\""), .init("0"), .init("[]"), .init("{}"),
        // Whitespace and the byte order mark.
        .init(" \t\r\n[ \t\r\n] \t\r\n"), .init("{ \n\"a\" \t:\r1 , \"b\":[ ] }"), .init("\u{FEFF}{}"),
        .init("\u{FEFF} 1"),
        // Structure.
        .init("[[]]"), .init("[[],[]]"), .init("[{}]"), .init(#"{"a":{}}"#), .init(#"[1,"a",true,false,null,{},[]]"#),
        .init(#"{"":0}"#), .init(#"{"a":1,"a":2}"#), .init(#"{"a":[{"b":[{"c":[]}]}],"d":{}}"#),
        .init(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)),
        .init(String(repeating: #"{"a":"#, count: 64) + "1" + String(repeating: "}", count: 64)),
        // Numbers of any size.
        .init("-0"), .init("-1"), .init("0.0"), .init("10"), .init("1e1"), .init("1E+1"), .init("1e-01"), .init("0e0"),
        .init("0E-0"), .init("-0.0e+00"), .init("123.456e78"), .init("1e400"), .init("-1e-4000"),
        .init(String(repeating: "9", count: 400)), .init("0." + String(repeating: "3", count: 400)),
        .init("[1,-2,3.5,4e5]"),
        // Strings.
        .init(#""\"\\\/\b\f\n\r\t""#), .init(#""\u0000\u001F\u00e9\uFFFF\uabCD""#), .init(#""\uD83D\uDE00""#),
        .init(#""\ud800\udc00\uDBFF\uDFFF""#), .init(#""\uD7FF\uE000""#), .init(#""\\u0041""#), .init(#""/*""#),
        .init("\"\u{7F}\u{80}\u{7FF}\u{800}\u{FFFD}\u{FFFF}\u{10000}\u{10FFFF}\""),
        .init("\"\u{2028}\u{2029}\u{FEFF}\""),
        .init("\"1234567\""), .init("\"12345678\""), .init("\"123456789é\""), .init("\"1234567é12345678\""),
    ]

    static let invalid: [JSONGrammarCase] = [
        // The end comes too soon.
        .init("", .unexpectedEnd, at: 0), .init("  ", .unexpectedEnd, at: 2), .init("\u{FEFF}", .unexpectedEnd, at: 3),
        .init("[", .unexpectedEnd, at: 1), .init("[1,", .unexpectedEnd, at: 3),
        .init(#"{"a":1"#, .unexpectedEnd, at: 6),
        .init("-", .unexpectedEnd, at: 1), .init("1.", .unexpectedEnd, at: 2), .init("1e+", .unexpectedEnd, at: 3),
        .init("nul", .unexpectedEnd, at: 3), .init(#""\"#, .unexpectedEnd, at: 2),
        .init(#""\uD83D\u"#, .unexpectedEnd, at: 9),
        // Structure.
        .init("[1,]", .unexpectedByte, at: 3), .init("[,1]", .unexpectedByte, at: 1),
        .init("[1 2]", .unexpectedByte, at: 3),
        .init("[1,,2]", .unexpectedByte, at: 3), .init("[1}", .unexpectedByte, at: 2),
        .init("[1:2]", .unexpectedByte, at: 2),
        .init(#"{"a":1,}"#, .unexpectedByte, at: 7), .init(#"{,"a":1}"#, .unexpectedByte, at: 1),
        .init(#"{"a" 1}"#, .unexpectedByte, at: 5), .init(#"{"a"}"#, .unexpectedByte, at: 4),
        .init(#"{"a":}"#, .unexpectedByte, at: 5), .init(#"{"a"::1}"#, .unexpectedByte, at: 5),
        .init(#"{"a":1 "b":2}"#, .unexpectedByte, at: 7), .init(#"{"a":1]"#, .unexpectedByte, at: 6),
        .init("{a:1}", .unexpectedByte, at: 1), .init("{'a':1}", .unexpectedByte, at: 1),
        .init("{1:1}", .unexpectedByte, at: 1),
        .init("{null:1}", .unexpectedByte, at: 1), .init("]", .unexpectedByte, at: 0),
        .init("}", .unexpectedByte, at: 0),
        .init("{}}", .trailingBytes, at: 2), .init("1 2", .trailingBytes, at: 2),
        .init(#"{}"a""#, .trailingBytes, at: 2),
        .init("[]\u{FEFF}", .trailingBytes, at: 2), .init(" \u{FEFF}1", .unexpectedByte, at: 1),
        .init("/**/1", .unexpectedByte, at: 0), .init("[1//\n]", .unexpectedByte, at: 2),
        .init("1\u{0}", .trailingBytes, at: 1),
        .init("\u{0C}1", .unexpectedByte, at: 0), .init("\u{A0}1", .unexpectedByte, at: 0),
        .init("é", .unexpectedByte, at: 0),
        // Literals.
        .init("True", .unexpectedByte, at: 0), .init("nULL", .unexpectedByte, at: 1),
        .init("tru1", .unexpectedByte, at: 3),
        .init("nullx", .trailingBytes, at: 4), .init("NaN", .unexpectedByte, at: 0),
        .init("Infinity", .unexpectedByte, at: 0),
        .init("-Infinity", .invalidNumber, at: 1), .init("-NaN", .invalidNumber, at: 1),
        .init("undefined", .unexpectedByte, at: 0),
        // Numbers.
        .init("01", .invalidNumber, at: 1), .init("-01", .invalidNumber, at: 2), .init("+1", .unexpectedByte, at: 0),
        .init(".5", .unexpectedByte, at: 0), .init("[1.]", .invalidNumber, at: 3), .init("1.e1", .invalidNumber, at: 2),
        .init("1e", .unexpectedEnd, at: 2), .init("[1e]", .invalidNumber, at: 3), .init("1.2.3", .invalidNumber, at: 3),
        .init("1e1.5", .invalidNumber, at: 3), .init("--1", .invalidNumber, at: 1),
        .init("0x1F", .invalidNumber, at: 1),
        .init("1_000", .trailingBytes, at: 1), .init("1+2", .invalidNumber, at: 1), .init("1f", .invalidNumber, at: 1),
        // Strings.
        .init("'a'", .unexpectedByte, at: 0), .init("\"a\nb\"", .controlCharacter, at: 2),
        .init("\"\t\"", .controlCharacter, at: 1),
        .init("\"\u{0}\"", .controlCharacter, at: 1), .init("\"12345678\u{1F}\"", .controlCharacter, at: 9),
        .init(#""\a""#, .invalidEscape, at: 2), .init(#""\'""#, .invalidEscape, at: 2),
        .init(#""\x41""#, .invalidEscape, at: 2),
        .init(#""\U0041""#, .invalidEscape, at: 2), .init(#""\u00G0""#, .invalidEscape, at: 5),
        .init(#""\u 041""#, .invalidEscape, at: 3),
        .init(#""\u004""#, .invalidEscape, at: 6), .init(#""\é""#, .invalidEscape, at: 2),
        .init("\"\\\n\"", .invalidEscape, at: 2),
        .init(#""\uD800""#, .loneSurrogate, at: 1), .init(#""\uDC00""#, .loneSurrogate, at: 1),
        .init(#""ab\uD800x""#, .loneSurrogate, at: 3), .init(#""\uD800\n""#, .loneSurrogate, at: 1),
        .init(#""\uD800\uD800""#, .loneSurrogate, at: 1), .init(#""\uD800\u0041""#, .loneSurrogate, at: 1),
        .init(#""\uDE00\uD83D""#, .loneSurrogate, at: 1), .init(#"{"\uD800":1}"#, .loneSurrogate, at: 2),
        // Depth.
        .init(String(repeating: "[", count: 65) + String(repeating: "]", count: 65), .depth, at: 64),
        .init(String(repeating: #"{"a":"#, count: 65) + "1", .depth, at: 64 * 5),
        .init(String(repeating: "[", count: 100_000), .depth, at: 64),
        .init(String(repeating: #"[{"a":"#, count: 100_000), .depth, at: 32 * 6),
    ]

    /// RFC 3629 §3 and §4: what is not UTF-8, each inside a string. Surrogates, overlong forms, too large, stray, cut.
    static let notUTF8: [JSONGrammarCase] = [
        ([0x80], 0), ([0xBF], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xC2, 0x22], 1), ([0xC2, 0xC2], 1),
        ([0xDF, 0x7F], 1),
        ([0xE0, 0x80, 0x80], 1), ([0xE0, 0x9F, 0xBF], 1), ([0xE1, 0x80, 0x22], 2), ([0xE1, 0xC0, 0x80], 1),
        ([0xED, 0xA0, 0x80], 1), ([0xED, 0xBF, 0xBF], 1), ([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], 1),
        ([0xEF, 0xBF, 0x22], 2),
        ([0xF0, 0x80, 0x80, 0x80], 1), ([0xF0, 0x8F, 0xBF, 0xBF], 1), ([0xF0, 0x90, 0x80, 0x22], 3),
        ([0xF1, 0x80, 0x22], 2),
        ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF4, 0x8F, 0xBF, 0xC0], 3), ([0xF5, 0x80, 0x80, 0x80], 0),
        ([0xF8, 0x88, 0x80, 0x80, 0x80], 0), ([0xFE], 0), ([0xFF], 0),
    ].flatMap { (sequence: [UInt8], fault: Int) in
        // At the start, after a full word, and after another sequence.
        ["", "12345678", "é", "1234567"].map { before in
            let prefix = [UInt8(ascii: "\"")] + Array(before.utf8)
            return JSONGrammarCase(prefix + sequence + Array("\"".utf8), .invalidUTF8, at: prefix.count + fault)
        }
    }
}
