public import PlanBVocabulary

/// A request that is over.
public struct RequestEntry: Sendable, Equatable {
    /// How it ended for the client.
    public enum Outcome: String, Sendable, CaseIterable {
        /// A complete answer was handed over.
        case answered
        /// A provider's final error answer was handed over.
        case surfaced
        /// Plan B answered with an error of its own.
        case failed
        /// The answer broke off after text was sent; the client got an error event.
        case cut
        /// The client went away first.
        case abandoned
        /// The process ended while the request was under way; written by the next one.
        case interrupted
    }

    /// The id that stands in `x-request-id`.
    public var id: String
    /// When it arrived, in milliseconds since 1970.
    public var time: Int64
    /// The caller's key id, or `local`.
    public var key: String
    /// The team of the key; empty: none.
    public var team: String
    /// The labels of the key and of the request.
    public var tags: [String]
    /// The route that matched.
    public var route: String
    /// The dialect it was asked in.
    public var dialect: DialectID
    /// What was asked for.
    public var operation: Operation
    /// The model name as asked.
    public var model: String
    /// The client read a stream.
    public var isStream: Bool
    /// What the target had to be able to do, in the words of contracts.
    public var needs: [String]
    /// Bytes of the request's body.
    public var bytesIn: Int
    /// About how many tokens the prompt has.
    public var promptTokens: Int
    /// The most tokens that the client asked for; nil: it did not say.
    public var outputCap: Int?
    /// The conversation, as a keyed hash; nil: nobody needed it.
    public var conversation: UInt64?
    /// The time it had.
    public var patience: Instant.Span
    /// The target that answered.
    public var target: String?
    /// How it ended.
    public var outcome: Outcome
    /// The status the client saw.
    public var status: Int
    /// Tries upstream.
    public var attempts: Int
    /// From arrival to the first byte of output handed to the client.
    public var commitAfter: Instant.Span?
    /// From arrival to the end.
    public var duration: Instant.Span
    /// Where the answer was put together, in bytes of text; nil: it is of one piece.
    public var resumedAt: Int?
    /// Tokens of the answer that the client got, as its provider counted them, or an estimate; nil: nothing is known.
    public var usage: Usage?
    /// The usage is an estimate.
    public var isEstimated: Bool
    /// What all its attempts cost together, in nanodollars, as far as their prices are known; nil: none is.
    public var cost: Int?
    /// An attempt with usage has no price.
    public var isUnpriced: Bool
    /// Why it was refused or failed: the error code that the client saw; empty: it was not.
    public var code: String
    /// Targets that the plan left out, each with the reason.
    public var skips: [String]
    /// The configuration generation that served it.
    public var generation: Int
    /// Its place in a trace, for those who watch the ledger; it is not written down. Nil: it is not traced.
    public var trace: TraceContext?

    /// A request's row.
    public init(
        id: String, time: Int64 = 0, key: String, team: String = "", tags: [String] = [], route: String,
        dialect: DialectID = .openAI, operation: Operation, model: String, isStream: Bool = false, needs: [String] = [],
        bytesIn: Int = 0, promptTokens: Int = 0, outputCap: Int? = nil, conversation: UInt64? = nil,
        patience: Instant.Span = .zero, target: String?, outcome: Outcome, status: Int, attempts: Int,
        commitAfter: Instant.Span?, duration: Instant.Span, resumedAt: Int? = nil, usage: Usage?,
        isEstimated: Bool = false, cost: Int? = nil, isUnpriced: Bool = false, code: String = "", skips: [String] = [],
        generation: Int, trace: TraceContext? = nil
    ) {
        self.id = id
        self.time = time
        self.key = key
        self.team = team
        self.tags = tags
        self.route = route
        self.dialect = dialect
        self.operation = operation
        self.model = model
        self.isStream = isStream
        self.needs = needs
        self.bytesIn = bytesIn
        self.promptTokens = promptTokens
        self.outputCap = outputCap
        self.conversation = conversation
        self.patience = patience
        self.target = target
        self.outcome = outcome
        self.status = status
        self.attempts = attempts
        self.commitAfter = commitAfter
        self.duration = duration
        self.resumedAt = resumedAt
        self.usage = usage
        self.isEstimated = isEstimated
        self.cost = cost
        self.isUnpriced = isUnpriced
        self.code = code
        self.skips = skips
        self.generation = generation
        self.trace = trace
    }
}
