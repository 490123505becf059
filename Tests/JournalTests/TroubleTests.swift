import Foundation
import PlanBLedger
import Synchronization
import Testing

@testable import PlanBJournal

struct TroubleTests {
    /// One that finds a full disk at the next record: it takes no room ahead.
    private func writer(_ scene: Scene, _ disk: FailingDisk, _ policy: JournalPolicy, backlog: Int = 4 << 20) throws
        -> JournalWriter
    {
        try scene.writer(
            disk, policy, JournalWriter.Sizes(segment: 64 << 20, reserve: 1 << 16, backlog: backlog, piece: 0))
    }

    @Test(
        "A full disk refuses new requests, keeps what is under way, and is left by itself", arguments: [0, 1, 10, 200])
    func refuse(room: Int) throws {
        let scene = try Scene()
        let disk = FailingDisk()
        let writer = try writer(scene, disk, JournalPolicy(sync: .never))
        writer.append([Sample.open(1)])
        #expect(writer.refusal == nil)
        disk.fill(leaving: room)
        writer.append([Sample.attempt(1), Sample.request(1)])
        writer.append([Sample.open(2)])
        let refusal = try #require(writer.refusal)
        #expect(refusal.contains(scene.folder.path) && refusal.contains("No space left"))
        writer.upkeep()
        #expect(writer.refusal != nil)
        #expect(writer.figures.lost == 0)
        disk.empty()
        writer.upkeep()
        #expect(writer.refusal == nil)
        writer.append([Sample.request(2)])
        var entries = try scene.entries()
        entries.removeAll { if case .event = $0 { true } else { false } }
        #expect(
            entries == [Sample.open(1), Sample.attempt(1), Sample.request(1), Sample.open(2), Sample.request(2)])
        #expect(try scene.damages().isEmpty)
        #expect(scene.reports.withLock { $0.count } == 2)
        writer.finish()
    }

    @Test("What does not fit into memory either is lost, counted, and said once a minute")
    func lost() throws {
        let scene = try Scene()
        let disk = FailingDisk()
        let writer = try writer(scene, disk, JournalPolicy(sync: .never, whenFull: .continue), backlog: 1000)
        disk.fill(leaving: 0)
        for index in 0..<100 { writer.append([Sample.open(index)]) }
        #expect(writer.refusal == nil)
        let figures = writer.figures
        #expect(figures.waiting > 0 && figures.lost > 0 && figures.waiting + figures.lost == 100)
        for _ in 0..<5 { writer.upkeep() }
        #expect(scene.reports.withLock { $0.filter { $0.contains("\(figures.lost) records were lost") }.count } == 1)
        scene.clock.add(60_000, ordering: .relaxed)
        for _ in 0..<5 { writer.upkeep() }
        #expect(scene.reports.withLock { $0.count } == 2)
        disk.empty()
        writer.upkeep()
        #expect(try scene.entries().filter { if case .open = $0 { true } else { false } }.count == figures.waiting)
        writer.finish()
    }

    @Test("Short writes leave no half record, wherever they stop")
    func shortWrites() throws {
        for room in 0..<120 {
            let scene = try Scene()
            let disk = FailingDisk()
            let writer = try writer(scene, disk, JournalPolicy(sync: .never))
            writer.append([Sample.event("one")])
            disk.fill(leaving: room, EIO)
            writer.append([Sample.event("two")])
            disk.empty()
            writer.upkeep()
            writer.append([Sample.event("three")])
            let texts = try scene.entries().compactMap { entry -> String? in
                if case .event(let event) = entry, event.kind == "start" { event.detail } else { nil }
            }
            #expect(texts == ["one", "two", "three"])
            #expect(try scene.damages().isEmpty)
            writer.finish()
        }
    }

    @Test("A disk that cannot be forced refuses until it can")
    func sync() throws {
        let scene = try Scene()
        let disk = FailingDisk()
        let writer = try writer(scene, disk, JournalPolicy())
        disk.failSync(EIO)
        writer.append([Sample.event("one")])
        writer.upkeep()
        #expect(writer.refusal?.contains("cannot be forced") == true)
        #expect(writer.figures.syncErrors == 1)
        disk.failSync(0)
        writer.upkeep()
        #expect(writer.refusal == nil)
        #expect(writer.figures.syncs == 2)
        writer.upkeep()
        #expect(writer.figures.syncs == 2)
        writer.finish()
    }

    @Test("Answers that wait for the disk share one call, and none waits for ever")
    func groupCommit() async throws {
        let scene = try Scene()
        let disk = FailingDisk()
        let journal = try scene.open(JournalPolicy(sync: .always), disk: disk)
        #expect(journal.needsSettling)
        await withTaskGroup(of: Void.self) { tasks in
            for index in 0..<200 {
                tasks.addTask {
                    journal.append(Sample.event("\(index)"))
                    await journal.settled()
                }
            }
        }
        #expect(disk.syncs >= 1 && disk.syncs <= 201)
        disk.failSync(EIO)
        journal.append(Sample.event("last"))
        await journal.settled()
        #expect(journal.figures?.syncErrors == 1)
        journal.close()
        await journal.settled()
        #expect(try scene.entries().count == 201)
    }

    @Test("Any number of threads append at the same time; nothing is mixed or lost")
    func threads() async throws {
        let scene = try Scene()
        let journal = try scene.open(JournalPolicy(sync: .interval), segment: 20_000, period: 1)
        await withTaskGroup(of: Void.self) { tasks in
            for task in 0..<8 {
                tasks.addTask {
                    for index in 0..<200 { Sample.whole(task * 1000 + index).forEach(journal.append) }
                }
            }
        }
        journal.close()
        #expect(try scene.entries().count == 8 * 200 * 3)
        #expect(try scene.damages().isEmpty)
        #expect(journal.figures?.open == 0)
    }

    @Test("A second gateway is told who has the folder")
    func twoProcesses() throws {
        let scene = try Scene()
        let journal = try scene.open()
        let failure = #expect(throws: JournalFailure.self) { try scene.open() }
        #expect(failure?.description.contains(scene.data) == true)
        #expect(failure?.description.contains("process \(getpid())") == true)
        journal.append(Sample.event("still there"))
        #expect(try scene.entries().count == 1)
    }

    @Test("The name of the node stays, and a file that holds none is an error")
    func node() throws {
        let scene = try Scene()
        let name = try scene.open().node
        #expect(name.utf8.count == 8)
        #expect(try scene.open().node == name)
        try Data("what?".utf8).write(to: URL(fileURLWithPath: "\(scene.data)/node"))
        let failure = #expect(throws: JournalFailure.self) { try scene.open() }
        #expect(failure?.description.contains("\(scene.data)/node") == true)
    }
}
