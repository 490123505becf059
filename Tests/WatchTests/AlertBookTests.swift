import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBWatch

/// Who is told what, and how often.
struct AlertBookTests {
    /// A book that is looked at every 150 ms.
    private struct Reading {
        var book = AlertBook()
        var now = Instant(nanoseconds: 1_000_000_000)
        var kinds = Set(AlertKind.allCases)
        var leads = true
        var told: [(at: Instant, notice: Notice)] = []

        var epoch: Int64 { now.nanoseconds / 1_000_000 }

        mutating func pass(_ seconds: Double, _ alerts: [Alert], moments: [Alert] = []) {
            for step in 0..<max(1, Int((seconds / 0.15).rounded())) {
                now = now + .milliseconds(150)
                book.take(
                    .init(standing: alerts, moments: step == 0 ? moments : []), of: kinds, leads: leads, now: now,
                    epoch: epoch)
                told += book.tell(now: now, epoch: epoch).map { (now, $0) }
            }
        }

        var lines: [String] {
            told.map {
                "\($0.notice.isResolved ? "-" : "+")\($0.notice.kind.rawValue) \($0.notice.subjects.joined(separator: ","))"
            }
        }
    }

    private static func down(_ target: String, _ severity: Alert.Severity = .critical) -> Alert {
        Alert(.targetDown, target, "given up", severity)
    }

    @Test("What fails is told after two seconds, once, and that it is over")
    func once() {
        var reading = Reading()
        reading.pass(1.5, [Self.down("a")])
        #expect(reading.lines.isEmpty)
        reading.pass(600, [Self.down("a")])
        #expect(reading.lines == ["+target_down a"])
        reading.pass(60, [])
        #expect(reading.lines == ["+target_down a", "-target_down a"])
        let (open, resolved) = (reading.told[0].notice, reading.told[1].notice)
        #expect(open.since == resolved.since && resolved.time - resolved.since > 600_000)
    }

    @Test("What is over before it could be told is not told")
    func moment() {
        var reading = Reading()
        for _ in 0..<10 {
            reading.pass(1.8, [Self.down("a")])
            reading.pass(1, [])
        }
        reading.pass(120, [])
        #expect(reading.lines.isEmpty)
    }

    @Test("What comes and goes is told at most once a minute, each time with its end")
    func flapping() {
        var reading = Reading()
        for _ in 0..<20 {
            reading.pass(6, [Self.down("a")])
            reading.pass(6, [])
        }
        reading.pass(120, [])
        let opens = reading.told.filter { !$0.notice.isResolved }
        #expect(opens.count >= 2 && opens.count * 2 == reading.told.count)
        for (first, second) in zip(opens, opens.dropFirst()) { #expect(second.at - first.at >= .minutes(1)) }
    }

    @Test("A hundred targets that fail at once are one message, and so is their return")
    func storm() {
        var reading = Reading()
        let all = (1...100).map { Self.down("t\($0)") }
        reading.pass(30, all)
        #expect(reading.told.count == 1 && reading.told[0].notice.subjects.count == 100)
        #expect(reading.told[0].notice.detail.hasPrefix("t1, t10, t100, "))
        #expect(reading.told[0].notice.detail.contains(" and 90 more. The first: given up"))
        reading.pass(30, [])
        #expect(reading.told.count == 2 && reading.told[1].notice.isResolved)
        #expect(Set(reading.told[1].notice.subjects) == Set(all.map(\.key.subject)))
    }

    @Test("What gets worse is told again, what gets better is not; its end is told once")
    func worse() {
        func budget(_ severity: Alert.Severity) -> Alert { Alert(.budget, "key:a", "", severity) }
        var reading = Reading()
        reading.pass(20, [budget(.warning)])
        reading.pass(20, [budget(.critical)])
        reading.pass(20, [budget(.warning)])
        #expect(reading.told.map(\.notice.severity) == [.warning, .critical])
        reading.pass(90, [])
        #expect(reading.lines == ["+budget_80 key:a", "+budget_80 key:a", "-budget_80 key:a"])
    }

    @Test("A model that ends is told of once a day")
    func daily() {
        var reading = Reading()
        let alert = Alert(.retirement, "a", "", .warning)
        for _ in 0..<(3 * 24 * 60) {
            reading.now = reading.now + .milliseconds(59_850)
            reading.pass(0.15, [alert])
        }
        #expect((3...4).contains(reading.told.count))
    }

    @Test("Of what all nodes know the one that leads speaks, and another one falls silent")
    func leading() {
        var reading = Reading()
        let alerts = [Self.down("a"), Alert(.proofStale, "r b", "", .warning)]
        reading.pass(10, alerts)
        #expect(Set(reading.lines) == ["+target_down a", "+proof_stale r b"])
        reading.leads = false
        reading.pass(120, alerts)
        #expect(reading.told.count == 2)
        reading.leads = true
        reading.pass(10, alerts)
        #expect(reading.lines.last == "+proof_stale r b" && reading.told.count == 3)
    }

    @Test("Only what is asked for is told; what is not asked for any more ends in silence")
    func selection() {
        var reading = Reading()
        reading.kinds = [.quota]
        reading.pass(60, [Self.down("a")])
        #expect(reading.told.isEmpty)
        reading.kinds = [.targetDown]
        reading.pass(60, [Self.down("a")])
        reading.kinds = [.quota]
        reading.pass(60, [])
        #expect(reading.lines == ["+target_down a"])
    }

    @Test("Moments are told once each, and more than fit are counted")
    func moments() {
        var reading = Reading()
        let drill = Alert(.drillAborted, "r", "", .warning)
        reading.pass(3, [], moments: [drill, drill])
        #expect(reading.lines == ["+drill_aborted r", "+drill_aborted r"])
        // Nobody asks the book while messages are not delivered.
        for _ in 0..<50 {
            reading.book.take(
                .init(moments: [drill]), of: reading.kinds, leads: true, now: reading.now, epoch: reading.epoch)
        }
        #expect(reading.book.dropped == 50 - AlertBook.mostMoments)
        reading.pass(10, [])
        #expect(reading.told.last?.notice.subjects.count == AlertBook.mostMoments)
    }

    @Test(
        "Whatever happens: told, then over, then told; and in the end everything is over",
        arguments: 0..<60 as Range<UInt64>)
    func laws(seed: UInt64) {
        var chance = Chance(seed)
        var reading = Reading()
        let keys = (0..<6).flatMap { index in
            [AlertKind.targetDown, .quota, .budget, .reloadFailed].map { Alert.Key($0, "s\(index)") }
        }
        var present: Set<Int> = []
        for _ in 0..<120 {
            for index in keys.indices where chance.unit() < 0.15 { present.formSymmetricDifference([index]) }
            let alerts = present.sorted().map { Alert(keys[$0].kind, keys[$0].subject, "", .warning) }
            reading.pass(Double(chance.next() % 80) / 10, alerts)
        }
        reading.pass(180, [])
        var open: Set<Alert.Key> = []
        var count = 0
        for (_, notice) in reading.told {
            for subject in notice.subjects {
                let key = Alert.Key(notice.kind, subject)
                count += 1
                #expect(open.contains(key) == notice.isResolved)
                if notice.isResolved { open.remove(key) } else { open.insert(key) }
            }
        }
        #expect(open.isEmpty && count > 0)
        // No more than a message of each kind, three alone or one for all, in five seconds.
        let moments = Set(reading.told.map(\.at)).sorted()
        for (first, second) in zip(moments, moments.dropFirst()) { #expect(second - first >= AlertBook.pause) }
    }
}
