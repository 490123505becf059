import Foundation
import PlanBLedger
import Synchronization
import Testing

@testable import PlanBJournal

/// Segments that are written through memory, with room taken ahead.
struct MappingTests {
    private let page = 4096

    @Test("A segment has room for more while it is written, and its own length afterwards", arguments: [0, 1, 5000])
    func length(piece: Int) throws {
        let scene = try Scene()
        let journal = try scene.open(piece: piece)
        let entries = (0..<40).flatMap { Sample.whole($0).flatMap { $0 } }
        for entry in entries { journal.append(entry) }
        let written = try scene.written(1)
        let room = try scene.bytes(1).count
        #expect(piece == 0 ? room == written.count : room > written.count && room % page == 0)
        journal.close()
        #expect(try scene.bytes(1) == written)
        #expect(try scene.entries() == entries)
    }

    @Test("Retired segments get their own length, too")
    func retired() throws {
        let scene = try Scene()
        let writer = try scene.writer(
            FailingDisk(), JournalPolicy(), JournalWriter.Sizes(segment: 2000, piece: 1 << 16))
        for index in 0..<200 { writer.append([Sample.event("event \(index)")]) }
        let segments = try scene.folder.segments()
        #expect(segments.count > 1)
        writer.upkeep()
        for number in segments.dropLast() { #expect(try scene.bytes(number) == scene.written(number)) }
        writer.finish()
        #expect(try scene.entries().count == 200)
    }

    @Test("A process that is killed leaves room behind its last record; nothing is lost, and nobody is bothered")
    func killed() throws {
        let scene = try Scene()
        let journal = try scene.open()
        for index in 0..<10 { Sample.whole(index).forEach(journal.append) }
        journal.append(Sample.open(10))
        let left = try scene.bytes(1)
        let written = try scene.written(1)
        let next = try Scene()
        try next.folder.create()
        try next.replace(1, with: left)
        try next.open().close()
        #expect(try next.bytes(1) == written)
        #expect(next.reports.withLock { $0.isEmpty })
        let requests = try next.entries().compactMap { if case .request(let request) = $0 { request } else { nil } }
        #expect(requests.map(\.outcome) == [RequestEntry.Outcome](repeating: .answered, count: 10) + [.interrupted])
        journal.close()
    }

    @Test("A record that is half copied is not there yet, with and without its marker, at every byte")
    func halfCopied() throws {
        let scene = try Scene()
        let journal = try scene.open()
        journal.append(Sample.event("first"))
        let before = try scene.written(1).count
        journal.append(Sample.request(1))
        let after = try scene.written(1).count
        journal.append(Sample.event("last"))
        journal.close()
        let whole = try scene.bytes(1)
        let room = [UInt8](repeating: 0, count: 9000)
        for end in before..<after {
            for hasMarker in [true, false] {
                var part = Array(whole[..<end])
                if !hasMarker { for place in before..<min(before + 4, end) { part[place] = 0 } }
                try scene.replace(1, with: part + room)
                var reader = JournalReader(scene.folder)
                #expect(try reader.next() != nil)
                #expect(try reader.next() == nil)
                #expect(try reader.next() == nil)
                let file = try FileHandle(forUpdating: URL(fileURLWithPath: scene.folder.file(1)))
                try file.seek(toOffset: UInt64(before))
                try file.write(contentsOf: Data(whole[before...]))
                try file.close()
                for entry in [Sample.request(1), Sample.event("last")] {
                    guard case .entry(let stored)? = try reader.next() else {
                        Issue.record("not read when it was whole: \(end)")
                        return
                    }
                    #expect(stored.entry == entry)
                }
                #expect(try reader.next() == nil)
                // The process is killed instead.
                let other = try Scene()
                try other.folder.create()
                try other.replace(1, with: part + room)
                try other.open().close()
                #expect(try other.bytes(1).count == before)
                #expect(try other.damages().isEmpty)
                #expect(other.reports.withLock { $0.count } == (part[before...].contains { $0 != 0 } ? 1 : 0))
            }
        }
    }

    @Test("A part that a disk lost in the middle is damage once the segment is complete, and what is behind it counts")
    func lostPages() throws {
        let scene = try Scene()
        let journal = try scene.open()
        let entries = (0..<400).map { Sample.event("event \($0)") }
        for entry in entries { journal.append(entry) }
        journal.close()
        var bytes = try scene.bytes(1)
        #expect(bytes.count > 3 * page)
        for place in page..<2 * page { bytes[place] = 0 }
        try scene.replace(1, with: bytes)
        try scene.open().close()
        let read = try scene.entries()
        #expect(read.filter(entries.contains).count >= 400 - page / 30)
        #expect(read.contains(entries[399]))
        #expect(scene.reports.withLock { $0.count } == 1)
    }

    @Test("A full disk is found when room is taken; what is under way gets the rest and the reserve", arguments: 0..<8)
    func full(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        let scene = try Scene()
        let disk = FailingDisk()
        let writer = try scene.writer(
            disk, JournalPolicy(sync: .never),
            JournalWriter.Sizes(segment: 1 << 15, reserve: 1 << 14, backlog: 1 << 20, piece: 1 << 13))
        var entries: [LedgerEntry] = []
        var refusals = 0
        for step in 0..<2000 {
            switch Int.random(in: 0..<100, using: &dice) {
            case 0: disk.fill(leaving: Int.random(in: 0...20_000, using: &dice))
            case 1: disk.empty()
            case 2: writer.upkeep()
            default:
                let entry = Sample.event("\(step) " + String(repeating: "x", count: step % 300))
                writer.append([entry])
                entries.append(entry)
                if writer.refusal != nil { refusals += 1 }
            }
        }
        disk.empty()
        writer.upkeep()
        #expect(writer.refusal == nil)
        #expect(writer.figures.lost == 0)
        #expect(refusals > 0)
        writer.finish()
        let read = try scene.entries().filter { if case .event(let event) = $0 { event.kind == "start" } else { true } }
        #expect(read == entries)
        #expect(try scene.damages().isEmpty)
        for number in try scene.folder.segments() { #expect(try scene.bytes(number) == scene.written(number)) }
    }

    @Test("Where no room can be taken, or no page is to be had, records are written all the same")
    func fallback() throws {
        let scene = try Scene()
        let journal = try scene.open(piece: 1 << 16)
        journal.append(Sample.event("one"))
        // Somebody cuts the file: the pages behind the first are gone.
        let end = page
        #expect(truncate(scene.folder.file(1), off_t(end)) == 0)
        let entries = (0..<500).map { Sample.event("event \($0)") }
        for entry in entries { journal.append(entry) }
        journal.close()
        #expect(try scene.entries() == [Sample.event("one")] + entries)
        #expect(try scene.damages().isEmpty)

        let other = try Scene()
        let disk = FailingDisk()
        disk.fill(leaving: 1 << 20, EOPNOTSUPP)
        let second = try other.open(piece: 2 << 20, disk: disk)
        for entry in entries { second.append(entry) }
        #expect(try other.bytes(1) == other.written(1))
        second.close()
        #expect(try other.entries() == entries)
    }

    @Test("Room is taken ahead by upkeep")
    func ahead() throws {
        let scene = try Scene()
        let writer = try scene.writer(FailingDisk(), JournalPolicy(sync: .never), JournalWriter.Sizes(piece: 4 * page))
        let before = try scene.bytes(1).count
        var isWanted = false
        for index in 0..<1000 where !isWanted { isWanted = writer.append([Sample.event("event \(index)")]) }
        #expect(isWanted)
        #expect(try scene.bytes(1).count == before)
        writer.upkeep(isDue: false)
        #expect(try scene.bytes(1).count == before + 4 * page)
        #expect(!writer.append([Sample.event("one")]))
        writer.finish()
    }

    @Test("A source knows where the journal ends, though there is room behind it")
    func extent() throws {
        let scene = try Scene()
        let journal = try scene.open()
        let source = JournalSource(data: scene.data, report: { Issue.record("\($0)") })
        for index in 0..<300 {
            journal.append(index % 3 == 0 ? Sample.event("\(index)\0\0\0") : Sample.event("\(index)"))
            let end = source.extent.end
            let batch = try source.read(from: JournalPosition(segment: 1, offset: 0), limit: 1000)
            #expect(batch.next <= end && end.offset - batch.next.offset <= RecordBuffer.longestText)
            #expect(source.extent.end == batch.next)
            #expect(source.extent.bytes == batch.next.offset)
        }
        journal.close()
        #expect(source.extent.end.offset == (try scene.bytes(1).count))
    }

    @Test("Who reads along while others write sees every record once, whole, in order")
    func follow() async throws {
        let scene = try Scene()
        let journal = try scene.open(JournalPolicy(sync: .interval), segment: 60_000, period: 1)
        let total = 4 * 500 * 3
        let read = try await withThrowingTaskGroup(of: [LedgerEntry].self) { tasks in
            for task in 0..<4 {
                tasks.addTask {
                    for index in 0..<500 { Sample.whole(task * 1000 + index).forEach(journal.append) }
                    return []
                }
            }
            tasks.addTask {
                var reader = JournalReader(scene.folder)
                var entries: [LedgerEntry] = []
                while entries.count < total {
                    switch try reader.next() {
                    case .entry(let stored): entries.append(stored.entry)
                    case .damage(let damage):
                        Issue.record("\(damage)")
                        return entries
                    case nil: await Task.yield()
                    }
                }
                return entries
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        #expect(read.count == total)
        #expect(try read == scene.entries())
        journal.close()
    }
}
