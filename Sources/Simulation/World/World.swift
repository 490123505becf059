import NIOCore
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// The providers of a scenario and the truth about them: who is healthy, what was asked, what was answered. Confined to
/// its loop.
final class World {
    let loop: VirtualLoop
    let scenario: Scenario
    var dice: Dice
    var truth: ProviderTruth
    var trace = Trace()
    var attempts: [AttemptRecord] = []

    /// The last attempt of a user's request at a target; nil: it was not asked.
    func lastAttempt(of request: Int, at target: Int) -> AttemptRecord? {
        attemptsOfRequest[request].lazy.map { self.attempts[$0] }.last { $0.target == target && !$0.isCopy }
    }

    /// The places of a request's attempts in `attempts`.
    private(set) var attemptsOfRequest: [[Int]]
    /// Texts, end to end: records hold ranges of it.
    var arena: [UInt8] = []
    /// How often each fault was met, by kind and stage.
    var counts = FaultCounts()
    /// What the gateway must not do and did.
    var offences: [Offence] = []
    /// Bytes of text that the client of a request has.
    var delivered: [Int]
    /// When the time of each request is over.
    var deadlines: [Instant]
    private var retries: [RetryCount]
    private var order = 0
    /// Requests of which copies are under way, and whether their users have the answer.
    private var copied: [Int: Int] = [:]
    var isEnded: [Bool]
    /// What throttles, by target.
    private var ramps: [RampTruth?]
    private var quotas: [QuotaTruth?]
    /// Attempts under way, and the most there were at once, by target.
    private(set) var load: [(now: Int, peak: Int)]

    init(_ scenario: Scenario, loop: VirtualLoop) {
        self.scenario = scenario
        self.loop = loop
        dice = Dice(scenario.seed ^ 0x5EED_0F_7E57)
        truth = ProviderTruth(scenario.targets)
        attempts.reserveCapacity(scenario.requests.count * 2)
        arena.reserveCapacity(8192)
        delivered = Array(repeating: 0, count: scenario.requests.count)
        deadlines = Array(repeating: .distantFuture, count: scenario.requests.count)
        retries = Array(repeating: RetryCount(), count: scenario.targets.count)
        attemptsOfRequest = Array(repeating: [], count: scenario.requests.count)
        isEnded = Array(repeating: false, count: scenario.requests.count)
        ramps = scenario.targets.map { RampTruth($0.ramp) }
        quotas = scenario.targets.map { QuotaTruth($0.quota) }
        load = Array(repeating: (0, 0), count: scenario.targets.count)
    }

    /// The next place in the order of everything that clients see.
    func nextOrder() -> Int {
        order += 1
        return order
    }

    // MARK: - Copies

    /// A copy of `request` will be sent.
    func expectCopy(of request: Int) { copied[request, default: 0] += 1 }

    /// It was, and is over.
    func forgetCopy(of request: Int) { copied[request, default: 0] -= 1 }

    /// Whether what is asked now for `request` is a copy. It must not be before its user has the answer.
    func isCopy(_ request: Int?) -> Bool {
        guard let request, copied[request, default: 0] > 0 else { return false }
        if !isEnded[request] {
            offences.append(Offence(.rehearsal, request, "was copied before its user had the answer"))
        }
        return true
    }

    // MARK: - The life of an attempt

    /// An attempt begins. Returns its place.
    func begin(_ asked: AskedOfProvider) -> Int {
        let now = loop.now()
        var record = AttemptRecord(request: asked.request, target: asked.target, openedAt: now, endedAt: now)
        record.given = asked.given
        record.isCopy = asked.isCopy
        let target = scenario.targets[asked.target]
        if let request = asked.request {
            record.isRecovery = delivered[request] > 0
            // Who was only slower in a race, and was broken off, has not failed: to ask it again is no retry.
            record.isRetry =
                !record.isRecovery
                && attemptsOfRequest[request].contains {
                    attempts[$0].target == asked.target && attempts[$0].end != .dropped
                }
            checkAdmission(target, record, request, now)
        }
        if let fault = fault(for: target, now) {
            record.fault = asked.isEmbedding ? fault.kind.ofEmbedding : fault.kind
            record.stage = stage(of: fault, asked)
            counts.count(record.fault ?? fault.kind, record.stage)
            if !asked.isCopy, !fault.kind.isHarmless || fault.kind.isSlow { truth.stain(target, now: now) }
        }
        if let request = asked.request, record.fault == nil,
            ramps[asked.target]?.take(scenario.requests[request].promptTokens, at: now) == false
        {
            let fault = target.isSilentAboutRamp ? FaultKind.rateLimitSilent : .rateLimitShort
            record.fault = fault
            record.stage = .head
            counts.count(fault, .head)
            truth.stain(target, now: now)
            if scenario.requests[request].isBatch {
                offences.append(
                    Offence(
                        .attempts, request, "asked \(target.name) for a batch job beyond what its ramp lets through"))
            }
        }
        if let request = asked.request, record.fault == nil {
            let plan = scenario.requests[request]
            record.wait = quotas[asked.target]?.take(plan.promptTokens + plan.answerTokens, at: now)
        }
        if let wait = record.wait {
            record.fault = .seconds(wait) > scenario.route.patience ? .rateLimitLong : .rateLimitShort
            record.stage = .head
            counts.count(record.fault ?? .rateLimitLong, .head)
            truth.stain(target, now: now)
        }
        if !asked.given.isEmpty, target.prefill != true {
            record.fault = .unsupported
            record.stage = .head
        }
        load[asked.target].now += 1
        load[asked.target].peak = max(load[asked.target].peak, load[asked.target].now)
        if let request = asked.request { attemptsOfRequest[request].append(attempts.count) }
        attempts.append(record)
        trace.note(1, now, asked.target, asked.request ?? -1)
        trace.write(
            now,
            "\(asked.name) asks \(target.name)\(record.fault.map { " and meets \($0) at \(record.stage.title)" } ?? "")"
        )
        return attempts.count - 1
    }

    /// An attempt is over.
    func end(_ place: Int, _ end: AttemptRecord.End) {
        guard attempts[place].end == .open else { return }
        let now = loop.now()
        attempts[place].end = end
        attempts[place].endedAt = now
        let target = attempts[place].target
        load[target].now -= 1
        if attempts[place].isCopy { return }
        switch end {
        case .late(.total), .dropped, .complete, .open: break
        case .failed, .late: truth.stain(scenario.targets[target], now: now)
        }
        if attempts[place].hasHead, attempts[place].fault?.refusesAccount != true {
            truth.release(
                scenario.targets[target], opened: attempts[place].openedAt, isComplete: end == .complete, now: now)
        }
        trace.note(2, now, place, code(of: end))
        trace.write(now, "\(name(of: place)) at \(scenario.targets[target].name) is over: \(end)")
    }

    /// The head of an answer has arrived at the gateway.
    func answer(_ place: Int, wait: Int?) {
        let now = loop.now()
        attempts[place].hasHead = true
        if attempts[place].isCopy { return }
        let target = scenario.targets[attempts[place].target]
        let fault = attempts[place].fault
        truth.answer(
            target, refuses: attempts[place].stage == .head && fault?.refusesAccount == true,
            opened: attempts[place].openedAt, now: now)
        guard let wait, fault == .rateLimitLong || fault == .rateLimitShort || fault == .unavailableWait else { return }
        // What is within the patience may be waited out by several requests at once.
        let isLong = fault != .unavailableWait && .milliseconds(wait) > scenario.route.patience
        truth.pause(target, from: now, until: now + .milliseconds(wait), isLong: isLong)
    }

    /// The request, or the probe, that an attempt belongs to.
    func name(of place: Int) -> String { attempts[place].request.map { "request \($0)" } ?? "probe" }

    private func code(of end: AttemptRecord.End) -> Int {
        switch end {
        case .open: 0
        case .failed: 1
        case .complete: 2
        case .late: 3
        case .dropped: 4
        }
    }

    // MARK: - Faults

    private func fault(for target: TargetPlan, _ now: Instant) -> FaultPlan? {
        for fault in scenario.faults where fault.meets(target) && fault.isActive(at: now) {
            if fault.share >= FaultPlan.always || dice.happens(fault.share) { return fault }
        }
        return nil
    }

    /// Where a fault strikes this request: not every answer has every stage.
    private func stage(of fault: FaultPlan, _ asked: AskedOfProvider) -> Stage {
        switch fault.stage {
        case .firstText, .midText: return !asked.isStream ? .midText : asked.isCall ? .toolArguments : fault.stage
        case .toolArguments: return asked.isCall && asked.isStream ? .toolArguments : .midText
        case .preamble where asked.isEmbedding && fault.kind.stages.count == 1: return .midText
        case .finish, .afterFinish: return !asked.isStream && fault.kind.stages.count > 1 ? .midText : fault.stage
        default: return fault.stage
        }
    }

    // MARK: - What the gateway must not do

    private func checkAdmission(_ target: TargetPlan, _ record: AttemptRecord, _ request: Int, _ now: Instant) {
        if now >= deadlines[request] {
            offences.append(Offence(.outcome, request, "asked \(target.name) after the request's deadline"))
        }
        // A fault drill, and a process that was started anew, has a health of its own, which does not know what users'
        // requests were told before.
        if let drills = scenario.drills,
            drills.restartAt != nil || drills.drills.contains(where: { $0.level == .fault })
        {
            return
        }
        retries[target.index].count(isRetry: record.isRetry)
        if !retries[target.index].isWithinBound(now) {
            offences.append(Offence(.attempts, request, "retried at \(target.name) more often than its budget allows"))
        }
        if let refused = truth.refusedAt[target.account], refused < now {
            offences.append(Offence(.attempts, record.request, "asked \(target.name), whose account was refused"))
        }
        if let pause = truth.pauses[target.index], pause.from < now, now < pause.until {
            offences.append(Offence(.attempts, record.request, "asked \(target.name) before its Retry-After was over"))
        }
    }
}
