import PlanBWire
import Testing

@Suite("JSON grammar")
struct JSONGrammarTests {
    @Test("a valid document is accepted by every reader", arguments: JSONGrammarCase.valid)
    func valid(_ document: JSONGrammarCase) {
        #expect(JSONReading(document.bytes).fault() == nil)
    }

    @Test(
        "an invalid document has the same fault, at the same byte, for every reader",
        arguments: JSONGrammarCase.invalid + JSONGrammarCase.notUTF8)
    func invalid(_ document: JSONGrammarCase) {
        let fault = JSONReading(document.bytes).fault()
        #expect(fault?.reason == document.reason)
        #expect(fault?.offset == document.offset)
    }

    @Test("what is invalid alone is invalid in an array and in an object", arguments: JSONGrammarCase.notUTF8)
    func invalidWithin(_ document: JSONGrammarCase) {
        for (before, after) in [("[1,", "]"), (#"{"a":{"b":"#, "}}"), (#"{"a":1,"#, ":1}")] {
            let fault = JSONReading(Array(before.utf8) + document.bytes + Array(after.utf8)).fault()
            #expect(fault?.reason == .invalidUTF8)
            #expect(fault?.offset == before.utf8.count + document.offset)
        }
    }

    @Test("every byte but the control characters, the quote and the backslash may stand in a string for itself")
    func bytesOfStrings() {
        for byte in UInt8(0)..<0x80 {
            // At every position within a word, and in the rest after the last word.
            for position in 0..<17 {
                var text = [UInt8](repeating: UInt8(ascii: "x"), count: 17)
                text[position] = byte
                let fault = JSONReading([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]).fault()
                switch byte {
                case 0..<0x20: #expect(fault?.reason == .controlCharacter && fault?.offset == position + 1)
                case UInt8(ascii: "\""): #expect(fault?.reason == .trailingBytes && fault?.offset == position + 2)
                case UInt8(ascii: "\\") where position == 16: #expect(fault?.reason == .unexpectedEnd)
                case UInt8(ascii: "\\"): #expect(fault?.reason == .invalidEscape && fault?.offset == position + 2)
                default: #expect(fault == nil)
                }
            }
        }
    }

    @Test("a document that is cut anywhere ends unexpectedly, at the cut")
    func truncation() {
        let document = Array(
            #" {"a":[1.5e+3,-0,true,false,null,{"é\u00e9":"\uD83D\uDE00 ☕ 👩🏽‍🍳\\"}],"b":{ },"c":[ ]}"#.utf8)
        #expect(JSONReading(document).fault() == nil)
        for length in 0..<document.count {
            let fault = JSONReading(Array(document[..<length])).fault()
            #expect(fault?.reason == .unexpectedEnd)
            #expect(fault?.offset == length)
        }
    }
}
