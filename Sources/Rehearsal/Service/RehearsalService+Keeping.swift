import Foundation
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import Synchronization

// What is kept of rehearsals, here and for other nodes; and how one node goes on where another one stopped.
extension RehearsalService {
    /// How far a node is with taking over from the one that led before.
    enum Charge: Equatable {
        /// It does not lead.
        case none
        /// It leads, and waits for the look of this number at what there is.
        case waiting(Int)
        /// It leads, and knows everything.
        case here
    }

    /// Keeps a report, in its file, and for other nodes.
    func keep(_ report: DrillReport) throws {
        try world.sharing?.put([RehearsalPaper.report(report).paper()])
        try files.write(report)
    }

    /// Keeps what is known of backups, of which what is known of those at `places` has changed.
    func keep(_ proofs: ProofBook, of places: [ProofPlace]) throws {
        if let sharing = world.sharing {
            sharing.put(
                try places.map { try RehearsalPaper.proof(key: $0.key, proofs.record($0)).paper() })
        }
        try files.write(proofs)
    }

    /// Keeps the schedule.
    func keep(_ schedule: DrillSchedule) throws {
        try world.sharing?.put([RehearsalPaper.schedule(schedule).paper()])
        try files.write(schedule)
    }

    /// Keeps what users have asked of the routes, now and then: what is lost when the process is killed are some minutes.
    func keepWeeks(isLast: Bool = false) {
        let now = world.now()
        let isTime = state.withLock { state in
            guard isLast || now - state.weeksAt >= Self.weeksEvery || now < state.weeksAt else { return false }
            state.weeksAt = now
            return true
        }
        guard isTime else { return }
        let weeks = gateway.weeks.filter { $0.value.week(at: now) != nil }
        guard !weeks.isEmpty else { return }
        do {
            if let sharing = world.sharing {
                sharing.put([try RehearsalPaper.traffic(node: sharing.node, weeks).paper()])
            }
            try files.write(weeks)
        } catch { world.tell("planb: the traffic of routes cannot be kept in \(files.folder.path): \(error)") }
    }

    private static let weeksEvery: Int64 = 300_000

    /// What users have asked of the routes of all nodes in the last week, as far as it is known here.
    var weeks: [String: StateMeter] {
        let others = state.withLock { $0.weeks.values.map { $0 } }
        return others.reduce(into: gateway.weeks) { sum, node in
            for (route, meter) in node { sum[route, default: StateMeter()].add(meter) }
        }
    }

    /// What users ask of `route`: here, which is what can be copied here, and at all nodes, `weeks`.
    func traffic(of route: RehearsedRoute, _ weeks: [String: StateMeter]) -> RouteTraffic {
        RouteTraffic(
            load: route.plan.shadow == .auto ? gateway.demand(of: route.name) : nil,
            week: weeks[route.name]?.week(at: world.now()))
    }

    /// Whether this node rehearses: it leads, and has read what those before it have left.
    var isInCharge: Bool {
        world.leads() && (world.sharing == nil || state.withLock { $0.charge == .here })
    }

    /// Sees whether this node has begun to lead, or has ceased to.
    func tendLeadership() {
        guard let sharing = world.sharing else { return }
        let leads = world.leads()
        let takesOver = state.withLock { state in
            switch (leads, state.charge) {
            case (false, _): state.charge = .none
            case (true, .none): state.charge = .waiting(sharing.look())
            case (true, .waiting(let number)):
                guard sharing.hasLooked(number) else { return false }
                state.charge = .here
                return true
            case (true, .here): break
            }
            return false
        }
        guard takesOver else { return }
        reportInterrupted()
        shareAll()
    }

    /// Drills that were under way when the process ended that ran them are over.
    func reportInterrupted() {
        let now = world.now()
        let ended = state.withLock { state in
            var ended: [DrillReport] = []
            for index in state.reports.indices
            where state.reports[index].state == .running && state.runs[state.reports[index].id] == nil {
                state.reports[index].state = .interrupted
                state.reports[index].ended = state.reports[index].ended ?? now
                state.reports[index].reason = "the gateway ended under it; nothing stayed forced"
                ended.append(state.reports[index])
            }
            return ended
        }
        for report in ended { try? keep(report) }
    }

    /// The first node that leads gives the others what it has from before they were there.
    private func shareAll() {
        let (isShared, proofs, reports, schedule) = state.withLock { state in
            defer { state.isShared = true }
            return (state.isShared, state.proofs, state.reports, state.schedule)
        }
        guard let sharing = world.sharing, !isShared else { return }
        let papers =
            proofs.records.map { RehearsalPaper.proof(key: $0.key, $0.value) } + reports.map { .report($0) }
            + [.schedule(schedule)]
        sharing.put(papers.compactMap { try? $0.paper() })
    }

    /// Takes over what other nodes have written. Called on a thread that nobody waits for.
    func adopt(_ papers: [SharedPaper]) {
        var records: [String: ProofBook.BackupRecord] = [:]
        var reports: [String: DrillReport] = [:]
        var schedule: DrillSchedule?
        var weeks: [String: [String: StateMeter]] = [:]
        for paper in papers {
            switch RehearsalPaper(paper) {
            case .proof(let key, let record): records[key] = record
            // What this node has still to say of its own drill is what counts.
            case .report(let report): if world.sharing?.isWaiting(paper.name) != true { reports[report.id] = report }
            case .schedule(let known): schedule = known
            case .traffic(let node, let known): if node != world.sharing?.node { weeks[node] = known }
            case nil: break
            }
        }
        if !weeks.isEmpty { state.withLock { $0.weeks.merge(weeks) { $1 } } }
        guard !records.isEmpty || !reports.isEmpty || schedule != nil else { return }
        var own: [String: ProofBook.BackupRecord] = [:]
        let proofs = state.withLock { state -> ProofBook? in
            state.isShared = true
            // What runs here is known best here.
            for id in state.runs.keys { reports[id] = nil }
            if !reports.isEmpty {
                let all = state.reports.filter { reports[$0.id] == nil } + reports.values
                state.reports = all.sorted { $0.id < $1.id }.suffix(RehearsalFiles.mostReports)
            }
            // Whoever is in charge goes by what it found itself.
            guard state.charge != .here else { return nil }
            state.schedule = schedule ?? state.schedule
            // What this node found out last and could not write any more is later than what there is.
            if case .waiting = state.charge {
                own = state.proofs.records.filter { key, record in
                    records[key].map { $0.newest < record.newest } ?? false
                }
                for key in own.keys { records[key] = nil }
            }
            state.proofs.adopt(records)
            return state.proofs
        }
        if proofs != nil, let sharing = world.sharing {
            sharing.drop(
                records.keys.map { RehearsalPaper.proof + $0 } + (schedule == nil ? [] : [RehearsalPaper.schedule]))
            sharing.put(own.compactMap { try? RehearsalPaper.proof(key: $0.key, $0.value).paper() })
        }
        // For a start without the database: what cannot be kept is read again then.
        for report in reports.values { try? files.write(report) }
        if let proofs {
            if !records.isEmpty { try? files.write(proofs) }
            if let schedule { try? files.write(schedule) }
            noteProofs()
        }
    }
}
