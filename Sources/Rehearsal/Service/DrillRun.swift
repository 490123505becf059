import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBStatistics
import PlanBVocabulary
import Synchronization

/// One drill from its beginning to its report.
final class DrillRun: Sendable {
    private struct State {
        var report: DrillReport
        var samples = ScorecardBuilder()
        var verdict: DrillVerdict
        var material: [PlantedCheck.Material] = []
        var followUps: [FollowUp] = []
        var controls: [Sample.Measures] = []
        /// The numbers of its orders with the gateway, the last of which may go on, and what each makes up.
        var orders: [(number: Int, fault: InjectedFault?)] = []
        /// Fields of JSON answers that were not the primary's, and in how many samples.
        var fields: [String: Int] = [:]
        /// JSON answers that were compared field by field.
        var compared = 0
        /// How long it took under what was made up.
        var delays: [InjectedFault: FaultDelay] = [:]
        var held = 0
        var quota: QuotaReading?
        var end: End?
        var problems: [String: Int] = [:]
        /// Of what runs all day: a test that is made for an end would raise an alarm every few days.
        var monitor: DriftMonitor?
        /// What the monitor, or the samples of the week, say.
        var watched = DrillReport.Verdict.undecided
        var plants: [PlantResult] = []
        var plantedWith = 0
        /// When bad backups were last put through the scoring, in milliseconds since 1970.
        var plantedAt: Int64?
        /// It found something else than the last one of its kind.
        var isNews = true
        /// The newest sample that was looked at.
        var lookedAt: Int64 = 0
    }

    /// Why it is over. If it `rests`, what runs all day does not begin again before tomorrow.
    struct End: Sendable {
        var state: DrillReport.State
        var reason: String
        /// The same in a word; nil: it came to its planned end, or the process ended.
        var abort: DrillTotal.Abort?
        var rests: Bool
    }

    /// A conversation that the backup has had a turn in.
    struct FollowUp: Sendable {
        var request: RehearsalRequest
        var answer: String
    }

    let id: String
    let terms: DrillTerms
    let route: RehearsedRoute
    let level: DrillLevel
    let backup: String
    let actor: String
    let started: Int64
    /// It runs all day.
    let isWatched: Bool
    private let state: Mutex<State>

    private static let mostMaterial = 200
    private static let mostDifferences = 8
    private static let mostFollowUps = 5
    /// Names of fields that are counted, and those that are reported.
    private static let mostFields = 500
    private static let shownFields = 8
    private static let plantsAfter: Int64 = 6 * 3_600_000
    /// More is not kept of what is only there to be made bad.
    private static let mostMaterialBytes = 1 << 16

    /// A drill of which nothing has happened. `monitor`: of what runs all day, as yesterday left it.
    init(_ report: DrillReport, _ terms: DrillTerms, pace: PaceRule?, monitor: DriftMonitor? = nil) {
        id = report.id
        self.terms = terms
        route = terms.route
        level = report.level
        backup = report.backup
        actor = report.actor
        started = report.started
        isWatched = monitor != nil
        state = Mutex(State(report: report, verdict: DrillVerdict(pace: pace), monitor: monitor))
    }

    /// A route has one drill of a level at a time, and one that takes up the route. Copies and live shares rest meanwhile,
    /// and go on after it.
    func isInTheWay(of other: DrillTerms) -> Bool {
        guard route.name == other.route.name else { return false }
        let exclusive: Set<DrillLevel> = [.cutover, .fault]
        return level == other.level || (exclusive.contains(level) && exclusive.contains(other.level))
    }

    // MARK: - Its end

    /// Says that it is over; only the first time counts.
    func stop(
        _ end: DrillReport.State, _ reason: String = "", _ abort: DrillTotal.Abort? = nil, rests: Bool = false
    ) {
        state.withLock { state in
            state.end = state.end ?? End(state: end, reason: reason, abort: abort, rests: rests && isWatched)
        }
    }

    /// Whether it goes on.
    var goesOn: Bool { state.withLock { $0.end == nil } }

    /// Why it is over; nil: it goes on.
    var end: End? { state.withLock { $0.end } }

    // MARK: - Orders with the gateway

    var numbers: [Int] { orders.map(\.number) }

    var orders: [(number: Int, fault: InjectedFault?)] { state.withLock { $0.orders } }

    func add(number: Int, _ fault: InjectedFault?) { state.withLock { $0.orders.append((number, fault)) } }

    // MARK: - Money

    /// What it is allowed: of what runs all day, what was left of the day when it began.
    var caps: RehearsalPlan.Caps {
        state.withLock { RehearsalPlan.Caps(userFailures: $0.report.userFailureCap, spend: $0.report.spendCap) }
    }

    /// What its own requests have cost, in nanodollars.
    var spend: Int { state.withLock { $0.report.spend } }

    /// Sets aside what a request may cost at most; false: it is more than is left.
    func reserve(_ bound: Int) -> Bool {
        state.withLock { state in
            if let cap = state.report.spendCap,
                Int128(state.report.spend) + Int128(state.held) + Int128(bound) > Int128(cap)
            {
                return false
            }
            state.held += bound
            return true
        }
    }

    /// Money is set aside for something that is under way.
    var isHolding: Bool { state.withLock { $0.held > 0 } }

    /// A request is over.
    func settle(_ bound: Int, cost: Int?) {
        state.withLock { state in
            state.held -= bound
            let (sum, overflow) = state.report.spend.addingReportingOverflow(max(0, cost ?? 0))
            state.report.spend = overflow ? .max : sum
        }
    }

    // MARK: - What is found out

    /// Takes a sample in, with what it was made of. `text` of golden prompts may be shown; that of users is not kept.
    func note(
        _ sample: Sample, asked: AskedFor, answer: DrilledAnswer, reference: DrilledAnswer?, named prompt: String?
    ) {
        let fields = reference.flatMap { FieldComparison.compare(asked, answer, $0, showsNames: prompt != nil) }
        state.withLock { state in
            let isNew = state.samples.add(sample)
            if let fields, isNew {
                state.compared += 1
                for name in fields.differing where state.fields[name] != nil || state.fields.count < Self.mostFields {
                    state.fields[name, default: 0] += 1
                }
            }
            if !isWatched { state.verdict.note(sample) }
            if isNew, state.monitor?.note(sample.isConformant) == .confirmed { state.watched = .bad }
            state.quota = answer.quota ?? state.quota
            if sample.isConformant, state.material.count < Self.mostMaterial, asked.size <= Self.mostMaterialBytes {
                state.material.append(.init(asked: asked, answer: answer, reference: reference))
            }
            guard !sample.isConformant else { return }
            let problem = answer.outcome == .answered ? "" : Self.problem(answer)
            if !problem.isEmpty { state.problems[problem, default: 0] += 1 }
            guard state.report.differences.count < Self.mostDifferences else { return }
            let gates = Conformance.failures(sample.gates).map(\.title)
            state.report.differences.append(
                DrillReport.Difference(
                    gates: problem.isEmpty ? gates : gates + [problem],
                    prompt: prompt ?? "(a user's conversation: its text is not kept)",
                    primary: prompt == nil ? "" : Self.excerpt(reference),
                    backup: prompt == nil ? "" : Self.excerpt(answer)))
        }
    }

    private static func problem(_ answer: DrilledAnswer) -> String {
        "\(answer.status)\(answer.code.isEmpty || answer.code == String(answer.status) ? "" : " \(answer.code)")"
    }

    private static func excerpt(_ answer: DrilledAnswer?) -> String {
        guard let transcript = answer?.transcript else { return answer.map { "(no answer: \(problem($0)))" } ?? "" }
        let calls = transcript.calls.map { "\($0.name)(\($0.arguments))" }.joined(separator: " ")
        let text = [transcript.text, transcript.refusal, calls].filter { !$0.isEmpty }.joined(separator: " ")
        return String(Redaction.redact(String(text.prefix(2000))).prefix(300))
    }

    /// A request of the control arm.
    func note(control: Sample.Measures) {
        state.withLock { state in
            if state.controls.count < 2000 { state.controls.append(control) }
        }
    }

    /// A request of a fault drill was answered, after so long.
    func note(_ fault: InjectedFault, firstOutput: Instant.Span, isControl: Bool) {
        let milliseconds = Double(firstOutput.nanoseconds) / 1e6
        state.withLock { $0.delays[fault, default: FaultDelay()].note(milliseconds, isControl: isControl) }
    }

    /// How long it took under what was made up.
    var delays: [InjectedFault: FaultDelay] { state.withLock { $0.delays } }

    /// A typical answer of the control arm, to compare the next one with; nil: there is none.
    var control: Sample.Measures? {
        state.withLock { state in
            state.controls.isEmpty ? nil : state.controls[state.samples.count % state.controls.count]
        }
    }

    /// A conversation that the primary may be asked to go on with.
    func note(_ followUp: FollowUp) {
        state.withLock { state in
            if state.followUps.count < Self.mostFollowUps { state.followUps.append(followUp) }
        }
    }

    var followUps: [FollowUp] { state.withLock { $0.followUps } }

    /// The backup was found good or bad; nil: not yet.
    var verdict: DrillReport.Verdict { state.withLock { isWatched ? $0.watched : $0.verdict.verdict } }

    /// The samples of the week say that it is good; what the monitor found stays.
    func find(good: Bool) {
        state.withLock { state in
            if state.watched != .bad { state.watched = good ? .good : .undecided }
        }
    }

    /// The monitor, for tomorrow.
    var monitor: DriftMonitor? { state.withLock { $0.monitor } }

    /// Samples so far.
    var sampleCount: Int { state.withLock { $0.samples.count } }

    /// Whether arguments of calls are compared.
    var needsEqualArguments: Bool { state.withLock { $0.samples.needsEqualArguments } }

    var quota: QuotaReading? { state.withLock { $0.quota } }

    /// The samples.
    var samples: [Sample] { state.withLock { Array($0.samples.samples) } }

    /// Changes the report.
    func change(_ body: (inout DrillReport) -> Void) { state.withLock { body(&$0.report) } }

    /// The report as it stands.
    func report() -> DrillReport {
        state.withLock { state in
            var report = state.report
            if state.samples.count > 0 { report.score = state.samples.card() }
            let worst = state.fields.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.shownFields)
            if !worst.isEmpty {
                report.fields = worst.map {
                    DrillReport.FieldDifference(name: $0.key, differed: $0.value, of: state.compared)
                }
            }
            if level > .probe { report.verdict = isWatched ? state.watched : state.verdict.verdict }
            return report
        }
    }

    /// Puts bad backups through the scoring, with the answers of this drill.
    @discardableResult
    func plant(now: Int64) -> [PlantResult] {
        let (material, equal, known, isNew) = state.withLock { state in
            (
                state.material, state.samples.needsEqualArguments, state.plants,
                state.plants.isEmpty || state.material.count >= 2 * state.plantedWith
                    || now - (state.plantedAt ?? 0) >= Self.plantsAfter
            )
        }
        // More of the same adds nothing.
        guard isNew else { return known }
        var chance = SplitMix64(UInt64(truncatingIfNeeded: id.utf8.reduce(5381) { $0 &* 33 &+ Int($1) }))
        let results = PlantedCheck.run(material, equalArguments: equal, using: &chance)
        state.withLock { state in
            state.plants = results
            state.plantedWith = material.count
            if !results.isEmpty { state.plantedAt = now }
        }
        return results
    }

    /// Whether it found something else than the last one of its kind.
    var isNews: Bool {
        get { state.withLock { $0.isNews } }
        set { state.withLock { $0.isNews = newValue } }
    }

    /// When bad backups were last put through the scoring.
    var plantedAt: Int64? { state.withLock { $0.plantedAt } }

    /// Whether there are samples that were not there when this was last asked.
    func hasNews() -> Bool {
        state.withLock { state in
            let newest = state.samples.samples.reduce(0) { max($0, $1.at) }
            defer { state.lookedAt = newest }
            return newest > state.lookedAt
        }
    }

    /// When the newest sample was taken; nil: there is none.
    var newestSample: Int64? { state.withLock { $0.samples.samples.map(\.at).max() } }

    /// What to change, from what was found.
    func advice(_ report: DrillReport, _ capacity: CapacityFigure?) -> [String] {
        state.withLock { state in
            DrillAdvice.sentences(
                report, state.samples.count > 0 ? state.samples.card() : nil, state.verdict, state.problems, capacity)
        }
    }
}

extension AskedFor {
    /// Bytes of schemas and prompt.
    fileprivate var size: Int {
        prompt.utf8.count + (schema?.utf8.count ?? 0) + tools.reduce(0) { $0 + $1.schema.utf8.count }
    }
}
