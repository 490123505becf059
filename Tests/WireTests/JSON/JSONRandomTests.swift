import NIOCore
import PlanBWire
import Testing

@Suite("JSON, random documents")
struct JSONRandomTests {
    @Test(
        "a document reads as the value it was made from, and that value writes as an equal document", arguments: 0..<8)
    func roundTrip(_ seed: UInt64) throws {
        var generator = JSONGenerator(seed: seed)
        for _ in 0..<100 {
            let value = generator.value()
            let text = generator.text(of: value)
            #expect(try JSONValue.of(text) == value)
            #expect(try JSONValue.of(value.text) == value)
        }
    }

    @Test("the outline finds the members that a full reading finds", arguments: 0..<8)
    func outline(_ seed: UInt64) throws {
        var generator = JSONGenerator(seed: 100 + seed)
        for _ in 0..<50 {
            let pairs = (0..<6).map { JSONPair("\($0)", generator.value(depth: 3)) }
            let bytes = Array(generator.text(of: .object(pairs)).utf8)
            let members = try JSONOutline(bytes.span).members.map { member in
                JSONPair(
                    try JSONText.unescape(member.key, in: bytes.span),
                    try JSONValue.of(bytes.text(member.value.bytes)))
            }
            #expect(members == pairs)
        }
    }

    @Test("all readers agree on documents that were damaged", arguments: 0..<8)
    func damaged(_ seed: UInt64) {
        var generator = JSONGenerator(seed: 200 + seed)
        let interesting = Array("{}[]\",:\\u0-1.e \n\u{0}tfnx".utf8) + [0x80, 0xC3, 0xED, 0xF0, 0xFF]
        for _ in 0..<150 {
            let value = generator.value()
            var bytes = Array(generator.text(of: value).utf8)
            for _ in 0...generator.random.below(2) {
                let place = generator.random.below(bytes.count)
                let byte = interesting[generator.random.below(interesting.count)]
                switch generator.random.below(3) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
                if bytes.isEmpty { break }
            }
            // A damaged document can be valid still, but then it is a document like any other.
            let reading = JSONReading(bytes)
            if reading.fault() == nil, case .success(let value) = reading.value {
                #expect(JSONReading(Array(value.text.utf8)).fault() == nil)
            }
        }
    }

    @Test("bytes without any structure never trap a reader", arguments: 0..<4)
    func noise(_ seed: UInt64) {
        var random = SplitMix(seed: 300 + seed)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = JSONReading(bytes).fault()
            _ = JSONReading(Array("{\"".utf8) + bytes).fault()
        }
    }
}
