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
    }

    var name: String { "t\(index)" }

    /// How long a whole answer of `pieces` takes at most, with some air.
    func duration(pieces: Int) -> Instant.Span {
        .milliseconds(2 * (connect + head + first + (pieces + 4) * gap) + 1000)
    }
}
