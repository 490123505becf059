import Testing

@testable import PlanBFakeProvider

@Suite struct ScriptRunnerTests {
    /// The names of the behaviours of requests that come at these times.
    private static func names(_ script: FaultScript, at times: [Int], path: String = "/v1/x") -> [String] {
        var runner = ScriptRunner(script)
        return times.map { runner.choose(path: path, now: $0).name ?? "" }
    }

    @Test func aPhaseLastsForItsRequests() {
        var script = FaultScript(.text("after"))
        script.phases = [.init(requests: 2, .status(500)), .init(requests: 0, .status(501)), .init(requests: 1, .ok)]
        let names = Self.names(script, at: [0, 0, 0, 0, 0])
        #expect(names == ["status(500)", "status(500)", "ok", "text(after)", "text(after)"])
        script.repeats = true
        let again = Self.names(script, at: Array(repeating: 0, count: 7))
        #expect(again == ["status(500)", "status(500)", "ok", "status(500)", "status(500)", "ok", "status(500)"])
    }

    @Test func aPhaseLastsForItsTimeHoweverFewRequestsCome() {
        var up = FaultScript.Phase(.ok)
        up.duration = 100
        var down = FaultScript.Phase(.status(503))
        down.duration = 50
        var script = FaultScript()
        script.phases = [up, down]
        script.repeats = true
        let times = [0, 99, 100, 149, 150, 249, 250, 15_000_099, 15_000_100, 15_000_149, 15_000_150]
        #expect(
            Self.names(script, at: times) == [
                "ok", "ok", "status(503)", "status(503)", "ok", "ok", "status(503)", "ok", "status(503)",
                "status(503)", "ok",
            ])
    }

    @Test func phasesOfNoLengthDoNotGoRoundForEver() {
        var script = FaultScript(.text("base"))
        script.phases = [.init(requests: 0, .status(500))]
        script.repeats = true
        #expect(Self.names(script, at: [0]) == ["text(base)"])
    }

    @Test(arguments: [0.0, 0.05, 0.25, 0.5, 1.0], [1, 2, 99] as [UInt64])
    func aRateHitsItsShareAndTheSameRequestsEveryTime(rate: Double, seed: UInt64) {
        var script = FaultScript()
        script.seed = seed
        script.faults = [.init(rate: .init(rate), .status(503))]
        let times = Array(repeating: 0, count: 3000)
        let names = Self.names(script, at: times)
        let share = Double(names.count { $0 == "status(503)" }) / 3000
        // Five standard deviations; the seeds are fixed, so this holds always or never.
        #expect(abs(share - rate) <= 5 * (rate * (1 - rate) / 3000).squareRoot())
        #expect(names == Self.names(script, at: times))
        script.seed += 1
        if rate > 0, rate < 1 { #expect(names != Self.names(script, at: times)) }
    }

    @Test func whichRequestsAreHitDoesNotDependOnOtherFaults() {
        var alone = FaultScript()
        alone.faults = [.init(rate: 0.3, .status(500))]
        var both = alone
        both.faults.append(.init(rate: 0.3, .status(501)))
        let times = Array(repeating: 0, count: 1000)
        let first = Self.names(alone, at: times).map { $0 == "status(500)" }
        let second = Self.names(both, at: times)
        #expect(second.map { $0 == "status(500)" } == first)
        #expect(second.contains("status(501)"))
    }

    @Test func aFaultHitsOnlyWhereAllItsConditionsHold() {
        var fault = FaultScript.Fault(.status(503))
        (fault.from, fault.until, fault.fromRequest, fault.untilRequest) = (10, 20, 1, 4)
        fault.path = "/chat"
        var script = FaultScript()
        script.faults = [fault]
        let times = [15, 9, 10, 19, 19]
        let names = Self.names(script, at: times, path: "/v1/chat/completions")
        #expect(names == ["ok", "ok", "status(503)", "status(503)", "ok"])
        #expect(Self.names(script, at: times, path: "/v1/embeddings").allSatisfy { $0 == "ok" })
        #expect(Self.names(script, at: [0, 20, 21], path: "/v1/chat/completions").allSatisfy { $0 == "ok" })
    }

    @Test func theQueueComesFirstThenWhatWasSetThenThePhaseThenTheScript() {
        var phase = FaultScript.Phase(requests: 2, .text("phase"))
        phase.faults = []
        var script = FaultScript(.text("script"))
        script.phases = [phase]
        var fault = FaultScript.Fault(.text("fault"))
        fault.untilRequest = 4
        fault.fromRequest = 3
        script.faults = [fault]
        var runner = ScriptRunner(script)
        var names: [String] = []
        func next() { names.append(runner.choose(path: "", now: 0).name ?? "") }
        runner.enqueue([.text("queue")])
        runner.set(.text("set"))
        next()
        next()
        runner.set(nil)
        next()
        next()
        next()
        runner.enqueue([.text("one"), .text("two")])
        next()
        runner.enqueue([.text("three")])
        next()
        next()
        next()
        #expect(
            names.map { String($0.dropFirst(5).dropLast()) } == [
                "queue", "set", "script", "fault", "script", "one", "two", "three", "script",
            ])
    }
}
