import PlanBVocabulary
import Testing

@testable import PlanBLedger

struct EntryCodecTests {
    private static func bytes(_ entry: LedgerEntry) -> [UInt8] {
        var buffer = RecordBuffer(capacity: 1)
        EntryCodec.encode(entry, into: &buffer)
        return buffer.bytes
    }

    private static func decoded(_ bytes: [UInt8]) throws -> LedgerEntry? {
        try EntryCodec.decode(bytes, 0..<bytes.count)
    }

    @Test("What is written is read", arguments: 0..<40)
    func roundTrip(seed: Int) throws {
        var random = RandomEntries(seed: UInt64(seed))
        for _ in 0..<50 {
            let entry = random.entry()
            #expect(try Self.decoded(Self.bytes(entry)) == entry)
        }
    }

    @Test("One buffer serves for many records")
    func reuse() throws {
        var random = RandomEntries(seed: 7)
        var buffer = RecordBuffer(capacity: 8)
        for _ in 0..<200 {
            let entry = random.entry()
            buffer.clear()
            EntryCodec.encode(entry, into: &buffer)
            #expect(buffer.bytes == Self.bytes(entry))
        }
    }

    @Test("No bytes are a trap: cut, changed and invented ones", arguments: 0..<20)
    func hostileBytes(seed: Int) {
        var random = RandomEntries(seed: UInt64(seed) + 1000)
        let bytes = Self.bytes(random.entry())
        for end in 0..<bytes.count { _ = try? Self.decoded(Array(bytes[..<end])) }
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                _ = try? Self.decoded(changed)
            }
        }
        for _ in 0..<2000 {
            let count = Int.random(in: 0..<60, using: &random.dice)
            _ = try? Self.decoded((0..<count).map { _ in UInt8.random(in: 0...255, using: &random.dice) })
        }
        for kind in EntryCodec.Kind.allCases {
            for _ in 0..<500 {
                let rest = (0..<40).map { _ in UInt8.random(in: 0...255, using: &random.dice) }
                _ = try? Self.decoded([kind.rawValue, 1] + rest)
            }
        }
    }

    @Test("A cut inside a field is an error")
    func cutFields() {
        let entry = EventEntry(time: 5, kind: "start", subject: "planb.yaml", detail: "x")
        let bytes = Self.bytes(.event(entry))
        #expect(throws: RecordFault.self) { try Self.decoded(Array(bytes.dropLast())) }
        #expect(throws: RecordFault.self) { try Self.decoded([]) }
        #expect(throws: RecordFault.self) { try Self.decoded([1]) }
    }

    @Test("Fields of a newer build are passed over")
    func unknownFields() throws {
        let entry = EventEntry(time: 5, kind: "start", subject: "s", detail: "d")
        var buffer = RecordBuffer()
        EntryCodec.encode(.event(entry), into: &buffer)
        buffer.integer(40, 77)
        buffer.text(3000, "new")
        buffer.bits(41, 7)
        buffer.group(42) { $0.text(1, "inside") }
        #expect(try Self.decoded(buffer.bytes) == .event(entry))
    }

    @Test("A record of another kind is nobody's mistake, one of a newer version is")
    func newer() throws {
        #expect(try Self.decoded([99, 1, 2, 3]) == nil)
        let fault = #expect(throws: RecordFault.self) { try Self.decoded([EntryCodec.Kind.event.rawValue, 9, 0]) }
        #expect(fault?.isNewer == true)
        #expect(fault?.description.contains("version 9") == true)
    }

    @Test("Words of a newer build are read as the most general ones")
    func newerWords() throws {
        var buffer = RecordBuffer()
        buffer.byte(EntryCodec.Kind.attempt.rawValue)
        buffer.byte(1)
        buffer.text(1, "req_1")
        buffer.text(9, "dreaming")
        buffer.text(18, "bored")
        guard case .attempt(let attempt)? = try Self.decoded(buffer.bytes) else {
            Issue.record("no attempt")
            return
        }
        #expect(attempt.operation == .passthrough)
        #expect(attempt.failure == .unprepared)
    }

    @Test("A record is bounded, whatever is in it")
    func bounded() throws {
        let long = String(repeating: "é", count: 1 << 20)
        let many = [String](repeating: long, count: 1000)
        var entry = RandomEntries(seed: 1).requestForBounds()
        entry.model = long
        entry.tags = many
        entry.skips = many
        let bytes = Self.bytes(.request(entry))
        #expect(bytes.count < 200_000)
        guard case .request(let read)? = try Self.decoded(bytes) else {
            Issue.record("no request")
            return
        }
        #expect(read.model == String(repeating: "é", count: 512))
        #expect(read.tags.count == 64)
    }
}

extension RandomEntries {
    fileprivate func requestForBounds() -> RequestEntry {
        var copy = self
        return copy.request()
    }
}
