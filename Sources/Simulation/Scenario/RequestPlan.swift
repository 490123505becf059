import PlanBVocabulary

/// One request of a scenario: what the client sends and how it behaves.
struct RequestPlan {
    /// Its place in the scenario, which stands in its body and in the model name it asks for.
    var index: Int
    var at: Instant
    var isStream = true
    var isEmbedding = false
    /// It offers tools.
    var hasTools = false
    /// The answer is a tool call.
    var wantsCall = false
    var wantsUsage = false
    /// Pieces of text in the answer.
    var pieces = 8
    /// Tokens of the prompt, and of the answer, as providers count them.
    var promptTokens = 9
    var answerTokens = 12
    /// `x-planb-deadline`.
    var deadline: Instant.Span?
    var isRetry = false
    var conversation: Int?
    /// The client leaves after so long.
    var departs: Instant.Span?
    /// The client takes so long to read each write.
    var reads: Instant.Span = .zero
    /// Its answer has to follow a schema.
    var wantsForm = false
    /// It is of a batch job: its key is of low priority.
    var isBatch = false
    /// It is not to be used in drills.
    var isOptedOut = false
    /// A smaller scenario does without it.
    var isLeftOut = false
    /// After everything went well again: health must have noticed.
    var isEpilogue = false

    /// When its time is over, on `route`.
    func end(on route: RoutePlan) -> Instant {
        let total = route.timeouts.total ?? .minutes(10)
        return at + (deadline.map { min($0, total) } ?? total)
    }
}
