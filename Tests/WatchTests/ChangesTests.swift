import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBWatch

/// What happened between two looks at a gateway.
struct ChangesTests {
    typealias Part = Observation.Part

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var before: [Part]
        var after: [Part]
        var expected: [String]
        var testDescription: String { name }
    }

    private static let open = Part(name: "endpoint a", state: "open", cause: .refused)
    private static let slow = Part(name: "endpoint a", state: "open", cause: .firstToken)
    private static let recovering = Part(name: "endpoint a", state: "recovering", cause: .refused)
    private static let other = Part(name: "model b", state: "open", cause: nil)

    static let rows = [
        Row(name: "nothing", before: [], after: [], expected: []),
        Row(name: "it opens", before: [], after: [open], expected: ["endpoint a: open: refused"]),
        Row(name: "it stays open", before: [open], after: [open], expected: []),
        Row(name: "for another cause", before: [open], after: [slow], expected: ["endpoint a: open: first_token"]),
        Row(
            name: "it comes back in steps", before: [open], after: [recovering],
            expected: ["endpoint a: recovering: refused"]),
        Row(name: "it is back", before: [recovering], after: [], expected: ["endpoint a: closed"]),
        Row(name: "without a cause", before: [], after: [other], expected: ["model b: open"]),
        Row(
            name: "one goes, one comes", before: [open], after: [other],
            expected: ["model b: open", "endpoint a: closed"]),
        Row(name: "in another order", before: [open, other], after: [other, open], expected: []),
    ]

    @Test("Changes of health", arguments: rows)
    func health(_ row: Row) {
        var (before, after) = (Observation(epoch: 1), Observation(epoch: 2))
        (before.parts, after.parts) = (row.before, row.after)
        let changes = Occurrence.changes(from: before, to: after)
        #expect(changes.map { "\($0.subject): \($0.detail)" } == row.expected)
        #expect(changes.allSatisfy { $0.kind == .health })
    }

    @Test(
        "Whoever reads only the events knows the state, and no event says what was known",
        arguments: 0..<50 as Range<UInt64>)
    func replay(seed: UInt64) {
        var chance = Chance(seed)
        let states = [("open", FailureClass.refused), ("open", .quota), ("recovering", .quota)]
        var last = Observation(epoch: 0)
        var read: [String: String] = [:]
        for step in 1...60 {
            var next = Observation(epoch: Int64(step))
            for name in ["a", "b", "c", "d"] where chance.unit() < 0.5 {
                let (state, cause) = states[Int(chance.next() % 3)]
                next.parts.append(Part(name: name, state: state, cause: cause))
            }
            for change in Occurrence.changes(from: last, to: next) {
                #expect(read[change.subject, default: "closed"] != change.detail)
                read[change.subject] = change.detail == "closed" ? nil : change.detail
            }
            #expect(
                read
                    == Dictionary(
                        uniqueKeysWithValues: next.parts.map { ($0.name, "\($0.state): \($0.cause?.rawValue ?? "")") }))
            last = next
        }
    }

    private func drill(_ id: String, _ state: DrillNote.State, at started: Int64 = 100_000, _ reason: String = "")
        -> DrillNote
    {
        DrillNote(
            id: id, route: "support", level: .cutover, backup: "azure", started: started, state: state,
            verdict: state == .ended ? "good" : "", reason: reason)
    }

    @Test("Drills begin and end, each once, also those that were over before anybody looked")
    func drills() {
        let looks: [[DrillNote]] = [
            [drill("old", .aborted, at: 5000)],
            [drill("old", .aborted, at: 5000), drill("1", .running)],
            // Its report is kept while it is still in the other list.
            [drill("old", .aborted, at: 5000), drill("1", .ended), drill("1", .running)],
            [drill("1", .ended), drill("2", .aborted, "users saw as many failures as the cap allows")],
            [drill("1", .ended), drill("2", .aborted), drill("elsewhere", .ended, at: 9000)],
        ]
        var last = Observation(epoch: 99_000)
        last.drills = looks[0]
        var said: [String] = []
        for (index, notes) in looks.enumerated() {
            var next = Observation(epoch: 99_500 + Int64(index) * 150)
            next.drills = notes
            said += Occurrence.changes(from: last, to: next).map { "\($0.kind) \($0.subject): \($0.detail)" }
            last = next
        }
        #expect(
            said == [
                "drill support: cutover, begun; 1", "drill support: cutover, ended: good; 1",
                "drill support: cutover, begun; 2",
                "drill support: cutover, aborted: users saw as many failures as the cap allows; 2",
            ])
    }

    private func proof(_ backup: String, _ state: String, _ level: DrillLevel? = nil) -> ProofNote {
        ProofNote(route: "support", backup: backup, state: state, level: level, age: nil)
    }

    @Test("Readiness that changes is put on record by the node that leads")
    func proofs() {
        var (before, after) = (Observation(epoch: 1), Observation(epoch: 2))
        before.proofs = [
            proof("a", "unproven"), proof("b", "proven", .live), proof("c", "stale"), proof("d", "proven"),
        ]
        after.proofs = [
            proof("a", "proven", .golden), proof("b", "proven", .cutover), proof("c", "unproven"),
            proof("new", "proven"),
        ]
        let expected = [
            Occurrence(.proof, "support a", "proven: golden"), Occurrence(.proof, "support c", "unproven"),
        ]
        #expect(Occurrence.changes(from: before, to: after) == expected)
        after.leads = false
        #expect(Occurrence.changes(from: before, to: after).isEmpty)
    }

    @Test(
        "A part that comes and goes: a few changes a minute, the rest counted, the last state in any case",
        arguments: 0..<30 as Range<UInt64>)
    func flapping(seed: UInt64) {
        var chance = Chance(seed)
        var flaps = FlapGuard()
        var now = Instant(nanoseconds: 0)
        var (made, written, leftOut) = (0, [(at: Instant, detail: String)](), 0)
        var last = ""
        func admit(_ occurrences: [Occurrence]) {
            for occurrence in flaps.admit(occurrences, now: now) {
                if occurrence.kind == .health {
                    written.append((now, occurrence.detail))
                } else {
                    #expect(occurrence.kind == .flapping && occurrence.subject == "a")
                    leftOut += Int(occurrence.detail.prefix { $0.isNumber }) ?? 0
                }
            }
        }
        for _ in 0..<500 {
            now = now + chance.span(upTo: .seconds(4))
            guard chance.unit() < 0.7 else {
                admit([])
                continue
            }
            made += 1
            last = "state \(made)"
            admit([Occurrence(.health, "a", last)])
        }
        for _ in 0..<2 {
            now = now + .minutes(1)
            admit([])
        }
        #expect(written.last?.detail == last)
        #expect(written.count + leftOut == made)
        #expect(leftOut > 0)
        for (index, event) in written.enumerated() {
            let within = written[index...].prefix { $0.at - event.at < .minutes(1) }
            #expect(within.count <= FlapGuard.most)
        }
    }
}
