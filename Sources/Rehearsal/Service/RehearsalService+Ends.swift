import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBStatistics
import PlanBVocabulary
import Synchronization

// How drills begin and end, and what is kept of them.
extension RehearsalService {
    /// Begins a drill, of which nothing has happened yet.
    func begin(_ terms: DrillTerms, actor: String) throws(RehearsalRefusal) -> DrillRun {
        if terms.level > .probe, let obstacle = gateway.obstacle(to: terms.route.name) {
            throw RehearsalRefusal(.notNow, "No drill begins now: the route \"\(terms.route.name)\" \(obstacle).")
        }
        let now = world.now()
        var report = DrillReport(
            id: DrillID.make(terms.route.name, terms.level, now: now, chance: world.chance()), route: terms.route.name,
            level: terms.level, primary: terms.route.primary, backup: terms.backup.name, actor: actor, started: now,
            share: terms.share, userFailureCap: terms.route.plan.caps.userFailures,
            spendCap: terms.level == .probe ? nil : terms.route.plan.caps.spend)
        if terms.buffers { report.userFailureCap = 0 }
        let isWatched = actor == DrillSchedule.actor && (terms.level == .shadow || terms.level == .live)
        if isWatched {
            let used = state.withLock { Self.used(of: terms.route.name, terms.level, $0.reports, now: now) }
            report.userFailureCap = max(0, report.userFailureCap - used.failures)
            report.spendCap = report.spendCap.map { max(0, $0 - used.spend) }
        }
        // Two that ask at once: one of them is told of the other.
        let (begun, other) = state.withLock { state -> (DrillRun?, DrillRun?) in
            let other = state.runs.values.first { $0.isInTheWay(of: terms) && $0.goesOn }
            if let other, !other.isWatched || actor == DrillSchedule.actor { return (nil, other) }
            let known = state.proofs.record(terms.place).levels[terms.level]
            // What another build has set in another way begins anew.
            let kept = known?.monitor.flatMap { $0.design == DriftMonitor.Design() ? $0 : nil }
            let monitor = isWatched ? kept ?? DriftMonitor() : nil
            let run = DrillRun(
                report, terms, pace: known.flatMap { PaceRule.learned(from: $0.samples) }, monitor: monitor)
            state.runs[run.id] = run
            state.waiting.append(run)
            return (run, other)
        }
        if let other, begun != nil {
            // What runs all day makes room, and goes on afterwards.
            other.stop(.ended, "made room for a drill that \(actor) asked for")
            close(other)
        }
        guard let run = begun else {
            let other = other?.id ?? ""
            throw RehearsalRefusal(
                .notNow,
                "The drill \(other) runs on the route \"\(terms.route.name)\"; wait for its end, or end it with planb "
                    + "rehearse --abort \(other).")
        }
        // Regular probes come every few minutes, and leave nothing behind that would have to be put right.
        guard terms.level > .probe || actor != DrillSchedule.actor else { return run }
        do { try keep(run.report()) } catch {
            world.tell("planb: the report of the drill \(run.id) cannot be kept in \(files.folder.path): \(error)")
        }
        // What somebody asks for, the admin port writes down.
        if actor == DrillSchedule.actor {
            world.audit(
                actor, "rehearsal.start", run.id,
                "\(terms.level.rawValue) of \(terms.backup.name) on \(terms.route.name)")
        }
        return run
    }

    /// Takes over what a drill that runs all day has found so far.
    func checkpoint(_ run: DrillRun) {
        // Without anything new nothing is proven anew.
        guard run.hasNews() else { return }
        let samples = run.samples
        let now = world.now()
        let known = state.withLock { $0.proofs.record(run.terms.place).levels[run.level] }
        // Once it was found bad, only what came after that speaks for it.
        let since = max(
            now - RehearsalPlan.window.milliseconds64, known?.verdict == .bad ? (known?.verdictAt ?? 0) + 1 : 0)
        var builder = ScorecardBuilder()
        for sample in (known?.samples ?? []) + samples where sample.at >= since { builder.add(sample) }
        let count = builder.conformance(isWatched: true)
        run.find(good: count.of >= RehearsalPlan.leastSamples && count.lower >= run.route.plan.minimum)
        let plants = run.plant(now: now)
        run.change { $0.plants = plants }
        let report = standing(run)
        let (newest, plantedAt) = (run.newestSample, run.plantedAt)
        let monitor = run.monitor
        let proofs = state.withLock { state -> ProofBook in
            state.proofs.note(report, samples, of: run.terms.place, at: now, newest: newest, plantedAt: plantedAt)
            if let monitor { state.proofs.note(monitor: monitor, of: run.terms.place, at: run.level) }
            return state.proofs
        }
        do {
            try keep(proofs, of: [run.terms.place])
            try keep(report)
        } catch {
            world.tell("planb: what the drill \(run.id) found cannot be kept in \(files.folder.path): \(error)")
        }
    }

    /// Forgets orders of which nothing is under way any more.
    func tidy() {
        let retired = state.withLock { $0.retired }
        guard !retired.isEmpty else { return }
        let done = Set(retired.filter { gateway.drills.tally(of: $0)?.underWay ?? 0 <= 0 })
        for number in done { gateway.drills.forget(number) }
        state.withLock { $0.retired.removeAll { done.contains($0) } }
    }

    /// Takes a drill off users' requests at once.
    func close(_ run: DrillRun) {
        let now = gateway.clockTime
        for number in run.numbers { gateway.drills.end(number, .planned, now: now) }
    }

    /// The report as it stands, with what the gateway has counted.
    func standing(_ run: DrillRun) -> DrillReport {
        var report = run.report()
        let tallies = tallies(of: run)
        if !tallies.isEmpty {
            report.requests = tallies.reduce(0) { $0 + $1.requests }
            report.controls = tallies.reduce(0) { $0 + $1.controls }
            let unanswered = tallies.reduce(0) { $0 + $1.unanswered }
            report.unanswered = unanswered > 0 ? unanswered : nil
            report.userFailures = tallies.reduce(0) { $0 + $1.failures }
            report.spend += tallies.reduce(0) { $0 + $1.spend }
        }
        return report
    }

    /// What the gateway has counted of a drill, by its orders. A look at this is cheap; a report is scored anew each time.
    func tallies(of run: DrillRun) -> [DrillTally] { run.numbers.compactMap { gateway.drills.tally(of: $0) } }

    /// Writes the report of a drill that is over, and what it comes to.
    func finish(_ run: DrillRun, _ capacity: CapacityFigure?) {
        close(run)
        if run.isWatched { checkpoint(run) }
        let now = world.now()
        let end = run.end ?? DrillRun.End(state: .ended, reason: "", rests: false)
        let plants = run.level >= .golden && run.level != .fault ? run.plant(now: now) : []
        run.change { report in
            report.rests = end.rests ? true : nil
            report.ended = now
            report.state = end.state
            report.reason = end.reason
            report.plants = plants
            report.capacity = capacity
        }
        var report = standing(run)
        report.advice = run.advice(report, capacity)
        let samples = run.samples
        let (newest, plantedAt) = (run.newestSample, run.plantedAt)
        // Regular probes that find nothing new would be all there is to see.
        let isKept = run.level > .probe || report.actor != DrillSchedule.actor || run.isNews
        let proofs = state.withLock { state -> ProofBook in
            state.runs[run.id] = nil
            Self.count(report, end.abort, samples: samples.count, in: &state.totals)
            state.retired += run.numbers
            if isKept { state.reports.append(report) }
            if state.reports.count > RehearsalFiles.mostReports { state.reports.removeFirst() }
            // What runs all day was noted at its last checkpoint.
            if run.level > .probe, !run.isWatched {
                state.proofs.note(report, samples, of: run.terms.place, at: now, newest: newest, plantedAt: plantedAt)
            }
            return state.proofs
        }
        do {
            // A probe that found nothing new is nothing that other nodes would have to know.
            try keep(proofs, of: run.level > .probe ? [run.terms.place] : run.isNews ? run.terms.places : [])
            if isKept { try keep(report) }
        } catch {
            world.tell("planb: the report of the drill \(run.id) cannot be kept in \(files.folder.path): \(error)")
        }
        if run.level > .probe || report.actor != DrillSchedule.actor {
            world.audit(
                report.actor, "rehearsal.end", run.id,
                "\(report.state.rawValue), \(report.verdict.rawValue)\(report.reason.isEmpty ? "" : ": \(report.reason)")"
            )
        }
        noteProofs()
        if report.verdict == .bad, isKept {
            world.tell(
                "planb: the \(run.level.rawValue) drill \(run.id) found the backup \(run.backup) of the route "
                    + "\"\(run.route.name)\" bad; planb rehearse --show \(run.id)")
        }
    }
}
