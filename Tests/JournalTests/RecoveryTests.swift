import Foundation
import PlanBLedger
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBJournal

struct RecoveryTests {
    /// What recovery wrote, by kind.
    private func interrupted(_ scene: Scene) throws -> (attempts: [AttemptEntry], requests: [RequestEntry]) {
        var result: (attempts: [AttemptEntry], requests: [RequestEntry]) = ([], [])
        for entry in try scene.entries() {
            switch entry {
            case .attempt(let attempt) where attempt.outcome == "interrupted": result.attempts.append(attempt)
            case .request(let request) where request.outcome == .interrupted: result.requests.append(request)
            default: break
            }
        }
        return result
    }

    /// The process is killed: nothing is closed in an orderly way.
    private func kill(_ journal: Journal) { journal.close() }

    @Test("An open try is charged the largest amount that was held for it, which a strict budget needs")
    func heldTry() throws {
        let scene = try Scene()
        let first = try scene.open()
        for (number, holds, expected) in [(1, [500, 900], 500), (2, [100], 500), (3, [700], nil)]
            as [(Int, [Int], Int?)]
        {
            guard case .open(var open) = Sample.open(number, expected: expected) else { continue }
            open.holds = holds.map { OpenEntry.Hold(account: "key:a", period: 0, amount: $0) }
            first.append(.open(open))
        }
        kill(first)
        kill(try scene.open())
        #expect(try interrupted(scene).0.map(\.cost) == [900, 500, 700])
    }

    @Test("An open try is charged at what it was expected to cost, once")
    func openTry() throws {
        let scene = try Scene()
        let first = try scene.open()
        first.append(Sample.open(1))
        Sample.whole(2).forEach(first.append)
        first.append([Sample.open(3), Sample.attempt(3, cost: 70), Sample.open(3, 2, expected: nil)])
        kill(first)
        for _ in 0..<3 { kill(try scene.open()) }
        let (attempts, requests) = try interrupted(scene)
        #expect(attempts.map(\.request) == ["req_1", "req_3"])
        #expect(attempts.map(\.number) == [1, 2])
        #expect(attempts.map(\.cost) == [500, nil])
        #expect(attempts.allSatisfy { $0.isEstimated && $0.usage == Usage(input: 12, output: 0) })
        #expect(requests.map(\.id) == ["req_1", "req_3"])
        #expect(requests.map(\.cost) == [500, 70])
        #expect(requests.map(\.isUnpriced) == [false, true])
        #expect(requests.map(\.attempts) == [1, 2])
        #expect(requests.map(\.key) == ["key00001", "key00001"])
    }

    @Test("A request whose tries have ended is recorded, if it was not")
    func endedTries() throws {
        let scene = try Scene()
        let first = try scene.open()
        first.append([Sample.open(1), Sample.attempt(1)])
        kill(first)
        kill(try scene.open())
        let (attempts, requests) = try interrupted(scene)
        #expect(attempts.isEmpty)
        #expect(requests.map(\.cost) == [300])
    }

    @Test("What is under way survives any number of segments, and is found without reading them")
    func acrossSegments() throws {
        let scene = try Scene()
        let first = try scene.open(segment: 4000)
        first.append([Sample.open(1), Sample.attempt(1), Sample.open(1, 2)])
        first.append(Sample.open(2))
        for index in 10..<200 { Sample.whole(index).forEach(first.append) }
        kill(first)
        let segments = try scene.folder.segments()
        #expect(segments.count > 5)
        // Only the last one is needed.
        for number in segments.dropLast() {
            try FileManager.default.removeItem(atPath: scene.folder.file(number))
        }
        kill(try scene.open())
        let (attempts, requests) = try interrupted(scene)
        #expect(attempts.map { "\($0.request) \($0.number)" } == ["req_1 2", "req_2 1"])
        #expect(requests.map(\.attempts) == [2, 1])
        #expect(requests.map(\.cost) == [800, 500])
    }

    @Test("Killed in the middle of recovery, at every byte: each is recorded once")
    func killedInRecovery() throws {
        let scene = try Scene()
        let first = try scene.open()
        for index in 1...3 { first.append(Sample.open(index)) }
        kill(first)
        kill(try scene.open())
        let whole = try scene.bytes(2)
        for end in stride(from: 0, through: whole.count, by: 3) {
            // A power loss may cut the new segment anywhere, also where it says what was under way.
            try scene.replace(2, with: Array(whole[..<end]))
            for number in try scene.folder.segments() where number > 2 {
                try FileManager.default.removeItem(atPath: scene.folder.file(number))
            }
            kill(try scene.open())
            kill(try scene.open())
            let (attempts, requests) = try interrupted(scene)
            #expect(attempts.map(\.request).sorted() == ["req_1", "req_2", "req_3"], "cut at \(end)")
            #expect(requests.map(\.id).sorted() == ["req_1", "req_2", "req_3"], "cut at \(end)")
        }
    }

    @Test("A torn tail is cut at every byte of the last record, and reported once")
    func tornTail() throws {
        let scene = try Scene()
        let first = try scene.open()
        first.append(Sample.open(1))
        let before = try scene.written(1).count
        first.append(Sample.attempt(1))
        kill(first)
        let whole = try scene.bytes(1)
        for end in before..<whole.count {
            try scene.replace(1, with: Array(whole[..<end]))
            if try scene.folder.segments().count > 1 {
                for number in try scene.folder.segments().dropFirst() {
                    try FileManager.default.removeItem(atPath: scene.folder.file(number))
                }
            }
            kill(try scene.open())
            kill(try scene.open())
            #expect(try scene.bytes(1).count == before)
            #expect(try scene.damages().isEmpty)
            let events = try scene.entries().filter { if case .event = $0 { true } else { false } }
            #expect(events.count == (end == before ? 0 : 1))
            let (attempts, requests) = try interrupted(scene)
            #expect(attempts.count == 1 && requests.count == 1)
        }
    }

    @Test("Zeros behind the last record, room that was taken for more, are cut, and nobody is bothered with them")
    func zeros() throws {
        let scene = try Scene()
        let first = try scene.open()
        first.append(Sample.event("one"))
        kill(first)
        let bytes = try scene.bytes(1)
        try scene.replace(1, with: bytes + [UInt8](repeating: 0, count: 70_000))
        kill(try scene.open())
        #expect(try scene.bytes(1) == bytes)
        #expect(scene.reports.withLock { $0.isEmpty })
    }

    @Test("A damaged record in the middle is reported, and what is behind it counts")
    func damage() throws {
        let scene = try Scene()
        let first = try scene.open()
        first.append(Sample.event("one"))
        let place = try scene.written(1).count
        first.append(Sample.event("two"))
        first.append(Sample.open(1))
        kill(first)
        var bytes = try scene.bytes(1)
        bytes[place + 20] ^= 0xFF
        try scene.replace(1, with: bytes)
        kill(try scene.open())
        let line = try #require(scene.reports.withLock { $0.first })
        #expect(line.contains(scene.folder.file(1)) && line.contains("byte \(place)"))
        #expect(try interrupted(scene).requests.map(\.id) == ["req_1"])
    }

    @Test("A long history of random requests leaves exactly what is under way", arguments: 0..<20)
    func random(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        let scene = try Scene()
        var journal = try scene.open(segment: 3000)
        var open: [Int: (number: Int, isOpen: Bool)] = [:]
        var expected: Set<String> = []
        var done: Set<Int> = []
        for step in 0..<400 {
            switch Int.random(in: 0..<10, using: &dice) {
            case 0..<4:
                open[step] = (1, true)
                journal.append(Sample.open(step))
            case 4..<6:
                guard let (key, value) = open.randomElement(using: &dice), value.isOpen else { continue }
                journal.append(Sample.attempt(key, value.number))
                open[key] = (value.number, false)
            case 6..<7:
                guard let (key, value) = open.randomElement(using: &dice), !value.isOpen else { continue }
                open[key] = (value.number + 1, true)
                journal.append(Sample.open(key, value.number + 1))
            case 7..<9:
                guard let (key, value) = open.randomElement(using: &dice) else { continue }
                open[key] = nil
                done.insert(key)
                journal.append((value.isOpen ? [Sample.attempt(key, value.number)] : []) + [Sample.request(key)])
            default:
                guard Int.random(in: 0..<8, using: &dice) == 0 else { continue }
                kill(journal)
                for (key, value) in open where value.isOpen { expected.insert("\(key) \(value.number)") }
                done.formUnion(open.keys)
                open = [:]
                journal = try scene.open(segment: 3000)
            }
        }
        kill(journal)
        for (key, value) in open where value.isOpen { expected.insert("\(key) \(value.number)") }
        done.formUnion(open.keys)
        kill(try scene.open())
        let attempts = try interrupted(scene).attempts.map { "\($0.request.dropFirst(4)) \($0.number)" }
        #expect(attempts.count == Set(attempts).count)
        #expect(Set(attempts) == expected)
        var rows: [String: Int] = [:]
        for case .request(let request) in try scene.entries() { rows[request.id, default: 0] += 1 }
        #expect(rows == Dictionary(uniqueKeysWithValues: done.map { ("req_\($0)", 1) }))
    }
}
