import Foundation
import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBReport
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBRehearsal

/// What the service makes of drills, without waiting for anything.
struct ServiceTests {
    /// Runs one golden drill to its end, and gives its report.
    private func golden(_ stage: Stage, _ service: RehearsalService) async throws -> DrillReport {
        let terms = try DrillTerms(
            DrillRequest(route: "gpt-4.1", level: .golden), among: stage.gateway.rehearsedRoutes)
        let run = try service.begin(terms, actor: "test")
        await service.golden(run)
        service.finish(run, nil)
        return try #require(service.report(run.id))
    }

    @Test func aGoldenDrillProvesABackupAndTimeTakesTheProofAway() async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90)))
        let service = stage.service()
        #expect(service.readiness().first?.state == .unproven)
        #expect(service.readiness().first?.backups.first?.missing.isEmpty == false)
        let report = try await golden(stage, service)
        #expect(report.state == .ended && report.verdict == .good && report.requests == 90)
        #expect(report.score?.conformance.passed == 90 && report.score?.quality?.passed == 90)
        #expect(report.score?.selfAgreement?.of == 9)
        #expect(!report.plants.isEmpty && report.plants.allSatisfy(\.isRejected))
        #expect(report.failbacks == 5 && report.failedFailbacks == 0)
        let ready = try #require(service.readiness().first)
        #expect(ready.state == .proven && ready.isReady() && ready.backups.first?.level == .golden)
        // Another process finds the same.
        #expect(stage.service().readiness().first?.state == .proven)
        stage.pass(days: 3)
        let stale = try #require(service.readiness().first)
        #expect(stale.state == .stale && !stale.isReady())
        #expect(stale.backups.first?.missing.contains { $0.contains("3 days old") } == true)
        stage.pass(days: 5)
        #expect(service.readiness().first?.state == .unproven)
    }

    @Test func fewerPromptsThanAProofNeedsProveNothing() async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(40)))
        let service = stage.service()
        _ = try await golden(stage, service)
        let ready = try #require(service.readiness().first)
        #expect(ready.state == .unproven && ready.backups.first?.missing.contains { $0.contains("37 more") } == true)
    }

    @Test(arguments: [(401, "invalid_api_key", "renew"), (404, "model_not_found", "model is not there")])
    func aBackupThatDoesNotAnswerIsFoundBad(status: Int, code: String, advice: String) async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90))) { target, request in
            target == "b" ? Stage.refused(status, code) : Stage.good(target, request)
        }
        let service = stage.service()
        let report = try await golden(stage, service)
        #expect(report.verdict == .bad)
        #expect(report.advice.contains { $0.contains(advice) })
        #expect(report.differences.first?.gates.contains { $0.contains(String(status)) } == true)
        #expect(service.readiness().first?.state == .unproven)
        #expect(stage.told.withLock { $0 }.contains { $0.contains("found the backup b") })
    }

    @Test func aDrillCostsNoMoreThanItMay() async throws {
        // Every request may cost two thousand tokens of framing and a long answer.
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90), caps: .init(spend: 36_000_000)))
        let service = stage.service()
        let report = try await golden(stage, service)
        #expect(report.state == .aborted && report.spend <= 36_000_000 && report.reason.contains("cap"))
    }

    @Test func aRestartInTheMiddleIsReported() async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90)))
        let service = stage.service()
        let id = try service.start(DrillRequest(route: "gpt-4.1", level: .golden))
        #expect(service.report(id)?.state == .running)
        let next = stage.service()
        #expect(next.report(id)?.state == .interrupted && next.report(id)?.ended != nil)
        #expect(stage.gateway.drills.running.isEmpty)
    }

    @Test func probesFindWhatIsGone() async throws {
        let stage = Stage(RehearsalPlan())
        let service = stage.service()
        for (script, verdict, isWell): (Stage.Script, DrillReport.Verdict, Bool) in [
            (
                { target, request in target == "b" ? Stage.refused(401, "invalid_api_key") : Stage.good(target, request)
                }, .bad, false
            ),
            (Stage.good, .good, true),
        ] {
            stage.play(script)
            let run = try service.begin(
                try DrillTerms(DrillRequest(route: "gpt-4.1", level: .probe), among: stage.gateway.rehearsedRoutes),
                actor: "test")
            await service.perform(run)
            #expect(service.report(run.id)?.verdict == verdict)
            let missing = service.readiness().first?.backups.first?.missing ?? []
            #expect(missing.contains { $0.contains("401") } == !isWell)
        }
    }

    /// Vectors are asked for in one request, of the target that the route names, and cost what others cost.
    @Test(arguments: [true, false])
    func answersAreComparedByAnEmbeddingModel(isConfigured: Bool) async throws {
        var plan = RehearsalPlan(golden: Stage.golden(20))
        if isConfigured { plan.similarity = "e" }
        let stage = Stage(plan, targets: ["a", "b", "e"]) { target, request in
            guard target == "e" else { return Stage.good(target, request) }
            // The first text is the backup's, then come those of the primary.
            let count = String(buffer: request.body).components(separatedBy: "Two and two").count - 1
            return DrilledAnswer(
                outcome: .answered, target: target, vectors: [[1, 0], [1, 1], [2, 2]].prefix(count).map { $0 }, cost: 7)
        }
        let report = try await golden(stage, stage.service())
        #expect(stage.asked.withLock { $0.count { $0 == "e" } } == (isConfigured ? 20 : 0))
        #expect(report.score?.similarity?.of == (isConfigured ? 20 : nil))
        if isConfigured {
            #expect(abs((report.score?.similarity?.value ?? 0) - 0.5.squareRoot()) < 1e-9)
            // Two of twenty are asked twice: too few for an interval.
            #expect(report.score?.selfSimilarity == nil)
        }
        #expect(report.spend == 22_000 * (20 * 2 + 2 + 5) + (isConfigured ? 140 : 0))
        // No gate looks at it.
        #expect(report.score?.conformance.passed == 20)
    }

    /// A hundredth of twenty requests a minute is one in five minutes; what failed took nothing.
    @Test func probesTakeAHundredthOfAKnownQuota() async throws {
        let stage = Stage(RehearsalPlan()) { target, request in
            var answer = Stage.good(target, request)
            if target == "b" { answer?.quota = QuotaReading(requests: 20) }
            return answer
        }
        let service = stage.service()
        func probe() async throws -> DrillReport {
            let run = try service.begin(
                try DrillTerms(DrillRequest(route: "gpt-4.1", level: .probe), among: stage.gateway.rehearsedRoutes),
                actor: "test")
            await service.perform(run)
            return try #require(service.report(run.id))
        }
        var report = try await probe()
        #expect(report.requests == 2 && report.skipped == nil)
        stage.time.advance(.seconds(299))
        report = try await probe()
        #expect(report.requests == 1 && report.skipped?.first?.contains("20 requests a minute") == true)
        #expect(report.text(.md).contains("not asked"))
        stage.time.advance(.seconds(1))
        stage.play { target, request in target == "b" ? Stage.refused(401, "gone") : Stage.good(target, request) }
        report = try await probe()
        #expect(report.requests == 2 && report.verdict == .bad)
        report = try await probe()
        #expect(report.requests == 2)
    }

    @Test(
        arguments: [
            (QuotaReading(), nil), (QuotaReading(requests: 100), 1.0), (QuotaReading(requests: 1000), 0.1),
            (QuotaReading(requests: 1000, tokens: 960), 10.0), (QuotaReading(tokens: 96_000, outputTokens: 64), 100.0),
        ] as [(QuotaReading, Double?)])
    func theTightestLimitCounts(quota: QuotaReading, minutes: Double?) {
        var allowance = ProbeAllowance()
        let start = Instant(nanoseconds: 0)
        #expect(allowance.reasonToWait("x", at: start) == nil)
        allowance.note("x", quota, at: start)
        #expect((allowance.reasonToWait("x", at: start) != nil) == (minutes != nil))
        #expect(allowance.reasonToWait("y", at: start) == nil)
        guard let minutes else { return }
        let end = Instant(nanoseconds: Int64(minutes * 6e10))
        #expect(allowance.reasonToWait("x", at: end) == nil)
        #expect(allowance.reasonToWait("x", at: Instant(nanoseconds: end.nanoseconds - 1)) != nil)
    }

    @Test(arguments: [
        DrillRequest(route: "gpt-5", level: .golden), DrillRequest(route: "gpt-4.1", level: .shadow),
        DrillRequest(route: "gpt-4.1", level: .golden, backup: "c"),
        DrillRequest(route: "gpt-4.1", level: .cutover, share: 0),
        DrillRequest(route: "gpt-4.1", level: .cutover, share: 3),
        DrillRequest(route: "gpt-4.1", level: .cutover, share: 0.5),
        DrillRequest(route: "gpt-4.1", level: .cutover, duration: -1),
        DrillRequest(route: "gpt-4.1", level: .cutover, duration: 3_600_000),
    ])
    func whatTheConfigurationDoesNotAllowIsRefusedWithASentence(request: DrillRequest) {
        let plan = RehearsalPlan(
            golden: Stage.golden(3), cutover: .init(every: .minutes(600), duration: .minutes(10), share: 0.05))
        let service = Stage(plan).service()
        #expect(throws: RehearsalRefusal.self) { try service.start(request) }
        #expect(throws: RehearsalRefusal.self) { try service.preview(request) }
    }

    @Test func aLargeCutOverAsksFirst() throws {
        let plan = RehearsalPlan(cutover: .init(every: .minutes(600), duration: .minutes(10), share: 1))
        let stage = Stage(plan)
        let service = stage.service()
        var request = DrillRequest(route: "gpt-4.1", level: .cutover)
        #expect(try service.preview(request).asks?.contains("100 %") == true)
        #expect(throws: RehearsalRefusal.self) { try service.start(request) }
        request.isAccepted = true
        let id = try service.start(request)
        #expect(throws: RehearsalRefusal.self) { try service.start(request) }
        #expect(service.abort(id, actor: "test") && !service.abort(id, actor: "test"))
        #expect(!service.abort("nothing", actor: "test"))
    }

    /// What runs all day has one allowance a day, and rests when it is used up, or when somebody ended it.
    @Test func whatRunsAllDayHasOneAllowanceADay() throws {
        let stage = Stage(RehearsalPlan(live: .init(share: 0.01, acrossModels: true)))
        let service = stage.service()
        let terms = try DrillTerms(
            DrillRequest(route: "gpt-4.1", level: .live), among: stage.gateway.rehearsedRoutes)
        let run = try service.begin(terms, actor: DrillSchedule.actor)
        #expect(run.isWatched && service.abort(run.id, actor: "somebody"))
        service.finish(run, nil)
        let now = stage.clock.withLock { $0 }
        func used(_ now: Int64) -> (failures: Int, spend: Int, rests: Bool) {
            RehearsalService.used(of: "gpt-4.1", .live, service.reports(route: nil, limit: 10), now: now)
        }
        #expect(used(now).rests && !used(now + RehearsalService.day).rests)
    }

    /// Another model of the same name has shown nothing yet.
    @Test func aProofIsOfOneModel() async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90)))
        let service = stage.service()
        _ = try await golden(stage, service)
        #expect(service.readiness().first?.state == .proven)
        stage.gateway.replace(with: stage.snapshot(models: ["model-a", "tiny"]))
        #expect(service.readiness().first?.state == .unproven)
        stage.gateway.replace(with: stage.snapshot(models: ["other", "model-b"]))
        #expect(service.readiness().first?.state == .unproven)
        stage.gateway.replace(with: stage.snapshot(models: ["model-a", "model-b"]))
        #expect(service.readiness().first?.state == .proven)
    }

    @Test func aBadLiveShareIsNotOutweighedByAGoodGoldenSet() async throws {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(90), live: .init(share: 0.01, acrossModels: true)))
        let service = stage.service()
        _ = try await golden(stage, service)
        let terms = try DrillTerms(
            DrillRequest(route: "gpt-4.1", level: .live), among: stage.gateway.rehearsedRoutes)
        let run = try service.begin(terms, actor: "test")
        for index in 0..<5 {
            let answer = Stage.refused(500, "server_error")
            run.note(
                Sample(key: "\(index)", asked: AskedFor(), answer: answer, at: stage.clock.withLock { $0 }),
                asked: AskedFor(), answer: answer, reference: nil, named: nil)
        }
        service.finish(run, nil)
        let ready = try #require(service.readiness().first)
        #expect(ready.state == .unproven && ready.backups.first?.missing.contains { $0.contains("live") } == true)
    }

    @Test func whoDoesNotLeadRehearsesNothing() {
        let service = Stage(RehearsalPlan(golden: Stage.golden(3))).service(leads: false)
        #expect(throws: RehearsalRefusal.self) { try service.start(DrillRequest(route: "gpt-4.1", level: .golden)) }
    }
}
