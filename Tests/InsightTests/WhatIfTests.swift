import PlanBEngine
import PlanBPolicy
import PlanBReport
import PlanBVocabulary
import Testing

@testable import PlanBInsight

/// Replays whose outcome is worked out by hand.
struct WhatIfTests {
    static let house = House.snapshot(
        [
            .init(name: "first", vendor: "openai"),
            .init(name: "second", vendor: "anthropic", price: (3_000_000, 4_000_000)),
            .init(name: "plain", vendor: "mistral", hasTools: false),
        ], routes: [("chat", [0, 1]), ("alone", [0]), ("tools", [0, 2])])

    static let vendor = Scenario(title: "vendor:openai", losses: [Loss(.dependence(.vendor), "openai")])

    private func report(
        _ scenario: Scenario, _ requests: [RecordedRequest], measures: [String: TargetMeasure] = [:],
        since: Int64 = 0, until: Int64 = .max
    ) -> WhatIfReport {
        WhatIf(scenario, in: Self.house).report(of: requests, measures: measures, since: since, until: until)
    }

    @Test("With nothing lost the first target answers all, at its price")
    func nothing() {
        let report = report(Scenario(title: "nothing"), House.requests(100, for: "chat"))
        #expect(report.before == .init(requests: 100, answered: 100) && report.after == report.before)
        // 1,000 tokens at 1 and 500 at 2 microdollars: 2,000 microdollars each.
        #expect(report.costBefore == 100 * 2_000_000 && report.costAfter == report.costBefore)
        #expect(report.targets.map(\.after) == [100, 0, 0] && report.failovers == 0 && report.isServed)
        #expect(report.recorded == .init(requests: 100, answered: 100))
    }

    @Test("A route with a backup elsewhere is served, at the price of the backup")
    func backup() {
        let report = report(Self.vendor, House.requests(100, for: "chat"))
        #expect(report.before.answered == 100 && report.after.answered == 100 && report.isServed)
        // 1,000 at 3 and 500 at 4 microdollars.
        #expect(report.costBefore == 100 * 2_000_000 && report.costAfter == 100 * 5_000_000)
        #expect(report.targets.map(\.after) == [0, 100, 0] && report.targets.map(\.isLost) == [true, false, false])
        // The breaker opens soon: most requests do not try what is lost.
        #expect(report.failovers > 0 && report.failovers < 10)
    }

    @Test("A route without one is not, and it is said why")
    func alone() {
        let report = report(
            Self.vendor, House.requests(50, for: "alone") + House.requests(50, for: "chat", from: 50_000))
        #expect(report.after == .init(requests: 100, answered: 50) && !report.isServed)
        #expect(report.refused == ["every target that could serve it was lost": 50])
        #expect(report.routes.map(\.route) == ["alone", "chat"])
        #expect(report.routes[0].after == .init(requests: 50, answered: 0))
        #expect(report.text(.text).contains("50.0 % of 100 requests would be served (100 % with nothing lost)"))
    }

    @Test("A backup that cannot do what a request needs is no backup for it")
    func needs() {
        let plain = report(Self.vendor, House.requests(10, for: "tools"))
        #expect(plain.after.answered == 10)
        let tools = report(Self.vendor, House.requests(10, for: "tools", needs: [.tools]))
        #expect(tools.before.answered == 10 && tools.after.answered == 0)
        #expect(tools.refused == ["every target that could serve it was lost": 10])
    }

    @Test("A loss that lasts for a while takes what comes meanwhile, and what was before is warm-up")
    func window() {
        var scenario = Self.vendor
        (scenario.from, scenario.until) = (600_000, 1_200_000)
        let report = report(scenario, House.requests(1800, for: "alone"), since: 600_000, until: 1_200_000)
        #expect(report.recorded.requests == 600 && report.before.answered == 600 && report.after.answered == 0)
        let all = self.report(scenario, House.requests(1800, for: "alone"))
        // It takes a moment to find out that the target is back.
        #expect(all.after.answered > 1150 && all.after.answered <= 1200)
    }

    @Test("What a provider does not let through is refused as its quota")
    func quota() {
        let house = House.snapshot(
            [
                .init(name: "first", vendor: "openai"),
                .init(name: "second", vendor: "anthropic", quota: RateLimits(requests: Rate(perMinute: 30, burst: 30))),
            ], routes: [("chat", [0, 1])])
        // Two a second for ten minutes, and thirty a minute are let through, with one minute's worth at the start.
        let report = WhatIf(Self.vendor, in: house)
            .report(of: House.requests(1200, for: "chat", every: 500), measures: [:], since: 0, until: .max)
        #expect(report.before.answered == 1200 && report.after.requests == 1200)
        #expect((300...335).contains(report.after.answered), "\(report.after.answered)")
        #expect(report.refused == ["the quota of those that were left": 1200 - report.after.answered])
        #expect(report.quotaToRaise?.target == "second" && (120...240).contains(report.quotaToRaise?.mostRequests ?? 0))
        #expect(report.text(.text).contains("Raise the quota of second first (30 requests a minute)"))
    }

    @Test("What is silent costs the first ones their patience, and then nobody")
    func silence() {
        var scenario = Self.vendor
        scenario.manner = .silent
        let report = report(scenario, House.requests(600, for: "chat"))
        #expect(report.after.answered == 600)
        #expect((report.firstOutputAfter.p99 ?? 0) > 10_000 && (report.firstOutputAfter.p50 ?? 0) < 1000)
    }

    @Test("Targets take as long, and fail as often, as was measured")
    func measures() {
        let slow = TargetMeasure(firstOutput: .milliseconds(900), perToken: 10_000_000, attempts: 50)
        let flaky = TargetMeasure(
            firstOutput: .milliseconds(100), perToken: 1_000_000, failureShare: 0.5, usualFailure: .serverError,
            attempts: 50)
        let report = report(
            Self.vendor, House.requests(100, for: "chat"), measures: ["second": slow, "first": .init()])
        let first = report.firstOutputAfter.p50 ?? 0
        #expect((850...1000).contains(first), "\(first)")
        // 500 tokens at 10 ms.
        let whole = report.durationAfter.p50 ?? 0
        #expect((5500...6300).contains(whole), "\(whole)")
        let failing = self.report(
            Scenario(title: "nothing"), House.requests(2000, for: "alone"), measures: ["first": flaky])
        #expect(failing.before.answered < 2000 && failing.before.answered > 1000)
        #expect(failing.refused.keys.sorted() == ["those that were left failed"])
    }

    @Test("Samples become a middle, a pace and a share of failures that are the target's own")
    func samples() {
        let measure = TargetMeasure([
            .init(firstOutput: .milliseconds(100), duration: .milliseconds(1100), outputTokens: 100),
            .init(firstOutput: .milliseconds(200), duration: .milliseconds(2200), outputTokens: 100),
            .init(firstOutput: .milliseconds(300), duration: .milliseconds(3300), outputTokens: 100),
            .init(failure: .overloaded, duration: .milliseconds(5)),
            .init(failure: .clientGone, duration: .milliseconds(5)),
            .init(failure: .badRequest, duration: .milliseconds(5)),
        ])
        #expect(measure.firstOutput == .milliseconds(200) && measure.perToken == 20_000_000)
        #expect(measure.failureShare == 0.25 && measure.usualFailure == .overloaded && measure.attempts == 6)
    }

    @Test("A target of few attempts is taken to fail about as often as others do")
    func leaning() {
        let measures = [
            "much": TargetMeasure(failureShare: 0.01, attempts: 10_000), "little": .init(failureShare: 1, attempts: 1),
        ]
        let shares = TargetMeasure.leaning(measures, ["much", "little", "never"]).map(\.failureShare)
        #expect(
            abs(shares[0] - 0.01) < 0.001 && (0.02...0.04).contains(shares[1]) && (0.01...0.011).contains(shares[2]))
        #expect(TargetMeasure.leaning([:], ["a"]).map(\.failureShare) == [0])
    }

    @Test("A price that doubles doubles what is paid there")
    func prices() {
        let scenario = Scenario(title: "dearer", priceFactor: 2, dearer: [Loss(.dependence(.vendor), "openai")])
        let report = report(scenario, House.requests(10, for: "chat"))
        #expect(report.costBefore == 10 * 2_000_000 && report.costAfter == 10 * 4_000_000)
    }

    @Test("What was cached is cached at the target that answered, and nowhere else")
    func caches() {
        let requests = House.requests(10, for: "chat").map { request in
            var request = request
            request.usage = Usage(input: 1000, output: 500, cachedInput: 800)
            request.target = "first"
            return request
        }
        let house = House.snapshot(
            [
                .init(name: "first", vendor: "openai", cached: 100_000),
                .init(name: "second", vendor: "anthropic", cached: 100_000),
            ], routes: [("chat", [0, 1])])
        let report = WhatIf(Self.vendor, in: house).report(of: requests, measures: [:], since: 0, until: .max)
        // 200 at 1, 800 at 0.1 and 500 at 2 microdollars; without the cache 1,000 at 1.
        #expect(report.costBefore == 10 * 1_280_000 && report.costAfter == 10 * 2_000_000)
    }

    @Test("What is silent is waited for as long as the route says")
    func patience() {
        var route = Route(pattern: ModelPattern("chat"), targets: [TargetID(0), TargetID(1)])
        route.timeouts.firstToken = .seconds(3)
        let house = House.snapshot(
            [.init(name: "first", vendor: "openai"), .init(name: "second", vendor: "anthropic")], routes: [route])
        var scenario = Self.vendor
        scenario.manner = .silent
        let report = WhatIf(scenario, in: house)
            .report(of: House.requests(1, for: "chat"), measures: [:], since: 0, until: .max)
        let first = report.firstOutputAfter.p50 ?? 0
        #expect((3000...3600).contains(first), "\(first)")
    }

    @Test(
        "What is lost, in words",
        arguments: [
            ("openai", "vendor:openai"), ("vendor:openai", "vendor:openai"), ("account:a/b:c", "account:a/b:c"),
            ("target:local", "target:local"), ("lineage:llama", "lineage:llama"), ("model:gpt-4.1", "model:gpt-4.1"),
            ("", nil), ("planet:earth", nil), ("vendor:", nil),
        ] as [(String, String?)])
    func words(text: String, meaning: String?) { #expect(Loss(text)?.description == meaning) }

    @Test("Of few requests the replay in the middle of nine counts, of many there is one", arguments: [400, 20_100])
    func chance(_ count: Int) {
        let requests = House.requests(count, for: "alone")
        let flaky = ["first": TargetMeasure(failureShare: 0.3, attempts: 1000)]
        let loss = Scenario(title: "nothing")
        let answered = (1...9).map { (seed: UInt64) -> Int in
            var replay = Replay(Self.house, loss, measures: flaky, epoch: 0, countsFrom: 0, seed: seed)
            for request in requests { replay.play(request) }
            replay.finish()
            return replay.tally.all.answered
        }
        var replays = Replays(Self.house, loss, measures: flaky, epoch: 0, countsFrom: 0)
        for request in requests { replays.play(request) }
        replays.finish()
        #expect(Set(answered).count > 1)
        #expect(replays.result.tally.all.answered == (count < 20_000 ? answered.sorted()[4] : answered[0]))
    }

    @Test("The same requests come to the same, and events of one moment keep their order")
    func determinism() {
        let requests = House.requests(300, for: "chat")
        let flaky = ["first": TargetMeasure(failureShare: 0.2), "second": TargetMeasure(failureShare: 0.1)]
        #expect(report(Self.vendor, requests, measures: flaky) == report(Self.vendor, requests, measures: flaky))
        var queue = EventQueue<Int>()
        var numbers = Numbers(seed: 7)
        for index in 0..<500 { queue.put(index, at: Instant(nanoseconds: Int64(numbers.next(upTo: 20)))) }
        var last: (Instant, Int)?
        while let (at, event) = queue.takeNext() {
            if let last { #expect((last.0, last.1) < (at, event)) }
            last = (at, event)
        }
        #expect(last != nil)
    }
}
