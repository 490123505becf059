import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBRehearsal

/// What the traffic of a route says of its readiness.
struct TrafficTests {
    private static func route(
        caps: RehearsalPlan.Caps = RehearsalPlan.Caps(), maxAge: Instant.Span = .seconds(2 * 86400)
    ) throws -> RehearsedRoute {
        let plan = RehearsalPlan(golden: Stage.golden(90), shadow: .auto, caps: caps, maxAge: maxAge)
        return try #require(Stage(plan).gateway.rehearsedRoutes.first)
    }

    /// So many requests an hour for the last `hours`, of 1,000 tokens each: a millidollar at either target.
    private static func traffic(_ hourly: Double, hours: Int = 168, stateful: Double = 0) -> RouteTraffic {
        let requests = Int(hourly * Double(hours))
        return RouteTraffic(
            load: RouteLoad(
                busyMinutes: 9, requests: 1, inputTokens: 1, outputTokens: 1, tokens: 1, hourlyRequests: hourly,
                hourlyUsage: Usage(input: Int(hourly * 500), output: Int(hourly * 500))),
            week: RouteWeek(requests: requests, stateful: Int(Double(requests) * stateful), hours: hours))
    }

    @Test(arguments: [
        // A proof needs 77 samples; twice as many are copied, within the two days that it counts for.
        (100.0, 0.0, 154.0 / 4800, true), (1.0, 0.0, 1.0, true), (0.45, 0.0, 1.0, false), (100_000, 0.0, 0.001, true),
        // Only what is not bound to an account can be copied.
        (100.0, 0.5, 154.0 / 2400, true), (0.8, 0.5, 1.0, false), (100.0, 1.0, 1.0, false),
    ])
    func asMuchIsCopiedAsAProofNeeds(hourly: Double, stateful: Double, share: Double, isEnough: Bool) throws {
        let route = try Self.route()
        let aim = ShadowAim(of: route, to: route.backups[0], Self.traffic(hourly, stateful: stateful))
        #expect(abs(aim.share - share) < 1e-9 && aim.isEnough == isEnough && !aim.isSpare)
    }

    @Test func moneyBoundsWhatIsCopied() throws {
        // A copy costs a millidollar, and a tenth of one more to ask the primary again: 20 cents pay for 181 a day.
        let route = try Self.route(caps: .init(spend: 200_000_000), maxAge: .seconds(3600))
        let aim = ShadowAim(of: route, to: route.backups[0], Self.traffic(100))
        #expect(aim.isSpare && aim.isEnough && abs(aim.share * 2400 - 200 / 1.1) < 0.01)
        // A cent pays for 63 a week.
        let poor = try Self.route(caps: .init(spend: 10_000_000))
        let little = ShadowAim(of: poor, to: poor.backups[0], Self.traffic(100))
        #expect(little.isSpare && !little.isEnough && little.weekly.map { Int($0) } == 63)
        // Without a cap it is a matter of traffic only.
        let rich = try Self.route(caps: .init(spend: nil))
        #expect(ShadowAim(of: rich, to: rich.backups[0], Self.traffic(100)).share == 154.0 / 4800)
    }

    @Test func whatIsNotKnownYetIsNotSaid() throws {
        let route = try Self.route()
        let unknown = ShadowAim(of: route, to: route.backups[0], RouteTraffic())
        #expect(unknown.share == ShadowAim.first && unknown.isEnough)
        #expect(ShadowAim(of: route, to: route.backups[0], Self.traffic(0.1, hours: 23)).isEnough)
        #expect(!ShadowAim(of: route, to: route.backups[0], Self.traffic(0.1, hours: 24)).isEnough)
    }

    @Test func whereCopiesCannotProveItReadinessSaysSo() async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90), shadow: .auto))
        let service = stage.service()
        let route = try #require(stage.gateway.rehearsedRoutes.first)
        let now = stage.clock.withLock { $0 }
        let before = ReadinessJudge.readiness(of: route, ProofBook(), Self.traffic(0.1), now: now)
        #expect(
            before.backups.first?.missing.contains { $0.hasPrefix("too little traffic: copies come to 16") } == true)
        let id = try service.start(DrillRequest(route: "gpt-4.1", level: .golden))
        await service.perform(try #require(service.state.withLock { $0.runs[id] }))
        let proofs = service.state.withLock { $0.proofs }
        let low = ReadinessJudge.readiness(of: route, proofs, Self.traffic(0.1), now: now)
        #expect(low.isReady() && low.backups.first?.remark == "too little traffic: proven on golden only")
        #expect(low.lines(now: now).contains { $0.contains("READY") && $0.contains("proven on golden only") })
        let high = ReadinessJudge.readiness(of: route, proofs, Self.traffic(10), now: now)
        #expect(high.isReady() && high.backups.first?.remark == nil && high.stateful == 0)
    }

    @Test func requestsOfOneAccountCountAsWithoutBackup() {
        var backup = RouteReadiness.Backup(target: "b", state: .proven)
        backup.score = Scorecard(conformance: .init(passed: 300, of: 300, lower: 0.99))
        var route = RouteReadiness(route: "r", state: .proven, primary: "a", minimum: 0.95, backups: [backup])
        for (stateful, isReady, isReadyAt99) in [
            (nil, true, true), (0, true, true), (0.01, true, true), (0.05, true, false), (0.0501, false, false),
            (1, false, false),
        ] as [(Double?, Bool, Bool)] {
            route.stateful = stateful
            #expect(route.isReady() == isReady && route.isReady(minimum: 0.99) == isReadyAt99, "\(stateful ?? -1)")
        }
        route.stateful = 0.2
        let lines = route.lines(now: 0)
        #expect(lines[0].contains("NOT READY"))
        #expect(lines.last?.contains("20.0 %") == true && lines.last?.contains("at most 5.0 % may") == true)
    }

    @Test func theWeekOutlivesARestartAndIsThatOfAllNodes() throws {
        let stage = Stage(RehearsalPlan())
        let now = stage.clock.withLock { $0 }
        func meter(_ requests: Int, stateful: Int) -> StateMeter {
            var meter = StateMeter()
            for index in 0..<requests { meter.note(isStateful: index < stateful, at: now) }
            return meter
        }
        let service = stage.service()
        stage.gateway.restore(weeks: ["gpt-4.1": meter(30, stateful: 15)])
        #expect(service.readiness().first?.stateful == 0.5)
        service.keepWeeks()
        #expect(service.files.weeks() == nil, "not each second")
        service.keepWeeks(isLast: true)
        let next = Stage(RehearsalPlan(), data: stage.data)
        let later = next.service()
        #expect(later.readiness().first?.stateful == 0.5)
        later.adopt([try RehearsalPaper.traffic(node: "two", ["gpt-4.1": meter(70, stateful: 5)]).paper()])
        #expect(later.readiness().first?.stateful == 0.2)
        // What a node says anew takes the place of what it said.
        later.adopt([try RehearsalPaper.traffic(node: "two", ["gpt-4.1": meter(30, stateful: 0)]).paper()])
        #expect(later.readiness().first?.stateful == 0.25)
    }
}
