import PlanBVocabulary

/// What failover costs its users, measured in virtual time: figures for a route of a primary and one healthy backup.
struct Figures: Codable {
    /// Clients that got no answer while the primary fails a quarter of its attempts.
    struct PartialOutage: Codable {
        var requests: Int
        var primaryFailures: Int
        var clientErrors: Int
        var clientErrorRate: Double
    }

    /// What a dead primary costs until it is asked first no more, and after that.
    struct Detection: Codable {
        var fault: String
        /// To connect to it takes about this many milliseconds.
        var away: Int
        var requestsPerSecond: Int
        /// User attempts that failed at it before requests went elsewhere first: the middle and the worst of all runs.
        var failedAttempts: Int
        var failedAttemptsAtWorst: Int
        /// Of these, at worst, the ones that began when a failure was known already. The others were under way at the time.
        var failedThoughKnownAtWorst: Int
        /// From its death to the first request that went elsewhere first, in seconds.
        var seconds: Double
        /// Requests sent to it first after that, while it stayed dead, at worst.
        var sentFirstAfterwards: Int
        var clientErrors: Int
    }

    /// How soon a primary that is well again is used.
    struct Return: Codable {
        var fault: String
        var requestsPerSecond: Int
        /// From its first healthy moment to the first request sent to it first, in seconds: the middle and the worst.
        var firstRequest: Double
        var firstRequestAtWorst: Double
        /// To the last request that was sent elsewhere first.
        var fullShare: Double
    }

    var partialOutage: PartialOutage
    var detection: [Detection]
    var comeback: [Return]
    var ramp: [Ramp]
}
