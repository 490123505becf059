public import PlanBLedger
public import PlanBVocabulary

/// What an answer says, in no dialect: as far as answers are compared.
public struct Transcript: Sendable, Equatable {
    /// A call of a function.
    public struct Call: Sendable, Equatable {
        /// The function.
        public var name: String
        /// Its arguments, a JSON text as the model wrote it.
        public var arguments: String

        /// A call.
        public init(name: String, arguments: String) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// Why it ended.
    public enum Finish: String, Sendable, Codable {
        /// It was done.
        case stop
        /// It was as long as it may be.
        case length
        /// It waits for the results of its calls.
        case calls
        /// A filter or the model refused.
        case filter
    }

    /// The text, without thoughts; at most `longest` bytes of it.
    public var text: String
    /// What the provider marks as a refusal; empty: nothing.
    public var refusal: String
    /// The calls, in order.
    public var calls: [Call]
    /// Why it ended; nil: it did not come to an end.
    public var finish: Finish?
    /// Tokens of the prompt, as the provider counts; nil: it does not say.
    public var promptTokens: Int?
    /// Tokens of the answer, likewise.
    public var outputTokens: Int?

    /// The most bytes of text that are kept.
    public static let longest = 1 << 16

    /// An answer.
    public init(
        text: String = "", refusal: String = "", calls: [Call] = [], finish: Finish? = .stop, promptTokens: Int? = nil,
        outputTokens: Int? = nil
    ) {
        self.text = text
        self.refusal = refusal
        self.calls = calls
        self.finish = finish
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
    }
}

/// What was asked, as far as an answer is judged by it.
public struct AskedFor: Sendable, Equatable {
    /// A function that may be called.
    public struct Tool: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// The schema of its arguments, a JSON text; empty: none.
        public var schema: String

        /// A function.
        public init(name: String, schema: String) {
            self.name = name
            self.schema = schema
        }
    }

    /// The text of the last turn of the user, its beginning.
    public var prompt: String
    /// The answer has to be JSON.
    public var wantsJSON: Bool
    /// The schema that it has to follow, a JSON text; nil: none.
    public var schema: String?
    /// The functions that may be called.
    public var tools: [Tool]
    /// It is read as a stream.
    public var isStream: Bool

    /// What was asked.
    public init(
        prompt: String = "", wantsJSON: Bool = false, schema: String? = nil, tools: [Tool] = [], isStream: Bool = false
    ) {
        self.prompt = prompt
        self.wantsJSON = wantsJSON
        self.schema = schema
        self.tools = tools
        self.isStream = isStream
    }
}

/// An answer in a rehearsal, with what is known of how it came about.
public struct DrilledAnswer: Sendable, Equatable {
    /// How it ended for who asked.
    public var outcome: RequestEntry.Outcome
    /// The status of the answer.
    public var status: Int
    /// The error code, or the class of the failure; empty: none.
    public var code: String
    /// The target that answered; nil: none did.
    public var target: String?
    /// What it says; nil: there is nothing that could be read.
    public var transcript: Transcript?
    /// The vectors, in the order of the texts, of a request for such; nil: none were asked for, or they could not be read.
    public var vectors: [[Double]]?
    /// From the begin of the attempt that answered to its first output; nil: there was none, or it is not known.
    public var firstOutput: Instant.Span?
    /// From the arrival of the request to its end.
    public var duration: Instant.Span
    /// What all its attempts cost, in nanodollars; nil: not known.
    public var cost: Int?
    /// A part of what it cost is not known, because a service that is paid for has no price: it counts against a cap with the
    /// most that it may have cost.
    public var owesUnknown: Bool
    /// What the provider said of its rate limits.
    public var quota: QuotaReading?

    /// An answer.
    public init(
        outcome: RequestEntry.Outcome, status: Int = 200, code: String = "", target: String? = nil,
        transcript: Transcript? = nil, vectors: [[Double]]? = nil, firstOutput: Instant.Span? = nil,
        duration: Instant.Span = .zero,
        cost: Int? = nil, owesUnknown: Bool = false, quota: QuotaReading? = nil
    ) {
        self.outcome = outcome
        self.status = status
        self.code = code
        self.target = target
        self.transcript = transcript
        self.vectors = vectors
        self.firstOutput = firstOutput
        self.duration = duration
        self.cost = cost
        self.owesUnknown = owesUnknown
        self.quota = quota
    }

    /// What it counts against a cap, in nanodollars. `bound`: the most that it may have cost.
    public func charge(atMost bound: Int) -> Int { owesUnknown ? max(bound, cost ?? 0) : cost ?? 0 }
}

/// What a provider's answer says of the rate limits of the account. Each is a minute's; nil: it does not say.
public struct QuotaReading: Sendable, Equatable {
    /// Requests a minute.
    public var requests: Int?
    /// Of those, left.
    public var requestsLeft: Int?
    /// Tokens a minute: of prompts where prompts and answers are limited apart.
    public var tokens: Int?
    /// Of those, left.
    public var tokensLeft: Int?
    /// Tokens of answers a minute, where prompts and answers are limited apart; then `tokens` is of prompts.
    public var outputTokens: Int?
    /// Of those, left.
    public var outputTokensLeft: Int?

    /// A reading.
    public init(
        requests: Int? = nil, requestsLeft: Int? = nil, tokens: Int? = nil, tokensLeft: Int? = nil,
        outputTokens: Int? = nil, outputTokensLeft: Int? = nil
    ) {
        self.requests = requests
        self.requestsLeft = requestsLeft
        self.tokens = tokens
        self.tokensLeft = tokensLeft
        self.outputTokens = outputTokens
        self.outputTokensLeft = outputTokensLeft
    }
}
