import Foundation
public import PlanBEngine
import PlanBPolicy
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
        /// Who does, if it is another one, for messages: its name, and how it is asked; nil: nobody that is known.
        public var leader: @Sendable () -> String?
        /// What several nodes share of their rehearsals; nil: there is one node only.
        public var sharing: RehearsalSharing?
        /// Notes what was done, by whom, for the audit log: action, id of the drill, one line.
        public var audit: @Sendable (_ actor: String, _ action: String, _ subject: String, _ detail: String) -> Void
        /// Says something to the operator: one line.
        public var tell: @Sendable (String) -> Void
        /// A number by chance, for jitter and ids.
        public var chance: @Sendable () -> UInt64

        /// A world.
        public init(
            data: String, now: @escaping @Sendable () -> Int64, leads: @escaping @Sendable () -> Bool = { true },
            leader: @escaping @Sendable () -> String? = { nil }, sharing: RehearsalSharing? = nil,
            audit: @escaping @Sendable (String, String, String, String) -> Void = { _, _, _, _ in },
            tell: @escaping @Sendable (String) -> Void = { _ in },
            chance: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
        ) {
            self.data = data
            self.now = now
            self.leads = leads
            self.leader = leader
            self.sharing = sharing
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
        /// Of several nodes: whether this one knows what those before it have left.
        var charge = Charge.none
        /// Others have shared something.
        var isShared = false
        /// What users have asked of each route of other nodes in the last week, by the names of nodes and routes.
        var weeks: [String: [String: StateMeter]] = [:]
        /// When that of this node was last kept.
        var weeksAt: Int64 = 0
        /// Copies of users' requests that are under way.
        var copies = 0
        /// Those that go on, and those that nobody has fetched.
        var recordings: [String: Recording] = [:]
        /// Orders that are over but for requests that are still under way.
        var retired: [Int] = []
        /// What the status says, and when that was worked out.
        var notes: [ProofNote] = []
        var notedAt: Int64 = 0
        /// What the last probe of each route found.
        var probed: [String: [String: String]] = [:]
        /// What probes have taken of quotas.
        var allowance = ProbeAllowance()
    }

    let gateway: Gateway
    let caller: any RehearsalCaller
    let world: World
    let files: RehearsalFiles
    let inbox = ObservationInbox()
    /// What conversations are called where samples are kept.
    let seal: ConversationSeal
    let state: Mutex<State>

    /// A service for `gateway`. What was under way when the last process ended is reported as interrupted.
    public init(gateway: Gateway, caller: any RehearsalCaller, world: World) {
        self.gateway = gateway
        self.caller = caller
        self.world = world
        files = RehearsalFiles(data: world.data)
        do { seal = try ConversationSeal(folder: files.folder) } catch {
            world.tell(
                "planb: conversations cannot be sealed in \(files.folder.path), and are forgotten with the process: \(error)"
            )
            seal = .passing()
        }
        var state = State()
        state.proofs = files.proofs() ?? ProofBook()
        state.schedule = files.schedule() ?? DrillSchedule()
        state.reports = files.reports()
        state.weeksAt = world.now()
        gateway.restore(weeks: files.weeks() ?? [:])
        self.state = Mutex(state)
        // Of several nodes, it may go on at another one; whoever leads will see to it.
        if world.sharing == nil { reportInterrupted() }
        gateway.drills.observer = inbox
        gateway.knowProofs { [weak self] in self?.state.withLock { $0.notes } ?? [] }
        gateway.knowDrills { [weak self] in self?.newestDrills ?? [] }
        noteProofs()
    }

    // MARK: - What people ask

    /// What `order` would do.
    public func preview(_ order: DrillRequest) throws(RehearsalRefusal) -> DrillPreview {
        try DrillTerms(order, among: gateway.rehearsedRoutes).preview(gateway)
    }

    /// Begins a drill.
    public func start(_ order: DrillRequest) throws(RehearsalRefusal) -> String {
        guard world.leads() else {
            let leader = world.leader().map { "The node \($0) leads" } ?? "Another node leads (GET /api/v1/nodes)"
            throw RehearsalRefusal(.notNow, "\(leader); drills begin there: ask its admin port (--admin).")
        }
        guard isInCharge else {
            throw RehearsalRefusal(
                .notNow,
                "This node has only just begun to lead, and reads what was rehearsed before. Ask again in a few seconds."
            )
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
        run.stop(.aborted, "\(actor) ended it", .person, rests: true)
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
        let weeks = weeks
        return gateway.rehearsedRoutes.map { route in
            ReadinessJudge.readiness(of: route, proofs, traffic(of: route, weeks), now: now)
        }
    }

    /// Works out what the status says. Whoever asks for the status must not wait for it.
    func noteProofs() {
        let now = world.now()
        let proofs = state.withLock { $0.proofs }
        let notes = gateway.rehearsedRoutes.flatMap { route in
            ReadinessJudge.readiness(of: route, proofs, now: now).backups.map { backup in
                ProofNote(
                    route: route.name, backup: backup.target, state: backup.state.rawValue, level: backup.level,
                    age: backup.provenAt.map { Int(max(0, now - $0) / 1000) })
            }
        }
        state.withLock { state in
            state.notes = notes
            state.notedAt = now
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

    static func count(
        _ report: DrillReport, _ abort: DrillTotal.Abort?, samples: Int, in totals: inout [DrillTotal]
    ) {
        let same = totals.firstIndex {
            $0.route == report.route && $0.level == report.level && $0.verdict == report.verdict && $0.abort == abort
        }
        if let same {
            totals[same].count += 1
            totals[same].samples += samples
        } else {
            totals.append(
                DrillTotal(
                    route: report.route, level: report.level, verdict: report.verdict, abort: abort, count: 1,
                    samples: samples))
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
