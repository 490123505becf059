import PlanBPolicy

/// A rule of the gateway switched off. A simulator that does not notice proves nothing about that rule.
struct Mutation: Sendable {
    var name: String
    var rules: Rules

    private init(_ name: String, _ rule: WritableKeyPath<Rules, Bool>) {
        self.name = name
        var rules = Rules.standard
        rules[keyPath: rule] = false
        self.rules = rules
    }

    /// The rules of drills.
    static let ofDrills: [Mutation] = [
        Mutation("keepsDrillAllowance", \.keepsDrillAllowance), Mutation("endsDrills", \.endsDrills),
        Mutation("drillsOneAtATime", \.drillsOneAtATime), Mutation("drillsOnlyWhenWell", \.drillsOnlyWhenWell),
        Mutation("netsFaultDrills", \.netsFaultDrills),
    ]

    /// The rules of admission.
    static let ofAdmission = [Mutation("followsRamps", \.followsRamps)]

    /// All rules, one at a time.
    static let all: [Mutation] = [
        Mutation("capsAttempts", \.capsAttempts), Mutation("drawsRetryBudget", \.drawsRetryBudget),
        Mutation("honoursRetryAfter", \.honoursRetryAfter), Mutation("sparesRefusedAccounts", \.sparesRefusedAccounts),
        Mutation("failsOverMalformed", \.failsOverMalformed), Mutation("commitsAtOutput", \.commitsAtOutput),
        Mutation("breaksCutStreams", \.breaksCutStreams), Mutation("comparesRestarts", \.comparesRestarts),
        Mutation("probesOpenTargets", \.probesOpenTargets), Mutation("ignoresCancels", \.ignoresCancels),
        Mutation("hidesCredentialFailures", \.hidesCredentialFailures),
        Mutation("recordsEveryAttempt", \.recordsEveryAttempt), Mutation("keepsDeadlines", \.keepsDeadlines),
        Mutation("triesLastResorts", \.triesLastResorts), Mutation("drawsFromSeed", \.drawsFromSeed),
        Mutation("holdsMoney", \.holdsMoney), Mutation("releasesHolds", \.releasesHolds),
        Mutation("chargesBrokenAnswers", \.chargesBrokenAnswers),
    ]
}
