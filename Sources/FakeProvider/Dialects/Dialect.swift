/// How a provider talks. Each dialect has a folder of its own beside this file.
protocol Dialect: Sendable {
    /// A healthy provider's answer to `request`, or its complaint when the request is wrong.
    func reply(to request: ReceivedRequest, with answer: Behaviour.Answer, facts: Facts) -> Reply
    /// The provider's way to tell `error`, in answer to `request`.
    func reply(to request: ReceivedRequest, with error: Behaviour.ErrorReply, facts: Facts) -> Reply
    /// The provider's answer to a request with a wrong key, or with none.
    func refusal(of request: ReceivedRequest, facts: Facts) -> Reply
}

/// What an answer depends on beside the request.
struct Facts: Sendable {
    /// Seconds since the Unix epoch.
    var now: Int
    /// The position of the request, which makes identifiers unique and reproducible.
    var number: Int
    /// The names of the models that the provider lists.
    var models: [String]
    /// Whether requests are checked as the provider checks them.
    var isStrict = true
    /// Stands in all identifiers, so that those of two accounts differ; empty: there is only one.
    var account = ""

    /// An identifier that is as long as real ones.
    func id(_ prefix: String) -> String { prefix + "Fake" + account + padded(number, 25) }

    /// Whether this account made what is called `id`. Where there is only one account, it made everything.
    func made(_ id: String) -> Bool {
        guard !account.isEmpty, let underscore = id.firstIndex(of: "_") else { return account.isEmpty }
        let rest = id[id.index(after: underscore)...]
        return rest.hasPrefix("Fake" + account) && rest.count == 4 + account.count + 25
    }
}

extension FakeProvider {
    /// The dialects that the fake provider speaks.
    public enum Dialect: String, Sendable, Equatable, Codable, CaseIterable {
        /// OpenAI, and Azure OpenAI under `/openai`.
        case openAI = "openai"
        /// The Messages API of Anthropic.
        case anthropic
        /// Gemini, and Vertex AI below `projects/…/publishers/google`.
        case gemini
        /// The runtime of Amazon Bedrock: Converse, and InvokeModel for the models of Anthropic.
        case bedrock
        /// Cohere, version 2.
        case cohere
        /// Mistral.
        case mistral

        var speaker: any PlanBFakeProvider.Dialect {
            switch self {
            case .openAI: OpenAIDialect()
            case .anthropic: AnthropicDialect()
            case .gemini: GeminiDialect()
            case .bedrock: BedrockDialect()
            case .cohere: CohereDialect()
            case .mistral: MistralDialect()
            }
        }

        /// The names of models that are listed unless the script says otherwise.
        public var models: [String] {
            switch self {
            case .openAI:
                ["gpt-4.1", "gpt-4.1-mini", "text-embedding-3-small", "whisper-1", "tts-1", "gpt-image-1"]
            case .anthropic: ["claude-sonnet-5-5", "claude-opus-4-8", "claude-haiku-4-5"]
            case .gemini: ["gemini-3.8-flash", "gemini-2.5-pro", "gemini-embedding-2"]
            case .bedrock: ["anthropic.claude-opus-5-5", "amazon.nova-pro-v1:0"]
            case .cohere: ["command-a-03-2025", "embed-v4.0", "rerank-v3.5"]
            case .mistral: ["mistral-large-4", "magistral-medium-latest", "mistral-embed"]
            }
        }
    }
}

/// The words of `text`, each with the blanks that follow it: the tokens of the fake provider. Blanks before the first
/// word belong to it.
func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    var ended = false
    for character in text {
        if ended, !character.isWhitespace {
            words.append(word)
            (word, ended) = ("", false)
        }
        word.append(character)
        ended = character.isWhitespace && word.contains { !$0.isWhitespace }
    }
    if !word.isEmpty { words.append(word) }
    return words
}

/// The number of words in `texts`.
func wordCount(_ texts: [String]) -> Int {
    texts.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
}
