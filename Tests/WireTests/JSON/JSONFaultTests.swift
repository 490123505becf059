import PlanBWire
import Testing

@Suite("JSON faults")
struct JSONFaultTests {
    @Test(
        "the description says where and what, in one line",
        arguments: [
            ("{\"a\":\"x\ny\"}", #"byte 7: a string contains the raw control character U+000A; write it as \u000A"#),
            (#"{"a":1,}"#, "byte 7: found '}' where a member name in double quotes is due"),
            (#"{"a":1 "b":2}"#, "byte 7: found '\"' where ',' or '}' is due"),
            ("[1 2]", "byte 3: found '2' where ',' or ']' is due"),
            (#"{"a" 1}"#, "byte 5: found '1' where ':' is due"),
            ("[\u{0}]", "byte 1: found byte 0x00 where a value is due"),
            ("[1", "byte 2: the text ends before the JSON value is complete"),
            ("{} x", "byte 3: 'x' follows the end of the document"),
            ("01", "byte 1: not a number as JSON writes it"),
            (
                #""\x""#,
                #"byte 2: a backslash must be followed by one of " \ / b f n r t, or u and four hexadecimal digits"#
            ),
            (#""\ud800""#, #"byte 1: a \u escape is one half of a surrogate pair, and the other half is missing"#),
        ])
    func description(_ text: String, _ description: String) {
        #expect(JSONReading(Array(text.utf8)).fault()?.description == description)
    }

    @Test("a byte that is not UTF-8 is named by its value")
    func notUTF8() {
        #expect(
            JSONReading([0x22, 0xFF, 0x22]).fault()?.description == "byte 1: a string is not valid UTF-8 (byte 0xFF)")
    }
}
