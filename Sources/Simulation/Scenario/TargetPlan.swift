import PlanBPolicy
import PlanBVocabulary

/// One target of a scenario, and how it behaves while nothing is wrong.
struct TargetPlan {
    /// Its place in the scenario; targets that are left out keep theirs.
    var index: Int
    var endpoint: Int
    var account: Int
    var region: Int?
    /// Targets of one model answer alike.
    var model: Int
    var isSelfHosted = false
    var tools: Bool?
    var prefill: Bool?
    var context: Int?
    /// What its tokens cost; nil: nobody knows.
    var price: Price?
    /// The most tokens of an answer; nil: nobody knows.
    var output: Int?
    /// How fast it lets load grow.
    var ramp = RampRule.unknown
    /// Load that grows too fast is refused without a word about when more is let through.
    var isSilentAboutRamp = false
    /// What it lets through in a minute; nil: everything.
    var quota: Quota?
    /// Asked twice, it gives the same answer.
    var isDeterministic = true
    /// In milliseconds: to connect, to the head, to the first output after it, and between pieces.
    var connect = 20
    var head = 100
    var first = 200
    var gap = 50

    /// What a target lets through in a minute.
    struct Quota {
        var requests: Int?
        /// Of prompts and answers.
        var tokens: Int?
        /// No more than that in any 60 seconds. Otherwise it is a bucket that holds a minute's worth and fills evenly, as
        /// https://docs.claude.com/en/api/rate-limits has it.
        var isStrict = false
    }

    var name: String { "t\(index)" }

    /// How long a whole answer of `pieces` takes at most, with some air.
    func duration(pieces: Int) -> Instant.Span {
        .milliseconds(2 * (connect + head + first + (pieces + 4) * gap) + 1000)
    }
}
