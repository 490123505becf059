import PlanBPolicy
import PlanBVocabulary
import Testing

private func standing(
    _ index: Int, model: String = "m", operations: Set<PlanBVocabulary.Operation> = [.chat],
    contract: Contract = Contract(), disabled: String? = nil
) -> Standing {
    Standing(
        target: TargetID(index), name: "t\(index)", model: model, contract: contract, operations: operations,
        disabled: disabled)
}

private let start = Instant(nanoseconds: 0)
private let end = start + .seconds(60)

struct AttemptsTests {
    /// Failures that another target may well not have.
    static let movable: [FailureClass] = [
        .dns, .refused, .connect, .tls, .reset, .firstToken, .answer, .cut, .malformed, .empty, .overloaded,
        .rateLimited, .quota, .credential, .modelGone, .unprepared,
    ]

    @Test(arguments: movable)
    func beforeCommitEachTargetIsTriedOnceInOrder(failure: FailureClass) {
        let candidates = (0..<4).map { standing($0) }
        var attempts = Attempts(Plan(candidates: candidates, skips: []), deadline: end)
        var step = attempts.start(now: start)
        for candidate in candidates {
            #expect(step == .attempt(candidate))
            step = attempts.step(after: AttemptFailure(failure), isCommitted: false, now: start)
        }
        guard case .exhausted = step else { return #expect(Bool(false), "\(step)") }
    }

    @Test(arguments: FailureClass.allCases.filter { $0 != .clientGone })
    func afterCommitNoFailureMovesOn(failure: FailureClass) {
        var attempts = Attempts(Plan(candidates: [standing(0), standing(1)], skips: []), deadline: end)
        _ = attempts.start(now: start)
        let failure = AttemptFailure(failure)
        #expect(attempts.step(after: failure, isCommitted: true, now: start) == .interrupt(failure))
    }

    @Test func aBadRequestIsAFinalAnswer() {
        var attempts = Attempts(Plan(candidates: [standing(0), standing(1)], skips: []), deadline: end)
        _ = attempts.start(now: start)
        let failure = AttemptFailure(.badRequest, status: 400)
        #expect(attempts.step(after: failure, isCommitted: false, now: start) == .surface(failure))
    }

    @Test(arguments: [true, false])
    func nobodyIsAskedForAClientThatLeft(isCommitted: Bool) {
        var attempts = Attempts(Plan(candidates: [standing(0), standing(1)], skips: []), deadline: end)
        _ = attempts.start(now: start)
        #expect(attempts.step(after: AttemptFailure(.clientGone), isCommitted: isCommitted, now: start) == .abandon)
    }

    @Test func noAttemptStartsAfterTheDeadline() {
        var attempts = Attempts(Plan(candidates: [standing(0), standing(1)], skips: []), deadline: end)
        _ = attempts.start(now: start)
        guard case .exhausted(let verdict) = attempts.step(after: .late(.answer), isCommitted: false, now: end) else {
            return #expect(Bool(false))
        }
        #expect(verdict.status == 504)
    }
}

struct VerdictTests {
    @Test(arguments: [
        ([FailureClass.rateLimited, .refused], 429), ([.overloaded, .rateLimited], 429), ([.refused], 503),
        ([.dns, .answer], 503), ([.credential], 503), ([.quota, .malformed], 503), ([.modelGone], 503),
        ([.firstToken, .answer], 504), ([.idle], 504), ([.malformed], 502), ([.empty, .firstToken], 502), ([.tls], 502),
        ([.cut], 502), ([], 503),
    ])
    func theStatusFollowsFromWhatFailed(classes: [FailureClass], status: Int) {
        #expect(Verdict.of(classes.map { AttemptFailure($0) }).status == status)
    }

    @Test func theEarliestRetryAfterOfTheRateLimitedIsHandedOn() {
        let verdict = Verdict.of([
            AttemptFailure(.rateLimited, retryAfter: .seconds(9)),
            AttemptFailure(.rateLimited, retryAfter: .seconds(4)),
            AttemptFailure(.overloaded, retryAfter: .seconds(1)),
        ])
        #expect(verdict.retryAfter == .seconds(4))
        #expect(verdict.shouldRetry)
    }

    @Test(arguments: [FailureClass.quota, .credential, .modelGone, .unprepared])
    func aClientIsNotSentBackForWhatOnlyAnOperatorCanMend(failure: FailureClass) {
        #expect(!Verdict.of([AttemptFailure(failure)]).shouldRetry)
    }
}

struct PlannerTests {
    private func names(_ plan: Plan) -> [String] { plan.candidates.map(\.name) }

    @Test func whatCannotServeIsSkippedWithAReason() {
        let standings = [
            standing(0, disabled: "no secret"), standing(1, operations: [.embedding]),
            standing(2, contract: Contract(capabilities: [.tools: false])), standing(3),
        ]
        let plan = Planner.plan(needs: [], standings: standings, demand: Demand(operation: .chat, needs: [.tools]))
        #expect(names(plan) == ["t3"])
        #expect(plan.skips.map(\.name) == ["t0", "t1", "t2"])
        #expect(plan.skips[2].lacks == .tools)
    }

    @Test func aRetryingClientGetsAnotherTargetFirst() {
        let standings = (0..<3).map { standing($0) }
        let plan = Planner.plan(needs: [], standings: standings, demand: Demand(operation: .chat, isRetry: true))
        #expect(names(plan) == ["t1", "t2", "t0"])
    }

    @Test func vectorsOfTwoModelsAreNeverMixed() {
        let standings = [
            standing(0, model: "a", operations: [.embedding]), standing(1, model: "b", operations: [.embedding]),
            standing(2, model: "a", operations: [.embedding]),
        ]
        let plan = Planner.plan(needs: [], standings: standings, demand: Demand(operation: .embedding))
        #expect(names(plan) == ["t0", "t2"])
    }

    @Test func whatRefersToStateStaysWithItsAccount() {
        let standings = (0..<3).map { standing($0) }
        let plan = Planner.plan(
            needs: [], standings: standings, demand: Demand(operation: .chat, isStateful: true, isRetry: true))
        #expect(names(plan) == ["t0"])
    }
}
