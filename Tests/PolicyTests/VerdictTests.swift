import PlanBPolicy
import PlanBVocabulary
import Testing

struct VerdictTests {
    @Test(arguments: [
        ([FailureClass.rateLimited, .refused], 429), ([.overloaded, .rateLimited], 429), ([.refused], 503),
        ([.dns, .answer], 503), ([.credential], 503), ([.quota, .malformed], 503), ([.modelGone], 502),
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
