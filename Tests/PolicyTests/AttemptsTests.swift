import PlanBPolicy
import PlanBVocabulary
import Testing

struct AttemptsTests {
    /// Failures that another target may well not have, and whether the same target is asked once more first.
    static let movable: [(FailureClass, Bool)] = [
        (.dns, true), (.refused, false), (.connect, false), (.tls, false), (.redirect, false), (.reset, true),
        (.gateway, false), (.encoding, false), (.serverError, true), (.overloaded, false), (.rateLimited, false),
        (.quota, false), (.credential, false), (.modelGone, false), (.firstToken, false), (.idle, false),
        (.answer, false), (.cut, false), (.malformed, false), (.oversized, false), (.empty, true),
        (.unprepared, false), (.busy, false),
    ]

    @Test(arguments: movable.indices)
    func beforeCommitEachTargetIsAskedInOrderAndAtMostTwoOfThemTwice(index: Int) {
        let (failure, isRepeated) = Self.movable[index]
        var table = Table((0..<4).map { standing($0) })
        let (asked, end) = table.failAll(AttemptFailure(failure))
        #expect(asked == (isRepeated ? ["t0", "t0", "t1", "t1", "t2", "t3"] : ["t0", "t1", "t2", "t3"]))
        guard case .exhausted = end else { return #expect(Bool(false), "\(end)") }
    }

    @Test func aTargetThatToldSomebodyElseToWaitIsNotAskedAgain() {
        var table = Table([standing(0), standing(1)])
        let first = table.begin()
        if let slot = first.attempt?.candidate.slot {
            let limit = AttemptFailure(.rateLimited, status: 429, retryAfter: .seconds(60))
            _ = table.health.fail(slot, limit, started: table.now, now: table.now, &table.chance)
        }
        #expect(table.fail(first, AttemptFailure(.reset)).attempt?.candidate.name == "t1")
    }

    @Test func aTargetThatWasOnlySlowerIsAskedAgainWhenTheFasterOneComesToNothing() {
        var table = Table([standing(0), standing(1)])
        let first = table.begin()
        let second = table.attempts.hedge(table.health, now: table.now, &table.chance)
        #expect(second?.candidate.name == "t1")
        if let second { table.attempts.note(AttemptFailure(.superseded), of: second) }
        let third = table.fail(first, AttemptFailure(.cut))
        #expect(third.attempt?.candidate.name == "t1")
        guard case .exhausted = table.fail(third, AttemptFailure(.cut)) else { return #expect(Bool(false)) }
    }

    @Test(arguments: FailureClass.allCases.filter { $0 != .clientGone })
    func afterCommitNothingButAResumeMovesOn(failure: FailureClass) {
        var table = Table([standing(0), standing(1)])
        table.delivered = DeliveredShare(obstacle: nil, allowsPrefill: true, tokens: 10)
        let failure = AttemptFailure(failure)
        #expect(table.fail(table.begin(), failure) == .interrupt(failure))
    }

    @Test(arguments: [FailureClass.badRequest, .contentFilter, .tooLarge, .contextLength])
    func anAnswerAboutTheRequestIsFinal(failure: FailureClass) {
        var table = Table([standing(0), standing(1)])
        let failure = AttemptFailure(failure, status: 400)
        #expect(table.fail(table.begin(), failure) == .surface(failure))
    }

    /// A target that only a drill has put in front has not the last word on a request.
    @Test(arguments: [FailureClass.badRequest, .contentFilter, .tooLarge, .contextLength, .unsupported])
    func aForcedTargetsAnswerAboutTheRequestIsNotFinal(failure: FailureClass) {
        let failure = AttemptFailure(failure, status: 400)
        let targets = [
            standing(0, contract: Contract(context: 64 << 10)), standing(1, contract: Contract(context: 1024)),
        ]
        var table = Table(targets, forced: "t0")
        let second = table.fail(table.begin(), failure)
        #expect(second.attempt?.candidate.name == "t1")
        #expect(table.fail(second, failure) == .surface(failure))
        // With nothing better to say, that is the answer.
        var other = Table(targets, forced: "t0")
        #expect(other.fail(other.fail(other.begin(), failure), AttemptFailure(.refused)) == .surface(failure))
        // Once the client has a part of the answer, it is as final as any.
        var late = Table(targets, forced: "t0")
        late.delivered = DeliveredShare(obstacle: nil, allowsPrefill: true, tokens: 10)
        #expect(late.fail(late.begin(), failure) == .interrupt(failure))
    }

    @Test func whatOneTargetDoesNotTakeIsAskedOfAnotherAndSurfacedIfNobodyTakesIt() {
        var table = Table([standing(0), standing(1)])
        let complaint = AttemptFailure(.unsupported, status: 400)
        let second = table.fail(table.begin(), complaint)
        #expect(second.attempt?.candidate.name == "t1")
        #expect(table.fail(second, AttemptFailure(.refused)) == .surface(complaint))
    }

    @Test func aPromptThatIsTooLongGoesOnlyToALargerWindow() {
        let sizes = [8, 4, nil, 32, 8]
        var table = Table(sizes.enumerated().map { standing($0, contract: Contract(context: $1.map { $0 * 1024 })) })
        let complaint = AttemptFailure(.contextLength, status: 400)
        let second = table.fail(table.begin(), complaint)
        #expect(second.attempt?.candidate.name == "t3")
        #expect(table.fail(second, complaint) == .surface(complaint))
    }

    @Test func aRefusalIsOnlyTakenElsewhereIfTheRouteSaysSo() {
        let targets = [standing(0), standing(1)]
        var table = Table(
            targets,
            route: Route(
                pattern: ModelPattern("m"), chain: targets.map { .target($0.target) }, refusalsFailOver: true))
        let refusal = AttemptFailure(.contentFilter, status: 400)
        #expect(table.fail(table.begin(), refusal).attempt?.candidate.name == "t1")
    }

    @Test(arguments: [true, false])
    func nobodyIsAskedForAClientThatLeft(isCommitted: Bool) {
        var table = Table([standing(0), standing(1)])
        if isCommitted { table.delivered = DeliveredShare(obstacle: nil, allowsPrefill: true, tokens: 1) }
        #expect(table.fail(table.begin(), AttemptFailure(.clientGone)) == .abandon)
    }

    @Test func noAttemptStartsAfterTheDeadline() {
        var table = Table([standing(0), standing(1)])
        let first = table.begin()
        table.now = table.now + .seconds(60)
        guard case .exhausted(let verdict) = table.fail(first, .late(.answer)) else { return #expect(Bool(false)) }
        #expect(verdict.status == 504)
    }

    @Test(arguments: [(0, 1), (1500, 1), (2000, 1), (2001, 0), (9000, 0)])
    func aShortWaitIsWaitedOutOnTheSameTargetAndALongOneIsNot(milliseconds: Int, isWaited: Int) {
        var table = Table([standing(0), standing(1)])
        let failure = AttemptFailure(.rateLimited, status: 429, retryAfter: .milliseconds(milliseconds))
        let step = table.fail(table.begin(), failure)
        if case .pause(let until, let then) = step {
            #expect(isWaited == 1 && then.candidate.name == "t0" && then.reason == .retry)
            #expect(until >= table.now + .milliseconds(milliseconds))
        } else {
            #expect(step.attempt?.candidate.name == (milliseconds == 0 ? "t0" : "t1"))
        }
    }

    @Test func aWaitIsNeverMoreThanAQuarterOfTheTimeLeft() {
        var table = Table([standing(0), standing(1)], within: .seconds(4))
        let step = table.fail(table.begin(), AttemptFailure(.rateLimited, retryAfter: .milliseconds(1100)))
        #expect(step.attempt?.candidate.name == "t1")
    }

    @Test func aTargetThatAskedToBeLeftAloneIsNotAskedAndTheClientLearnsForHowLong() {
        var table = Table([standing(0)])
        _ = table.fail(table.begin(), AttemptFailure(.rateLimited, status: 429, retryAfter: .seconds(30)))
        var next = Table([standing(0)], health: table.health)
        guard case .exhausted(let verdict) = next.begin() else { return #expect(Bool(false)) }
        #expect(verdict.status == 429 && verdict.retryAfter == .seconds(30))
    }

    @Test func aResetThatWasAlreadyRepeatedIsNotRepeatedAgain() {
        var table = Table([standing(0), standing(1)])
        var failure = AttemptFailure(.reset)
        failure.forbidsRepeat = true
        #expect(table.fail(table.begin(), failure).attempt?.candidate.name == "t1")
    }

    @Test func retriesEndWithTheTargetsBudget() {
        var health = Health()
        var retries = 0
        for _ in 0..<100 {
            var table = Table([standing(0)], health: health)
            let step = table.fail(table.begin(), AttemptFailure(.serverError, status: 500))
            if step.attempt?.reason == .retry { retries += 1 }
            health = table.health
            // Its failures are not what is looked at here: a probe finds it well.
            health.beginProbe(HealthSlot(0))
            health.endProbe(HealthSlot(0), nil, started: table.now, now: table.now, &table.chance)
        }
        // Three a minute, no time passes, and nothing was deposited by requests.
        #expect(retries == 3)
    }
}
