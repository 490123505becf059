import PlanBVocabulary
import Testing

struct SecretTests {
    private let canary = "sk-canary-5f2c"

    @Test func aSecretIsNeverPrinted() {
        let secret = Secret(canary)
        var dumped = ""
        dump(secret, to: &dumped)
        let wrapped: [String: Any] = ["key": secret, "optional": Optional(secret) as Any]
        for text in ["\(secret)", String(describing: secret), String(reflecting: secret), dumped, "\(wrapped)"] {
            #expect(!text.contains("canary"))
        }
    }

    @Test func secretsAreEqualIfTheirBytesAre() {
        #expect(Secret("abc") == Secret(Array("abc".utf8)))
        #expect(Secret("abc") != Secret("abd"))
        #expect(Secret("abc") != Secret("abcd"))
        #expect(Secret("").isEmpty)
    }
}

struct InstantTests {
    @Test func deadlinesSaturateInsteadOfOverflowing() {
        let late = Instant(nanoseconds: .max - 1)
        #expect(late + .seconds(1) == .distantFuture)
        #expect(Instant.Span.seconds(.max).nanoseconds == .max)
        #expect(Instant.Span.minutes(.max).nanoseconds == .max)
    }

    @Test(arguments: [(0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2), (60_000, 60)])
    func secondsAreRoundedUpForRetryAfter(milliseconds: Int, seconds: Int) {
        #expect(Instant.Span.milliseconds(milliseconds).secondsRoundedUp == seconds)
    }
}

struct OutcomeTests {
    @Test func anOutcomeIsTheStatusIfThereIsOneElseTheClass() {
        #expect(AttemptFailure(.overloaded, status: 503).outcome == "503")
        #expect(AttemptFailure(.refused).outcome == "refused")
        #expect(AttemptFailure.late(.firstToken).outcome == "first_token")
        #expect(AttemptFailure.late(.connect).outcome == "connect")
    }
}
