import PlanBVocabulary

/// How one client fared.
struct ClientOutcome {
    /// What it came to for the client.
    enum Kind: Equatable {
        case answered
        /// A provider's final answer about the request.
        case surfaced
        case failed
        /// Text was received, then the answer broke.
        case cut
        case departed
    }

    var request: Int
    var kind: Kind
    var at: Instant
    /// The target of each attempt, in order.
    var targets: [Int]
}
