import Foundation
import PlanBLedger
import Testing

@testable import PlanBJournal

struct ReadingTests {
    @Test("What is appended is read in order, with positions to go on from")
    func order() throws {
        let scene = try Scene()
        let journal = try scene.open()
        let entries = (0..<200).flatMap { Sample.whole($0).flatMap { $0 } }
        for entry in entries { journal.append(entry) }
        #expect(try scene.entries() == entries)
        var stored: [StoredEntry] = []
        for case .entry(let one) in try scene.items() { stored.append(one) }
        for index in stride(from: 0, to: stored.count, by: 37) {
            let rest = try scene.items(from: stored[index].position)
            #expect(rest.count == stored.count - index)
            #expect(rest.first == .entry(stored[index]))
        }
    }

    @Test("Segments roll, and reading goes through all of them", arguments: [300, 1000, 5000])
    func rolling(size: Int) throws {
        let scene = try Scene()
        let journal = try scene.open(segment: size)
        let entries = (0..<100).flatMap { Sample.whole($0).flatMap { $0 } }
        for entry in entries { journal.append(entry) }
        #expect(try scene.folder.segments().count > 3)
        #expect(try scene.entries() == entries)
        #expect(try scene.damages().isEmpty)
    }

    @Test("The end is followed while it is written, over the ends of segments")
    func follow() throws {
        let scene = try Scene()
        let journal = try scene.open(segment: 700)
        var reader = JournalReader(scene.folder)
        for index in 0..<100 {
            #expect(try reader.next() == nil)
            journal.append(Sample.event("\(index)"))
            journal.append(Sample.event("and \(index)"))
            for text in ["\(index)", "and \(index)"] {
                guard case .entry(let stored)? = try reader.next() else {
                    Issue.record("nothing at \(index)")
                    return
                }
                #expect(stored.entry == Sample.event(text))
            }
        }
    }

    @Test("A record that is half there at the end is waited for, at every byte")
    func halfWritten() throws {
        let scene = try Scene()
        let journal = try scene.open()
        journal.append(Sample.event("first"))
        let before = try scene.written(1)
        journal.append(Sample.request(1))
        journal.close()
        let whole = try scene.bytes(1)
        for end in before.count..<whole.count {
            try scene.replace(1, with: Array(whole[..<end]))
            var reader = JournalReader(scene.folder)
            _ = try reader.next()
            #expect(try reader.next() == nil)
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: scene.folder.file(1)))
            try file.seekToEnd()
            try file.write(contentsOf: Data(whole[end...]))
            try file.close()
            guard case .entry(let stored)? = try reader.next() else {
                Issue.record("not read when it was whole: \(end)")
                return
            }
            #expect(stored.entry == Sample.request(1))
            #expect(try reader.next() == nil)
        }
    }

    @Test("A bad byte costs the record it is in, says so, and nothing else")
    func badByte() throws {
        let scene = try Scene()
        let journal = try scene.open()
        let entries = (0..<5).map { Sample.event("event \($0)") }
        for entry in entries { journal.append(entry) }
        journal.close()
        let whole = try scene.bytes(1)
        for place in whole.indices {
            for bit: UInt8 in [1, 0x80] {
                var bytes = whole
                bytes[place] ^= bit
                try scene.replace(1, with: bytes)
                let read = try scene.entries()
                let damages = try scene.damages()
                if place < SegmentHeader.length || read == entries {
                    // The header is there twice, and the mark behind it is nothing that anybody waits for.
                    #expect(read == entries)
                } else {
                    // At the live end a bad record looks like one that is being written.
                    #expect(entries.filter { !read.contains($0) }.count == 1)
                    #expect(read.count == 4)
                    #expect(damages.count == 1 || read == Array(entries.dropLast()))
                }
            }
        }
    }

    @Test("A bad area costs what is in it", arguments: 0..<30)
    func badArea(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        let scene = try Scene()
        let journal = try scene.open()
        let entries = (0..<300).map { Sample.event("event \($0)") }
        for entry in entries { journal.append(entry) }
        journal.close()
        var bytes = try scene.bytes(1)
        let start = Int.random(in: SegmentHeader.length..<bytes.count - 100, using: &dice)
        let length = Int.random(in: 1...100, using: &dice)
        for place in start..<start + length { bytes[place] = UInt8.random(in: 0...255, using: &dice) }
        try scene.replace(1, with: bytes)
        let read = try scene.entries()
        #expect(read.allSatisfy(entries.contains))
        #expect(read.count >= 300 - 5)
        #expect(Set(read.map { "\($0)" }).count == read.count)
    }

    @Test("Text of a client that looks like a record is none")
    func forgery() throws {
        let scene = try Scene()
        let journal = try scene.open()
        // A whole record of another journal, as text of the one before.
        let other = try Scene()
        let foreign = try other.open()
        foreign.append(Sample.request(666))
        foreign.close()
        let forged = try other.bytes(1).dropFirst(SegmentHeader.length)
        journal.append(Sample.event("x"))
        journal.append(Sample.event("y" + String(decoding: forged, as: UTF8.self)))
        journal.append(Sample.event("z"))
        journal.close()
        var bytes = try scene.bytes(1)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("y".utf8)) && $0 > 150 })
        bytes[place] ^= 1
        bytes.insert(contentsOf: forged, at: place)
        try scene.replace(1, with: bytes)
        let read = try scene.entries()
        #expect(!read.contains(Sample.request(666)))
        #expect(read.contains(Sample.event("z")))
    }

    @Test("A segment of a newer build is an error that names it")
    func newerSegment() throws {
        let scene = try Scene()
        try scene.open().close()
        var bytes = try scene.bytes(1)
        for start in [0, SegmentHeader.size] {
            bytes[start + 8] = 9
            let sum = crc(Array(bytes[start..<start + SegmentHeader.size - 4]))
            for index in 0..<4 {
                bytes[start + SegmentHeader.size - 4 + index] = UInt8(truncatingIfNeeded: sum >> (8 * index))
            }
        }
        try scene.replace(1, with: bytes)
        let reading = #expect(throws: JournalFailure.self) { try scene.items() }
        let opening = #expect(throws: JournalFailure.self) { try scene.open() }
        for failure in [reading, opening] {
            #expect(failure?.description.contains(scene.folder.file(1)) == true)
            #expect(failure?.description.contains("version 9") == true)
        }
    }

    @Test("A file that is no segment is passed over, and said to be")
    func foreignFile() throws {
        let scene = try Scene()
        let first = try scene.open()
        first.append(Sample.event("one"))
        first.close()
        let second = try scene.open()
        second.append(Sample.event("two"))
        second.close()
        try scene.replace(1, with: Array("not a journal".utf8))
        #expect(try scene.entries() == [Sample.event("two")])
        #expect(try scene.damages().map(\.file) == [scene.folder.file(1)])
    }

    @Test("A source gives batches of any size, and the same ones again from the same place")
    func source() throws {
        let scene = try Scene()
        let journal = try scene.open(segment: 2000)
        let entries = (0..<150).map { Sample.event("event \($0)") }
        for entry in entries { journal.append(entry) }
        let source = JournalSource(data: scene.data, age: 0, report: { Issue.record("\($0)") })
        for limit in [1, 7, 1000] {
            var position = JournalPosition.start
            var read: [LedgerEntry] = []
            while true {
                let batch = try source.read(from: position, limit: limit)
                #expect(batch.entries.count <= limit)
                if batch.entries.isEmpty { break }
                #expect(try source.read(from: position, limit: limit).entries == batch.entries)
                read += batch.entries.map(\.entry)
                position = batch.next
            }
            #expect(read == entries)
            #expect(position <= source.extent.end)
        }
        let last = try #require(try scene.folder.segments().last)
        source.release(before: JournalPosition(segment: last, offset: 0))
        #expect(try scene.folder.segments() == [last - 1, last])
        #expect(try scene.entries().last == entries.last)
    }

    private func crc(_ bytes: [UInt8]) -> UInt32 {
        // Bit by bit, as the standard has it: not the code under test.
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
        }
        return ~value
    }
}
