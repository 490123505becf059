public import PlanBVocabulary

/// The most that one attempt can cost, where that can be told before it is made.
///
/// Input: every tokenizer in use covers its text byte by byte, so that no text has more tokens than bytes, and JSON only
/// ever takes more bytes than the text in it. What a provider puts around a message is shorter than the JSON around it;
/// what it adds for tools as such is covered by `framing`. Images, files and what an account keeps are not in the bytes:
/// there the model's context window is the bound. Output: what the client allows for each answer, else what the model
/// can give at most.
public struct CostBound: Sendable, Equatable {
    /// Tokens that a provider may add to a prompt of its own accord.
    public static let framing = 2000

    /// Bytes of the body that is sent; nil: not known.
    public var bytes: Int?
    /// The prompt has, or refers to, what its bytes say nothing of.
    public var hasMore: Bool
    /// What the client allows for one answer; nil: it does not say.
    public var cap: Int?
    /// Answers asked for.
    public var choices: Int
    /// Whether tokens are what it costs, and whether there are any of an answer.
    public var kind: Kind

    /// What is billed.
    public enum Kind: Sendable, Equatable {
        /// Tokens of the prompt and of the answer.
        case text
        /// Tokens of the prompt only.
        case prompt
        /// Nothing.
        case free
        /// What only the provider knows.
        case other
    }

    /// Why there is no bound.
    public enum Obstacle: Error, Sendable, Equatable {
        /// The client has not said how long the answer may be, and nobody else has.
        case output
        /// Images or files, and a model whose context window is not known.
        case media
        /// What this costs cannot be told before.
        case operation
    }

    /// What is known of an attempt.
    public init(bytes: Int?, hasMore: Bool, cap: Int?, choices: Int, kind: Kind) {
        self.bytes = bytes
        self.hasMore = hasMore
        self.cap = cap
        self.choices = choices
        self.kind = kind
    }

    /// The most tokens that an attempt at a target with `contract` can use.
    public func usage(_ contract: Contract) throws(Obstacle) -> Usage {
        switch kind {
        case .free: return Usage(input: 0, output: 0)
        case .other: throw .operation
        case .text, .prompt: break
        }
        let input: Int
        if let bytes, !hasMore {
            let most = bytes.addingReportingOverflow(Self.framing)
            input = min(most.overflow ? .max : most.partialValue, contract.context ?? .max)
        } else if let context = contract.context {
            input = context
        } else {
            throw .media
        }
        guard kind == .text else { return Usage(input: input, output: 0) }
        guard let cap = cap ?? contract.output else { throw .output }
        let output = cap.multipliedReportingOverflow(by: max(1, choices))
        return Usage(input: input, output: output.overflow ? .max : output.partialValue)
    }
}
