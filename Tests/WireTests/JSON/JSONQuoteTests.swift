import PlanBWire
import Testing

/// Looking for quotes and backslashes, eight bytes at a time.
struct JSONQuoteTests {
    @Test("It finds what a loop over the bytes finds, from everywhere", arguments: 0..<200)
    func law(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let alphabet: [UInt8] = [0x22, 0x21, 0x23, 0xA2, 0x00, 0xFF, 0x61, 0x5C]
        let bytes = (0..<(seed % 40)).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return alphabet[Int(state >> 60) % alphabet.count]
        }
        for start in 0...bytes.count {
            #expect(JSONText.quote(in: bytes.span, from: start) == bytes[start...].firstIndex(of: 0x22))
            #expect(JSONText.backslash(in: bytes.span, from: start) == bytes[start...].firstIndex(of: 0x5C))
        }
    }
}
