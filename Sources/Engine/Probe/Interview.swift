public import PlanBVocabulary

/// What a target showed when it was asked.
public struct Interview: Sendable {
    /// What came of one question.
    public struct Finding: Sendable {
        /// The question.
        public var question: InterviewQuestion
        /// Whether the target can; nil if the answer does not tell.
        public var can: Bool?
        /// One line for people.
        public var detail: String
        /// The failure, if there was one.
        public var failure: AttemptFailure?
    }

    /// What came of each question that was asked, in order.
    public var findings: [Finding] = []
    /// What the provider says of the model: context and output.
    public var limits = Contract()
    /// How many requests it took.
    public var requests = 0
    /// Tokens, as far as answers tell.
    public var usage = Usage(input: 0, output: 0)

    /// Nothing was asked yet.
    public init() {}

    /// Whether the target answered at all: it is there, takes the credential, and knows the model.
    public var isReachable: Bool { findings.first?.can == true }

    /// What was shown for certain.
    public var contract: Contract {
        var contract = limits
        for finding in findings {
            guard let capability = finding.question.capability, let can = finding.can else { continue }
            contract.capabilities[capability] = can
        }
        // Who makes a call because it must can make calls.
        if contract.has(.forcedTools) { contract.capabilities[.tools] = true }
        return contract
    }
}

/// A question that shows whether a target can do something.
public enum InterviewQuestion: String, Sendable, CaseIterable {
    /// Is it there, with this credential and this model?
    case answer
    /// Does it stream?
    case stream
    /// Does it call a tool when it is told to?
    case forcedTool = "forced_tool"
    /// Does it take tools?
    case tools
    /// Does its answer follow a schema?
    case schema = "json_schema"
    /// Does it see an image?
    case image
    /// Does it go on with a beginning?
    case prefill

    /// What an answer to it tells of a contract.
    var capability: Capability? {
        switch self {
        case .answer: nil
        case .stream: .streaming
        case .forcedTool: .forcedTools
        case .tools: .tools
        case .schema: .jsonSchema
        case .image: .images
        case .prefill: .prefill
        }
    }
}
