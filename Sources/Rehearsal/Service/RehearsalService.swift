import Foundation
public import PlanBEngine
import PlanBPolicy
import PlanBStatistics
import PlanBVocabulary
import Synchronization

/// Runs rehearsals: by the schedule of each route, and when somebody asks for one. One node of several does it.
///
/// It works on tasks of its own, never on the event loops that serve users. What it decides about users' requests it tells
/// the gateway's drill desk; what it asks itself goes through a `RehearsalCaller`.
public final class RehearsalService: RehearsalDesk, Sendable {
    /// What it is told from outside.
    public struct World: Sendable {
        /// The data folder.
        public var data: String
        /// Milliseconds since 1970.
        public var now: @Sendable () -> Int64
        /// Whether this node rehearses.
        public var leads: @Sendable () -> Bool
        /// Notes what was done, by whom, for the audit log: action, id of the drill, one line.
        public var audit: @Sendable (_ actor: String, _ action: String, _ subject: String, _ detail: String) -> Void
        /// Says something to the operator: one line.
        public var tell: @Sendable (String) -> Void
        /// A number by chance, for jitter and ids.
        public var chance: @Sendable () -> UInt64

        /// A world.
        public init(
            data: String, now: @escaping @Sendable () -> Int64, leads: @escaping @Sendable () -> Bool = { true },
            audit: @escaping @Sendable (String, String, String, String) -> Void = { _, _, _, _ in },
            tell: @escaping @Sendable (String) -> Void = { _ in },
            chance: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
        ) {
            self.data = data
            self.now = now
            self.leads = leads
            self.audit = audit
            self.tell = tell
            self.chance = chance
        }
    }

    struct State {
        var runs: [String: DrillRun] = [:]
        /// Finished ones, the newest last.
        var reports: [DrillReport] = []
        var waiting: [DrillRun] = []
        var proofs = ProofBook()
        var schedule = DrillSchedule()
        /// Drills that have ended since the process began.
        var totals: [DrillTotal] = []
        /// What watches backups that are rehearsed all day, by route, backup and level.
        var monitors: [String: DriftMonitor] = [:]
        /// Copies of users' requests that are under way.
        var copies = 0
        /// Those that go on, and those that nobody has fetched.
        var recordings: [String: Recording] = [:]
    }

    let gateway: Gateway
    let caller: any RehearsalCaller
    let world: World
    let store: RehearsalStore
    let inbox = ObservationInbox()
    let state: Mutex<State>

    /// A service for `gateway`. What was under way when the last process ended is reported as interrupted.
    public init(gateway: Gateway, caller: any RehearsalCaller, world: World) {
        self.gateway = gateway
        self.caller = caller
        self.world = world
        store = RehearsalStore(data: world.data)
        var state = State()
        state.proofs = store.proofs() ?? ProofBook()
        state.schedule = store.schedule() ?? DrillSchedule()
        state.reports = store.reports()
        for index in state.reports.indices where state.reports[index].state == .running {
            state.reports[index].state = .interrupted
            state.reports[index].ended = state.reports[index].ended ?? world.now()
            state.reports[index].reason = "the gateway ended under it; nothing stayed forced"
            try? store.write(state.reports[index])
        }
        self.state = Mutex(state)
        gateway.drills.observer = inbox
        gateway.knowProofs { [weak self] in self?.proofNotes ?? [] }
    }

    // MARK: - What people ask

    /// What `order` would do.
    public func preview(_ order: DrillRequest) throws(RehearsalRefusal) -> DrillPreview {
        try DrillTerms(order, among: gateway.rehearsedRoutes).preview(gateway)
    }

    /// Begins a drill.
    public func start(_ order: DrillRequest) throws(RehearsalRefusal) -> String {
        guard world.leads() else {
            throw RehearsalRefusal(.notNow, "Another node leads; ask the one that planb's /api/v1/nodes names.")
        }
        let terms = try DrillTerms(order, among: gateway.rehearsedRoutes)
        if let asks = terms.preview(gateway).asks, order.isAccepted != true {
            throw RehearsalRefusal(.invalid, "\(asks) Accept it with --yes (is_accepted: true).")
        }
        let run = try begin(terms, actor: order.actor ?? "admin")
        return run.id
    }

    /// Ends a drill now.
    public func abort(_ id: String, actor: String) -> Bool {
        if abortRecording(id, actor: actor) { return true }
        guard let run = state.withLock({ $0.runs[id] }), run.goesOn else { return false }
        run.stop(.aborted, "\(actor) ended it")
        close(run)
        return true
    }

    /// The report of a drill.
    public func report(_ id: String) -> DrillReport? {
        let (run, kept) = state.withLock { state in (state.runs[id], state.reports.last { $0.id == id }) }
        return run.map(standing) ?? kept
    }

    /// The newest reports first.
    public func reports(route: String?, limit: Int) -> [DrillReport] {
        let (runs, kept) = state.withLock { state in (Array(state.runs.values), state.reports) }
        let all = kept + runs.map(standing)
        return Array(
            all.filter { route == nil || $0.route == route }.sorted { $0.id > $1.id }.prefix(max(0, limit)))
    }

    /// Whether each route has a proven backup.
    public func readiness() -> [RouteReadiness] {
        let now = world.now()
        let proofs = state.withLock { $0.proofs }
        return gateway.rehearsedRoutes.map { route in
            ReadinessJudge.readiness(
                of: .init(
                    name: route.name, primary: route.primary,
                    backups: route.backups.map { ($0.name, $0.isIndependent) }, plan: route.plan), proofs, now: now)
        }
    }

    private var proofNotes: [ProofNote] {
        let now = world.now()
        return readiness().flatMap { route in
            route.backups.map { backup in
                ProofNote(
                    route: route.route, backup: backup.target, state: backup.state.rawValue, level: backup.level,
                    age: backup.provenAt.map { Int(max(0, now - $0) / 1000) })
            }
        }
    }

    /// Says which routes have no proven backup: unproven counts as none.
    public func warn() {
        let routes = readiness().filter { !$0.backups.isEmpty && !$0.isReady() }
        guard let first = routes.first else { return }
        let more = routes.count > 1 ? ", and \(routes.count - 1) more" : ""
        world.tell(
            "planb: no backup of the route \"\(first.route)\"\(more) is proven; planb readiness says what is missing")
    }

    /// How many drills have ended since the process began.
    public func totals() -> [DrillTotal] { state.withLock { $0.totals } }

    private static func count(_ report: DrillReport, in totals: inout [DrillTotal]) {
        let same = totals.firstIndex {
            $0.route == report.route && $0.level == report.level && $0.verdict == report.verdict
        }
        if let same {
            totals[same].count += 1
        } else {
            totals.append(DrillTotal(route: report.route, level: report.level, verdict: report.verdict, count: 1))
        }
    }

    // MARK: - Beginnings and ends

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
        let (pace, isTaken, monitor) = state.withLock { state in
            let known = state.proofs.record(terms.route.name, terms.backup.name).levels[terms.level]
            let other = state.runs.values.first { $0.isInTheWay(of: terms) && $0.goesOn }
            let monitor = state.monitors[Self.watchKey(terms)] ?? DriftMonitor()
            return (known.flatMap { PaceRule.learned(from: $0.samples) }, other, isWatched ? monitor : nil)
        }
        if let other = isTaken, other.isWatched, actor != DrillSchedule.actor {
            // What runs all day makes room, and goes on afterwards.
            other.stop(.ended, "made room for a drill that \(actor) asked for")
            close(other)
        } else if let other = isTaken {
            throw RehearsalRefusal(
                .notNow,
                "The drill \(other.id) runs on the route \"\(terms.route.name)\"; wait for its end, or end it with planb "
                    + "rehearse --abort \(other.id).")
        }
        let run = DrillRun(report, terms, pace: pace, monitor: monitor)
        state.withLock { state in
            state.runs[run.id] = run
            state.waiting.append(run)
        }
        // Regular probes come every few minutes, and leave nothing behind that would have to be put right.
        guard terms.level > .probe || actor != DrillSchedule.actor else { return run }
        do { try store.write(run.report()) } catch {
            world.tell("planb: the report of the drill \(run.id) cannot be kept in \(store.folder.path): \(error)")
        }
        // What somebody asks for, the admin port writes down.
        if actor == DrillSchedule.actor {
            world.audit(
                actor, "rehearsal.start", run.id,
                "\(terms.level.rawValue) of \(terms.backup.name) on \(terms.route.name)")
        }
        return run
    }

    private static func watchKey(_ terms: DrillTerms) -> String {
        "\(terms.route.name)\u{1F}\(terms.backup.name)\u{1F}\(terms.level.rawValue)"
    }

    /// Takes over what a drill that runs all day has found so far.
    func checkpoint(_ run: DrillRun) {
        let samples = run.samples
        guard !samples.isEmpty else { return }
        let now = world.now()
        let week = now - RehearsalPlan.window.milliseconds64
        let known = state.withLock { $0.proofs.record(run.route.name, run.backup).levels[run.level]?.samples ?? [] }
        var builder = ScorecardBuilder()
        for sample in known + samples where sample.at >= week { builder.add(sample) }
        let count = builder.card(isWatched: true).conformance
        run.find(good: count.of >= RehearsalPlan.leastSamples && count.lower >= run.route.plan.minimum)
        let plants = run.plant()
        run.change { $0.plants = plants }
        let report = standing(run)
        let proofs = state.withLock { state -> ProofBook in
            state.proofs.note(report, samples, at: now)
            return state.proofs
        }
        do {
            try store.write(proofs)
            try store.write(report)
        } catch {
            world.tell("planb: what the drill \(run.id) found cannot be kept in \(store.folder.path): \(error)")
        }
    }

    /// Takes a drill off users' requests at once.
    func close(_ run: DrillRun) {
        let now = gateway.clockTime
        for number in run.numbers { gateway.drills.end(number, .planned, now: now) }
    }

    /// The report as it stands, with what the gateway has counted.
    func standing(_ run: DrillRun) -> DrillReport {
        var report = run.report()
        let tallies = run.numbers.compactMap { gateway.drills.tally(of: $0) }
        if !tallies.isEmpty {
            report.requests = tallies.reduce(0) { $0 + $1.requests }
            report.controls = tallies.reduce(0) { $0 + $1.controls }
            report.userFailures = tallies.reduce(0) { $0 + $1.failures }
            report.spend += tallies.reduce(0) { $0 + $1.spend }
        }
        return report
    }

    /// Writes the report of a drill that is over, and what it comes to.
    func finish(_ run: DrillRun, _ capacity: CapacityFigure?) {
        close(run)
        if run.isWatched { checkpoint(run) }
        let now = world.now()
        let end = run.end ?? (.ended, "")
        let plants = run.level >= .golden && run.level != .fault ? run.plant() : []
        run.change { report in
            report.ended = now
            report.state = end.state
            report.reason = end.reason
            report.plants = plants
            report.capacity = capacity
        }
        var report = standing(run)
        report.advice = run.advice(report, capacity)
        for number in run.numbers { gateway.drills.forget(number) }
        let samples = run.samples
        let monitor = run.monitor
        // Regular probes that find nothing would be all there is to see.
        let isKept = run.level > .probe || report.actor != DrillSchedule.actor || report.verdict == .bad
        let proofs = state.withLock { state -> ProofBook in
            state.runs[run.id] = nil
            Self.count(report, in: &state.totals)
            if let monitor { state.monitors[Self.watchKey(run.terms)] = monitor }
            if isKept { state.reports.append(report) }
            if state.reports.count > RehearsalStore.mostReports { state.reports.removeFirst() }
            if run.level > .probe { state.proofs.note(report, samples, at: now) }
            return state.proofs
        }
        do {
            try store.write(proofs)
            if isKept { try store.write(report) }
        } catch {
            world.tell("planb: the report of the drill \(run.id) cannot be kept in \(store.folder.path): \(error)")
        }
        if run.level > .probe || report.actor != DrillSchedule.actor {
            world.audit(
                report.actor, "rehearsal.end", run.id,
                "\(report.state.rawValue), \(report.verdict.rawValue)\(report.reason.isEmpty ? "" : ": \(report.reason)")"
            )
        }
        if report.verdict == .bad {
            world.tell(
                "planb: the \(run.level.rawValue) drill \(run.id) found the backup \(run.backup) of the route "
                    + "\"\(run.route.name)\" bad; planb rehearse --show \(run.id)")
        }
    }
}

/// The ids of drills: they sort by time, and say what they are.
enum DrillID {
    static func make(_ route: String, _ level: DrillLevel, now: Int64, chance: UInt64) -> String {
        make(route, level.rawValue, now: now, chance: chance)
    }

    static func make(_ route: String, _ kind: String, now: Int64, chance: UInt64) -> String {
        let date = Date(timeIntervalSince1970: Double(max(0, now)) / 1000)
        let time = date.ISO8601Format().filter { $0 != "-" && $0 != ":" }.dropLast()
        let plain = route.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(24)
        let suffix = String(chance % 1_679_616 + 1_679_616, radix: 36).suffix(4)
        return "\(time)-\(String(plain))-\(kind)-\(suffix)"
    }
}
