/// What happens to a stream that breaks after output was handed to the client.
public enum OnCut: Sendable, Equatable {
    /// An error event, then the connection is aborted.
    case error
    /// It cannot happen: nothing is handed over before the answer is complete.
    case buffer
    /// The rest is fetched elsewhere if that can be done without mixing two answers, else as `error`.
    case resume(ResumeRule)

    /// The word of the configuration.
    public var word: String {
        switch self {
        case .error: "error"
        case .buffer: "buffer"
        case .resume: "resume"
        }
    }
}

/// How a broken stream may be completed.
public struct ResumeRule: Sendable, Equatable {
    /// A way to complete an answer.
    public enum Method: String, Sendable, Equatable, CaseIterable {
        /// Ask again, and hand on what follows if the new answer begins with exactly what was sent.
        case restart
        /// Give what was sent as the beginning of the answer to a target whose contract says that it continues it.
        case prefill
    }

    /// The ways that are tried, in order.
    public var methods: [Method]
    /// A restart repeats what was sent: it is not tried for more than this, in estimated tokens.
    public var maximumRepeatedTokens: Int

    /// The defaults: a restart of at most 400 tokens, then a prefill.
    public static let standard = ResumeRule(methods: [.restart, .prefill], maximumRepeatedTokens: 400)

    /// A rule.
    public init(methods: [Method], maximumRepeatedTokens: Int) {
        self.methods = methods
        self.maximumRepeatedTokens = maximumRepeatedTokens
    }
}
