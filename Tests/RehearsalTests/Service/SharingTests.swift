import Foundation
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBStatistics
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBRehearsal

/// Two nodes with one archive.
struct SharingTests {
    /// One of them, whose thread is the test's.
    private final class Node: Sendable {
        let name: String
        let stage: Stage
        let archive: MemorySharedArchive
        let sharing: RehearsalSharing
        let service: RehearsalService

        init(
            _ name: String, _ archive: MemorySharedArchive,
            plan: RehearsalPlan = RehearsalPlan(golden: Stage.golden(90))
        ) {
            self.name = name
            self.archive = archive
            let stage = Stage(plan)
            self.stage = stage
            sharing = RehearsalSharing(archive: archive, node: name) { line in stage.told.withLock { $0.append(line) } }
            service = stage.service(leads: { archive.leader == name && !archive.isCut }, sharing: sharing)
        }

        /// What happens within ten seconds.
        @discardableResult
        func pass() -> Bool {
            service.tendLeadership()
            _ = sharing.look()
            let isWell = sharing.step(leads: archive.leader == name) { service.adopt($0) }
            service.tendLeadership()
            return isWell
        }

        func rehearse() async throws -> DrillReport {
            let id = try service.start(DrillRequest(route: "gpt-4.1", level: .golden))
            let run = try #require(service.state.withLock { $0.runs[id] })
            await service.perform(run)
            return try #require(service.report(id))
        }
    }

    @Test func everyNodeSaysWhatTheOneThatLeadsHasShown() async throws {
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let (one, two) = (Node("one", archive), Node("two", archive))
        one.pass()
        let report = try await one.rehearse()
        #expect(one.service.readiness().first?.isReady() == true)
        #expect(two.service.readiness().first?.isReady() == false && two.service.report(report.id) == nil)
        one.pass()
        two.pass()
        #expect(two.service.readiness() == one.service.readiness())
        #expect(two.service.report(report.id) == report && two.service.reports(route: nil, limit: 9).count == 1)
        // It is in its files by now, should it start without the database.
        archive.isCut = true
        let later = two.stage.service(leads: { false }, sharing: two.sharing)
        #expect(later.readiness() == one.service.readiness() && later.report(report.id) == report)
        let refusal = #expect(throws: RehearsalRefusal.self) {
            try two.service.start(DrillRequest(route: "gpt-4.1", level: .golden))
        }
        #expect(refusal?.description.contains("The node one leads") == true)
    }

    @Test func theNextOneGoesOnWithProofsAndSchedule() async throws {
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let (one, two) = (Node("one", archive), Node("two", archive))
        one.pass()
        _ = try await one.rehearse()
        var monitor = DriftMonitor()
        for _ in 0..<50 { _ = monitor.note(true) }
        let place = try #require(
            one.stage.gateway.rehearsedRoutes.first.map { ProofPlace($0, $0.backups[0]) })
        let (proofs, schedule) = one.service.state.withLock { state in
            state.proofs.note(monitor: monitor, of: place, at: .shadow)
            _ = state.schedule.take(one.stage.gateway.rehearsedRoutes, now: 1_800_000_000_000, chance: { 5 })
            return (state.proofs, state.schedule)
        }
        try one.service.keep(proofs, of: [place])
        try one.service.keep(schedule)
        one.pass()
        archive.leader = "two"
        // Before it has read what there is, it does nothing.
        two.service.tendLeadership()
        #expect(!two.service.isInCharge)
        #expect(throws: RehearsalRefusal.self) { try two.service.start(DrillRequest(route: "gpt-4.1", level: .golden)) }
        two.pass()
        #expect(two.service.isInCharge && !one.service.isInCharge)
        #expect(two.service.readiness() == one.service.readiness())
        #expect(two.service.state.withLock { $0.schedule } == schedule)
        #expect(two.service.state.withLock { $0.proofs.record(place).levels[.shadow]?.monitor } == monitor)
        _ = try await two.rehearse()
    }

    @Test func aDrillOfANodeThatDiedIsReportedByWhoLeadsNext() throws {
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let (one, two, three) = (Node("one", archive), Node("two", archive), Node("three", archive))
        one.pass()
        let id = try one.service.start(DrillRequest(route: "gpt-4.1", level: .golden))
        for node in [one, two, three] { node.pass() }
        #expect(two.service.report(id)?.state == .running && three.service.report(id)?.state == .running)
        archive.leader = "two"
        for _ in 0..<2 { for node in [three, two] { node.pass() } }
        #expect(two.service.report(id)?.state == .interrupted)
        three.pass()
        #expect(three.service.report(id)?.state == .interrupted)
        // It was only slow: what it says of its own drill counts.
        let run = try #require(one.service.state.withLock { $0.runs[id] })
        run.stop(.aborted, "another node leads now")
        one.service.finish(run, nil)
        for node in [one, two, three] { node.pass() }
        for node in [one, two, three] { #expect(node.service.report(id)?.state == .aborted) }
    }

    @Test func whoNoLongerLeadsCannotTakeBackWhatItsSuccessorFound() async throws {
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let (one, two) = (Node("one", archive), Node("two", archive))
        one.pass()
        _ = try await one.rehearse()
        one.pass()
        archive.leader = "two"
        two.pass()
        two.stage.play { target, request in
            target == "b" ? Stage.refused(401, "invalid_api_key") : Stage.good(target, request)
        }
        two.stage.clock.withLock { $0 += 60_000 }
        #expect(try await two.rehearse().verdict == .bad)
        two.pass()
        // What it still had to say of backups is not written, and it goes by what there is.
        try one.service.keep(
            one.service.state.withLock { $0.proofs },
            of: one.stage.gateway.rehearsedRoutes.flatMap { route in route.backups.map { ProofPlace(route, $0) } })
        one.pass()
        two.pass()
        one.pass()
        #expect(one.service.readiness().first?.backups.first?.state == .unproven)
        #expect(two.service.readiness().first?.backups.first?.state == .unproven)
    }

    @Test func whoLeadsAgainDoesNotWriteOldThingsOverNewOnes() async throws {
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let (one, two) = (Node("one", archive), Node("two", archive))
        one.pass()
        _ = try await one.rehearse()
        // It could not write that before another one led, which found something else, and is gone.
        archive.leader = "two"
        one.service.tendLeadership()
        two.pass()
        two.stage.play { target, request in
            target == "b" ? Stage.refused(401, "invalid_api_key") : Stage.good(target, request)
        }
        two.stage.clock.withLock { $0 += 60_000 }
        _ = try await two.rehearse()
        two.pass()
        archive.leader = "one"
        one.pass()
        two.pass()
        for node in [one, two] {
            #expect(node.service.readiness().first?.backups.first?.state == .unproven)
            #expect(node.service.reports(route: nil, limit: 9).count == 2)
        }
        // What it found out last itself, and nobody else since, is not lost.
        _ = try await one.rehearse()
        archive.leader = "two"
        two.service.tendLeadership()
        archive.leader = "one"
        one.service.tendLeadership()
        one.pass()
        two.pass()
        #expect(two.service.readiness() == one.service.readiness())
    }

    @Test func withoutTheDatabaseItIsKeptHereAndSaidOnce() async throws {
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let (one, two) = (Node("one", archive), Node("two", archive))
        one.pass()
        let id = try one.service.start(DrillRequest(route: "gpt-4.1", level: .golden))
        archive.isCut = true
        let run = try #require(one.service.state.withLock { $0.runs[id] })
        await one.service.perform(run)
        #expect(!one.pass() && !one.pass())
        #expect(RehearsalFiles(data: one.stage.data).reports().map(\.id) == [id])
        archive.isCut = false
        #expect(one.pass() && two.pass())
        #expect(two.service.report(id)?.verdict == .good)
        let told = one.stage.told.withLock { $0.filter { $0.contains("shared") } }
        #expect(told.count == 2 && told[0].contains("not shared") && told[1].contains("again"))
    }

    @Test func whatANodeHadAloneIsSharedWithTheFirstThatJoin() async throws {
        let alone = Stage(RehearsalPlan(golden: Stage.golden(90)))
        let service = alone.service()
        let id = try service.start(DrillRequest(route: "gpt-4.1", level: .golden))
        await service.perform(try #require(service.state.withLock { $0.runs[id] }))
        // The same data folder, with a database.
        let archive = MemorySharedArchive()
        archive.leader = "one"
        let sharing = RehearsalSharing(archive: archive, node: "one") { _ in }
        let next = alone.service(leads: { true }, sharing: sharing)
        for _ in 0..<2 {
            next.tendLeadership()
            #expect(sharing.step(leads: true) { next.adopt($0) })
        }
        let two = Node("two", archive)
        #expect(sharing.step(leads: true) { next.adopt($0) })
        two.pass()
        #expect(two.service.readiness() == next.readiness() && two.service.report(id)?.state == .ended)
    }
}
