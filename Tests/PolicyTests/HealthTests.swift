import PlanBPolicy
import PlanBVocabulary
import Testing

/// One target's health over time.
struct Ward {
    var health = Health()
    var now = Table.start
    var chance = Chance(7)
    let slots: [HealthSlot]

    init(_ scopes: [TargetScopes] = [PlanBPolicyTests.scopes(0)]) { slots = health.install(scopes) }

    /// Draws from the ward's own chance, so that it differs from call to call where chance has a say.
    mutating func look() -> Availability { health.availability(of: slots[0], now: now, &chance) }

    var availability: Availability { availability(of: 0) }

    func availability(of index: Int) -> Availability {
        var chance = Chance(3)
        return health.availability(of: slots[index], now: now, &chance)
    }

    @discardableResult
    mutating func fail(_ failure: FailureClass, retryAfter: Instant.Span? = nil, at index: Int = 0) -> Bool {
        let failure = AttemptFailure(failure, retryAfter: retryAfter)
        return health.fail(slots[index], failure, started: now, now: now, &chance)
    }

    mutating func succeed(at index: Int = 0) {
        _ = health.succeed(
            slots[index], started: now, after: .milliseconds(500), isStream: true, promptTokens: 100, now: now)
    }

    /// A stream that has given output breaks.
    mutating func interrupt(_ failure: FailureClass) {
        var failure = AttemptFailure(failure)
        failure.followsOutput = true
        _ = health.fail(slots[0], failure, started: now, now: now, &chance)
    }

    mutating func complete() { health.complete(slots[0]) }

    mutating func probe(_ failure: FailureClass?, at index: Int = 0) {
        health.beginProbe(slots[index])
        health.endProbe(slots[index], failure.map { AttemptFailure($0) }, started: now, now: now, &chance)
    }

    mutating func pass(_ span: Instant.Span) { now = now + span }

    var isOpen: Bool {
        switch availability {
        case .open, .barred: true
        default: false
        }
    }
}

struct HealthTests {
    @Test(arguments: [FailureClass.refused, .connect, .gateway, .encoding, .overloaded, .firstToken, .answer, .cut])
    func threeInARowGiveATargetUp(failure: FailureClass) {
        var ward = Ward()
        ward.fail(failure)
        ward.fail(failure)
        #expect(!ward.isOpen)
        ward.fail(failure)
        #expect(ward.isOpen)
    }

    @Test(arguments: [FailureClass.refused, .serverError, .firstToken])
    func oneFailureAndAProbeThatConfirmsItAreEnough(failure: FailureClass) {
        var ward = Ward()
        let isDue = ward.fail(failure)
        #expect(isDue)
        #expect(ward.health.nextProbe()?.due == ward.now)
        ward.probe(failure)
        #expect(ward.isOpen)
    }

    @Test func aProbeThatSucceedsDispelsTheSuspicion() {
        var ward = Ward()
        for _ in 0..<20 {
            ward.fail(.refused)
            ward.probe(nil)
            ward.pass(.seconds(60))
        }
        #expect(!ward.isOpen)
    }

    @Test(arguments: [FailureClass.tls, .redirect, .modelGone, .dns, .quota, .credential])
    func whatIsCertainToLastGivesATargetUpAtOnce(failure: FailureClass) {
        var ward = Ward()
        ward.fail(failure)
        #expect(ward.isOpen)
    }

    @Test(arguments: [
        FailureClass.clientGone, .draining, .deadline, .busy, .superseded, .mismatch, .unprepared, .unsupported,
        .contextLength, .tooLarge, .contentFilter,
    ])
    func whatIsNobodysFailureIsChargedToNobody(failure: FailureClass) {
        var ward = Ward()
        for _ in 0..<100 { ward.fail(failure) }
        #expect(ward.availability == .ready)
    }

    @Test func aTargetThatFailsAQuarterOfItsRequestsStaysFirst() {
        var ward = Ward()
        var wasOpen = 0
        for _ in 0..<20_000 {
            if ward.chance.unit() < 0.25 { ward.fail(.serverError) } else { ward.succeed() }
            ward.pass(.milliseconds(100))
            if ward.isOpen {
                wasOpen += 1
                ward.probe(nil)
                ward.pass(.minutes(2))
            }
        }
        // By chance alone five or six in a row come now and then; three in a row come every minute or so.
        #expect(wasOpen <= 8, "given up \(wasOpen) times")
    }

    @Test func aTargetThatMostlyFailsGoesFirstLessAndLess() {
        var ward = Ward()
        for _ in 0..<40 {
            ward.fail(.serverError)
            ward.fail(.serverError)
            ward.succeed()
        }
        var ready = 0
        for _ in 0..<1000 where ward.look() == .ready { ready += 1 }
        #expect((500...800).contains(ready), "two of three fail: throttled by about a third, not \(1000 - ready)")
    }

    @Test(arguments: [FailureClass.cut, .idle, .malformed, .serverError])
    func aTargetWhoseStreamsAllBreakIsGivenUpThoughTheyAllBegin(failure: FailureClass) {
        var ward = Ward()
        for _ in 0..<2 {
            ward.succeed()
            ward.interrupt(failure)
        }
        #expect(!ward.isOpen)
        ward.succeed()
        ward.interrupt(failure)
        #expect(ward.isOpen)
    }

    @Test func aStreamThatEndsWellEndsTheRunOfThoseThatBroke() {
        var ward = Ward()
        for _ in 0..<50 {
            ward.succeed()
            ward.interrupt(.cut)
            ward.succeed()
            ward.complete()
            ward.pass(.seconds(30))
        }
        #expect(!ward.isOpen)
    }

    @Test func aProbeDoesNotDispelTheSuspicionThatStreamsBreak() {
        var ward = Ward()
        for _ in 0..<3 {
            #expect(!ward.isOpen)
            ward.probe(nil)
            ward.succeed()
            ward.interrupt(.cut)
        }
        #expect(ward.isOpen)
    }

    @Test func whatProbesFindWellAndUsersDoNotIsProbedLessAndLess() {
        var ward = Ward()
        var intervals: [Int] = []
        for _ in 0..<5 {
            while !ward.isOpen {
                ward.succeed()
                ward.interrupt(.cut)
            }
            let due = ward.health.nextProbe()?.due ?? ward.now
            intervals.append((due - ward.now).wholeMilliseconds)
            // Old streams that still give output do not bring it back any sooner.
            ward.succeed()
            #expect(ward.health.nextProbe()?.due == due)
            ward.now = due
            ward.probe(nil)
        }
        for (interval, expected) in zip(intervals.dropFirst(), [10_000, 20_000, 30_000, 30_000]) {
            #expect(abs(Double(interval) / Double(expected) - 1) <= 0.2, "\(intervals)")
        }
    }

    @Test func atOneRequestAMinuteADeadTargetIsGivenUpToo() {
        var ward = Ward()
        for _ in 0..<3 {
            ward.fail(.overloaded)
            ward.pass(.minutes(1))
        }
        #expect(ward.isOpen)
    }

    @Test func onlyAProbeBringsATargetBackAndThenInSteps() {
        var ward = Ward()
        for _ in 0..<3 { ward.fail(.refused) }
        ward.pass(.minutes(60))
        #expect(ward.isOpen)
        ward.succeed()
        #expect(ward.isOpen, "what was let through as a last resort may have been lucky")
        ward.probe(nil)
        var shares: [Int] = []
        for step in Ramp.steps {
            var admitted = 0
            var later = ward
            later.pass(step.from)
            // Some request was let through a moment ago, so that only the share counts.
            _ = later.health.begin(later.slots[0], .chat, isRetry: false, now: later.now)
            for _ in 0..<2000 where later.look() == .ready { admitted += 1 }
            shares.append(admitted)
        }
        #expect((5...40).contains(shares[0]) && (60...150).contains(shares[1]) && (400...600).contains(shares[2]))
        #expect(shares[3] == 2000)
    }

    @Test func whileATargetComesBackOneRequestASecondIsLetThrough() {
        var ward = Ward()
        for _ in 0..<3 { ward.fail(.refused) }
        ward.probe(nil)
        for _ in 0..<10 {
            #expect(ward.availability == .ready)
            _ = ward.health.begin(ward.slots[0], .chat, isRetry: false, now: ward.now)
            ward.pass(.seconds(1))
        }
    }

    @Test func aFailureFromBeforeTheRecoveryDoesNotUndoIt() {
        var ward = Ward()
        for _ in 0..<3 { ward.fail(.refused) }
        let before = ward.now
        ward.pass(.seconds(30))
        ward.probe(nil)
        for _ in 0..<10 {
            _ = ward.health.fail(
                ward.slots[0], AttemptFailure(.firstToken), started: before, now: ward.now, &ward.chance)
        }
        let isOpen = ward.isOpen
        #expect(!isOpen)
    }

    @Test func probesComeEveryFiveSecondsThenEveryEightAndForPeopleEveryThirty() {
        for (failure, expected, after) in [
            (FailureClass.refused, 5.0, Instant.Span.zero), (.refused, 8, .minutes(6)), (.credential, 30, .zero),
            (.modelGone, 30, .minutes(6)),
        ] {
            var ward = Ward()
            for _ in 0..<3 { ward.fail(failure) }
            ward.pass(after)
            ward.probe(failure)
            let wait = Double(((ward.health.nextProbe()?.due ?? ward.now) - ward.now).nanoseconds) / 1e9
            #expect(wait >= expected * 0.8 && wait <= expected * 1.2, "\(failure): \(wait)")
        }
    }

    @Test func aFailureIsSharedByWhateverSharesItsCause() {
        let shared = [
            TargetScopes(name: "a", endpoint: "e", account: "x", model: "m1"),
            TargetScopes(name: "b", endpoint: "e", account: "x", model: "m2"),
            TargetScopes(name: "c", endpoint: "f", account: "x", model: "m3"),
            TargetScopes(name: "d", endpoint: "g", account: "y", model: "m4"),
        ]
        for (failure, fallen) in [
            (FailureClass.tls, [true, true, false, false]), (.credential, [true, true, true, false]),
            (.modelGone, [true, false, false, false]),
        ] {
            var ward = Ward(shared)
            ward.fail(failure)
            #expect(shared.indices.map { ward.availability(of: $0) != .ready } == fallen, "\(failure)")
        }
    }

    @Test func twoModelsOfARegionThatFallAreTheRegionsFailure() {
        let scopes = (0..<4).map {
            TargetScopes(
                name: "t\($0)", endpoint: "e\($0)", account: "a", region: $0 < 3 ? "v/eu" : "v/us", model: "m\($0)")
        }
        var ward = Ward(scopes)
        for index in 0..<2 { for _ in 0..<3 { ward.fail(.overloaded, at: index) } }
        #expect(ward.availability(of: 2) != .ready && ward.availability(of: 3) == .ready)
    }

    @Test func complaintsOfManyMakeAProbeAndItsRefusalMakesThemTheProvidersFault() {
        var ward = Ward()
        for _ in 0..<2 { ward.fail(.badRequest) }
        #expect(ward.health.nextProbe() == nil)
        ward.fail(.badRequest)
        #expect(ward.health.nextProbe() != nil)
        ward.probe(.badRequest)
        #expect(ward.isOpen && ward.health.isBlamed(ward.slots[0]))
        var spared = Ward()
        for _ in 0..<9 { spared.fail(.badRequest) }
        spared.probe(nil)
        #expect(spared.availability == .ready)
    }

    @Test func aRateLimitIsSharedByAQuotaAndTheLaterEndWins() {
        let twins = ["a", "b"].map { TargetScopes(name: $0, endpoint: $0, account: "x", model: "m") }
        var ward = Ward(twins)
        ward.fail(.rateLimited, retryAfter: .seconds(30))
        ward.fail(.rateLimited, retryAfter: .seconds(5), at: 1)
        ward.fail(.rateLimited)
        let end = ward.now + .seconds(30)
        for index in 0..<2 { #expect(ward.availability(of: index) == .cooling(until: end, isStated: true)) }
        ward.pass(.seconds(30))
        #expect(ward.availability == .ready, "a rate limit is no sickness")
    }

    @Test func aRateLimitWithoutAHintCoolsLongerEachTimeUpToAMinute() {
        var ward = Ward()
        var waits: [Double] = []
        for _ in 0..<10 {
            ward.fail(.rateLimited)
            guard case .cooling(let until, false) = ward.availability else { return #expect(Bool(false)) }
            waits.append(Double((until - ward.now).nanoseconds) / 1e9)
            ward.now = until
        }
        #expect(waits[0] <= 1 && waits[3] > 3 && waits.allSatisfy { $0 <= 60 } && waits[9] > 29)
    }

    @Test func healthSurvivesAReloadByName() {
        var ward = Ward([scopes(0), scopes(1)])
        for _ in 0..<3 { ward.fail(.refused) }
        let next = ward.health.install([scopes(2), scopes(0)])
        var chance = Chance(1)
        #expect(ward.health.availability(of: next[0], now: ward.now, &chance) == .ready)
        #expect(ward.health.availability(of: next[1], now: ward.now, &chance) != .ready)
        #expect(next[1] == ward.slots[0])
    }

    @Test func whatCannotBeProbedIsTriedAgainAfterAWhile() {
        var scope = scopes(0)
        scope.canBeProbed = false
        var ward = Ward([scope])
        for _ in 0..<3 { ward.fail(.refused) }
        #expect(ward.isOpen)
        ward.pass(.seconds(31))
        #expect(ward.availability == .demoted(.recovering))
        ward.succeed()
        ward.pass(.seconds(80))
        _ = ward.health.begin(ward.slots[0], .chat, isRetry: false, now: ward.now)
        #expect(ward.availability == .ready)
    }

    @Test func aTargetThatFallsSilentIsNoticedLongBeforeTheClocksRunOut() {
        var ward = Ward()
        for _ in 0..<30 {
            _ = ward.health.begin(ward.slots[0], .chat, isStream: true, isRetry: false, now: ward.now)
            ward.succeed()
            ward.health.end(ward.slots[0], now: ward.now)
        }
        var begun = 0
        while ward.availability == .ready, begun < 100 {
            if ward.health.begin(ward.slots[0], .chat, isStream: true, isRetry: false, now: ward.now) { break }
            begun += 1
            ward.pass(.seconds(1))
        }
        #expect(ward.availability == .demoted(.silent) && begun <= 3)
        ward.succeed()
        #expect(ward.availability == .ready, "it was only slow")
    }

    @Test func requestsThatGoElsewhereHaveASilentTargetProbed() {
        var ward = Ward([scopes(0), scopes(1)])
        for _ in 0..<30 {
            _ = ward.health.begin(ward.slots[0], .chat, isStream: true, isRetry: false, now: ward.now)
            ward.succeed()
            ward.health.end(ward.slots[0], now: ward.now)
        }
        for _ in 0..<2 {
            _ = ward.health.begin(ward.slots[0], .chat, isStream: true, isRetry: false, now: ward.now)
        }
        ward.pass(.seconds(3))
        #expect(ward.health.nextProbe() == nil)
        let isDue = ward.health.begin(ward.slots[1], .chat, isStream: true, isRetry: false, now: ward.now)
        #expect(isDue && ward.health.nextProbe()?.target == ward.slots[0])
    }

    @Test func whoseSlownessIsNotKnownIsGivenItsTime() {
        var ward = Ward()
        for _ in 0..<100 {
            _ = ward.health.begin(ward.slots[0], .chat, isStream: true, isRetry: false, now: ward.now)
            ward.pass(.seconds(1))
        }
        #expect(ward.availability == .ready)
    }

    @Test func oneOwnServerIsGivenAsMuchAsItStands() {
        var scope = scopes(0)
        scope.isSelfHosted = true
        var ward = Ward([scope])
        for _ in 0..<64 { _ = ward.health.begin(ward.slots[0], .chat, isRetry: false, now: ward.now) }
        #expect(ward.availability == .demoted(.busy), "others go first")
        for _ in 0..<640 { _ = ward.health.begin(ward.slots[0], .chat, isRetry: false, now: ward.now) }
        #expect(ward.availability == .demoted(.busy), "nobody is turned away by a guess")
        ward.fail(.overloaded)
        #expect(ward.availability == .full, "but by what the server says itself")
        ward.pass(.seconds(11))
        #expect(ward.availability == .demoted(.busy))
        for _ in 0..<704 { ward.health.end(ward.slots[0], now: ward.now) }
        ward.pass(.minutes(2))
        #expect(ward.availability == .ready)
    }
}
