/// Which vendor's name a model name is. Used where a target forwards the name as asked (it has no `model:`): a name
/// that belongs to one vendor is never sent to another.
public enum NameOwner {
    private static let prefixes: [(String, String)] = [
        ("gpt-oss", ""), ("gpt-", "openai"), ("chatgpt-", "openai"), ("o1", "openai"), ("o3", "openai"),
        ("o4", "openai"), ("text-embedding-", "openai"), ("whisper-", "openai"), ("tts-", "openai"),
        ("dall-e", "openai"), ("sora-", "openai"), ("omni-moderation", "openai"), ("text-moderation", "openai"),
        ("claude", "anthropic"), ("gemini-", "google"), ("mistral-", "mistral"), ("ministral-", "mistral"),
        ("codestral-", "mistral"), ("magistral-", "mistral"), ("pixtral-", "mistral"), ("devstral-", "mistral"),
        ("command-", "cohere"), ("embed-v", "cohere"), ("rerank-", "cohere"), ("deepseek-", "deepseek"),
        ("grok-", "xai"), ("luminous-", "aleph-alpha"), ("pharia-", "aleph-alpha"),
    ]

    /// The vendor that owns `model`, or nil if nobody in particular does (open-weights names, for example).
    public static func vendor(of model: String) -> String? {
        for (prefix, vendor) in prefixes where model.hasPrefix(prefix) { return vendor.isEmpty ? nil : vendor }
        return nil
    }
}
