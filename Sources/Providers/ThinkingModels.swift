public import PlanBVocabulary

/// Which models think before they answer, by name: their silence is no failure. A target's contract, `reasoning`, says
/// more about it than a name.
public enum ThinkingModels {
    /// The most specific prefix comes first.
    private static let prefixes: [(String, Thinking)] = [
        ("o1-pro", .thinksLong), ("o3-pro", .thinksLong), ("o3-deep-research", .thinksLong),
        ("o4-mini-deep-research", .thinksLong), ("gpt-5-pro", .thinksLong), ("gpt-5.2-pro", .thinksLong),
        ("gpt-5.4-pro", .thinksLong), ("gpt-5.5-pro", .thinksLong), ("gpt-oss", .reasons), ("gpt-5-chat", .none),
        ("gpt-5", .reasons), ("gpt-6", .reasons), ("o1", .reasons), ("o3", .reasons), ("o4", .reasons),
        ("deepseek-reasoner", .reasons), ("deepseek-r1", .reasons), ("magistral-", .reasons), ("qwq-", .reasons),
        ("grok-4", .reasons), ("gemini-2.5-pro", .reasons), ("gemini-3", .reasons),
    ]

    /// How long the model called `name` thinks, as far as its name tells.
    public static func thinking(_ name: String) -> Thinking {
        for (prefix, thinking) in prefixes where name.hasPrefix(prefix) { return thinking }
        return .none
    }
}
