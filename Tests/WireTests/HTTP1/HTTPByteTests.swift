import Testing

@testable import PlanBWire

struct HTTPByteTests {
    @Test("The bitmaps hold exactly the bytes that the RFCs list")
    func sets() {
        let alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        let visible = String(decoding: 0x21...0x7E as ClosedRange<UInt8>, as: UTF8.self)
        let table: [(HTTPByteSet, String)] = [
            (.token, alphanumeric + "!#$%&'*+-.^_`|~"),
            (.unreserved, alphanumeric + "-._~"),
            (.path, alphanumeric + "-._~!$&'()*+,;=:@/%"),
            (.query, visible.filter { !"\"#<>".contains($0) }),
            (.visible, visible),
        ]
        for (set, text) in table {
            let members = Set(text.utf8)
            for byte in UInt8.min...UInt8.max { #expect(set.contains(byte) == members.contains(byte), "\(byte)") }
        }
    }

    @Test(
        "The control byte is found wherever it stands, whatever stands around it", arguments: [0x20, 0x7E, 0x80, 0xFF])
    func firstControl(filler: Int) {
        for byte in UInt8.min...UInt8.max {
            let isControl = (byte < 0x20 && byte != 0x09) || byte == 0x7F
            for place in 0..<17 {
                var bytes = [UInt8](repeating: UInt8(filler), count: 17)
                bytes[place] = byte
                #expect(firstControl(bytes, 0, 17) == (isControl ? place : 17), "\(byte) at \(place)")
            }
        }
    }

    @Test("Of several control bytes the first is found")
    func firstOfMany() {
        var random = HTTPRandom(seed: 1)
        for _ in 0..<2000 {
            let interesting: [UInt8] = [0, 1, 9, 10, 13, 0x1F, 0x20, 0x21, 0x7E, 0x7F, 0x80, 0x81, 0xFF]
            let bytes = (0..<24).map { _ in interesting[Int.random(in: 0..<interesting.count, using: &random)] }
            let start = Int.random(in: 0...24, using: &random)
            let end = Int.random(in: start...24, using: &random)
            let naive = (start..<end).first { (bytes[$0] < 0x20 && bytes[$0] != 9) || bytes[$0] == 0x7F } ?? end
            #expect(firstControl(bytes, start, end) == naive)
        }
    }

    @Test("Only ASCII letters are compared without regard to case")
    func ignoringCase() {
        #expect(equals("Content-LENGTH", "content-length"))
        #expect(!equals("content-lengt", "content-length"))
        // These differ in the bit that makes a letter upper case.
        #expect(!equals("^", "~"))
        #expect(!equals("@[", "`{"))
        // KELVIN SIGN lower-cases to "k" in Unicode.
        #expect(!equals("\u{212A}", "k"))
    }

    // #expect cannot take a span apart, so that these functions make them.
    private func firstControl(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        bytes.span.firstControl(from: start, to: end)
    }

    private func equals(_ text: String, _ literal: StaticString) -> Bool {
        Array(text.utf8).span.equalsIgnoringCase(literal)
    }
}
