import PlanBVocabulary

/// The providers of this build. A new OpenAI-compatible one is one more value here, or a configuration entry with
/// `provider: openai-compatible`.
public enum Catalog {
    /// All providers, by the word after `provider:`.
    public static let providers: [Provider] = [openAI, azure, openAICompatible, llamaCpp]

    /// The provider called `name`.
    public static func provider(named name: String) -> Provider? { providers.first { $0.name == name } }

    /// Names that are part of the product but not of this build, so that the error can say so.
    public static let notInThisBuild = [
        "anthropic", "bedrock", "gemini", "vertex", "mistral", "cohere", "aleph-alpha", "vllm", "ollama", "groq",
        "together", "deepseek", "xai", "openrouter",
    ]

    private static let textOnly: Set<Operation> = [.chat, .completion, .embedding]
    private static let everything = Set(Operation.allCases)

    /// https://platform.openai.com/docs/api-reference
    static let openAI = Provider(
        name: "openai", dialect: .openAI, vendor: "openai", base: .fixed("https://api.openai.com/v1"), auth: .bearer,
        operations: everything, reportsStreamUsage: true,
        vendorHeaders: ["openai-organization", "openai-project", "openai-beta"],
        contract: Contract(capabilities: [.tools: true, .streaming: true, .jsonSchema: true, .prefill: false]),
        outputLimit: .init(name: "max_completion_tokens", least: 16))

    /// The v1 API: the deployment's name goes into the body's `model`.
    /// https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
    static let azure = Provider(
        name: "azure", dialect: .openAI, vendor: "microsoft", base: .azureResource, auth: .apiKeyHeader,
        operations: everything, reportsStreamUsage: true, vendorHeaders: [],
        contract: Contract(capabilities: [.tools: true, .streaming: true, .jsonSchema: true, .prefill: false]),
        outputLimit: .init(name: "max_completion_tokens", least: 16))

    /// Any server that speaks the OpenAI API.
    static let openAICompatible = Provider(
        name: "openai-compatible", dialect: .openAI, vendor: "self", base: .configured, auth: .bearer,
        operations: everything, reportsStreamUsage: true, vendorHeaders: [], contract: Contract(),
        prefillStyle: .continueFinalMessage)

    /// llama.cpp's own server. https://github.com/ggml-org/llama.cpp/tree/master/tools/server
    static let llamaCpp = Provider(
        name: "llama.cpp", dialect: .openAI, vendor: "self", base: .launched, auth: .bearer, operations: textOnly,
        reportsStreamUsage: true, vendorHeaders: [], contract: Contract(capabilities: [.streaming: true]))
}
