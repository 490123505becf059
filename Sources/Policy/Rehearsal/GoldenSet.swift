/// Prompts whose answers are known well enough to be checked.
public struct GoldenSet: Sendable, Equatable {
    /// What the answer to a prompt has to fulfil. Each check is about quality: form is looked at anyway.
    public enum Check: Sendable, Equatable {
        /// The text contains this, upper and lower case alike.
        case contains(String)
        /// The text does not contain this.
        case lacks(String)
        /// This regular expression finds something in the text. It is known to compile.
        case matches(String)
        /// The text is JSON that follows this schema, given as JSON text.
        case schema(String)
        /// This function is called; `arguments`, a JSON text, holds members that have to be there with these values.
        case call(name: String, arguments: String?)
        /// The judge model finds that the answer fulfils this sentence.
        case judge(String)
    }

    /// One prompt.
    public struct Prompt: Sendable, Equatable {
        /// Unique in the set.
        public var name: String
        /// The request as a chat completion, a JSON object without a model.
        public var body: String
        /// What its answer has to fulfil; may be empty.
        public var checks: [Check]

        /// A prompt.
        public init(name: String, body: String, checks: [Check]) {
            self.name = name
            self.body = body
            self.checks = checks
        }
    }

    /// The file as the configuration names it.
    public var file: String
    /// The prompts. Two with the same messages are one sample.
    public var prompts: [Prompt]
    /// The target that judges, by name; nil: `judge` checks are not measured.
    public var judge: String?

    /// A set.
    public init(file: String, prompts: [Prompt], judge: String? = nil) {
        self.file = file
        self.prompts = prompts
        self.judge = judge
    }
}
