import PlanBVocabulary

/// The providers of this build. A new OpenAI-compatible one is one more value in `Catalog+Hosts.swift`, or a
/// configuration entry with `provider: openai-compatible`.
public enum Catalog {
    /// All providers, by the word after `provider:`.
    public static let providers: [Provider] =
        [openAI, azure, anthropic, gemini, bedrock, vertex, cohere, mistral, openAICompatible, llamaCpp] + hosts

    /// The provider called `name`.
    public static func provider(named name: String) -> Provider? { providers.first { $0.name == name } }

    /// Names that are part of the product but not of this build, so that the error can say so.
    public static let notInThisBuild: [String] = []

    static let conversation: Set<Operation> = [.chat, .response]
    static let textOnly: Set<Operation> = [.chat, .response, .completion, .embedding]
    static let sound: Set<Operation> = [.speech, .transcription, .translation]
    static let pictures: Set<Operation> = [.imageGeneration, .imageEdit]

    /// https://platform.openai.com/docs/api-reference
    static let openAI = Provider(
        name: "openai", dialect: .openAI, vendor: "openai", base: .fixed("https://api.openai.com/v1"), auth: .bearer,
        operations: textOnly.union(sound).union(pictures).union([.moderation, .tokenCount]), reportsStreamUsage: true,
        vendorHeaders: ["openai-organization", "openai-project", "openai-beta"],
        contract: Contract(capabilities: [.tools: true, .streaming: true, .jsonSchema: true, .prefill: false]),
        outputLimit: .init(name: "max_completion_tokens", least: 16), alsoSpeaks: [.responses])

    /// The v1 API: the deployment's name goes into the body's `model`.
    /// https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
    static let azure = Provider(
        name: "azure", dialect: .openAI, vendor: "microsoft", base: .azureResource, auth: .apiKeyHeader,
        operations: textOnly.union(sound).union(pictures), reportsStreamUsage: true, vendorHeaders: [],
        contract: Contract(capabilities: [.tools: true, .streaming: true, .jsonSchema: true, .prefill: false]),
        outputLimit: .init(name: "max_completion_tokens", least: 16), alsoSpeaks: [.responses], cloud: .azure)

    /// https://docs.claude.com/en/api/messages
    static let anthropic = Provider(
        name: "anthropic", dialect: .anthropic, vendor: "anthropic", base: .fixed("https://api.anthropic.com"),
        auth: .xAPIKeyHeader, operations: conversation.union([.tokenCount]), reportsStreamUsage: true,
        vendorHeaders: [
            "anthropic-version", "anthropic-beta", "anthropic-workspace-id", "anthropic-user-profile-id",
        ],
        contract: Contract(
            capabilities: [
                .tools: true, .streaming: true, .images: true, .imageURLs: true, .documents: true, .audio: false,
                .jsonSchema: true,
            ]))

    /// https://ai.google.dev/api/generate-content
    static let gemini = Provider(
        name: "gemini", dialect: .gemini, vendor: "google",
        base: .fixed("https://generativelanguage.googleapis.com"), auth: .googleKeyHeader,
        operations: conversation.union([.embedding, .tokenCount]), reportsStreamUsage: true,
        vendorHeaders: [],
        contract: Contract(
            capabilities: [
                .tools: true, .streaming: true, .images: true, .imageURLs: false, .documents: true, .jsonSchema: true,
            ]), cloud: .google)

    /// Amazon Bedrock by its Converse API, in one region. A key, or signed requests.
    /// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    static let bedrock = Provider(
        name: "bedrock", dialect: .bedrock, vendor: "amazon", base: .awsRegion, auth: .bearer, operations: conversation,
        reportsStreamUsage: true, vendorHeaders: [],
        contract: Contract(
            capabilities: [.tools: true, .streaming: true, .imageURLs: false, .audio: false, .documents: true]),
        cloud: .aws(service: "bedrock"))

    /// Google's models on Vertex AI. https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
    static let vertex: Provider = {
        var provider = gemini
        provider.name = "vertex"
        provider.base = .vertexProject
        provider.quirks.hasPublishers = true
        // It makes vectors one at a time, by another way.
        provider.operations = conversation.union([.tokenCount])
        return provider
    }()

    /// Anthropic's models on Vertex AI, with the version in the body and the model in the path: hence always rewritten.
    /// https://docs.claude.com/en/api/claude-on-vertex-ai
    static let vertexClaude: Provider = {
        var provider = anthropic
        provider.name = "vertex"
        provider.vendor = "google"
        provider.base = .vertexProject
        provider.auth = .bearer
        provider.cloud = .google
        provider.vendorHeaders = ["anthropic-beta"]
        provider.quirks.anthropicVersionInBody = "vertex-2023-10-16"
        provider.isRewritten = true
        provider.contract.capabilities[.imageURLs] = false
        return provider
    }()

    /// The provider as it serves `model`: some serve the models of others in the dialects of those.
    public static func provider(_ provider: Provider, serving model: String?) -> Provider {
        provider == vertex && model?.hasPrefix("claude") == true ? vertexClaude : provider
    }

    /// https://docs.cohere.com/reference/chat
    static let cohere = Provider(
        name: "cohere", dialect: .cohere, vendor: "cohere", base: .fixed("https://api.cohere.com"), auth: .bearer,
        operations: conversation.union([.embedding, .rerank]), reportsStreamUsage: true,
        vendorHeaders: ["x-client-name"],
        contract: Contract(
            capabilities: [.tools: true, .streaming: true, .documents: false, .audio: false, .jsonSchema: true]))

    /// It refuses what it does not know, and ids of calls that are not its own.
    /// https://docs.mistral.ai/api/
    static let mistral: Provider = {
        var quirks = Quirks()
        quirks.outputLimit = "max_tokens"
        quirks.knowsDeveloperRole = false
        quirks.seed = "random_seed"
        quirks.requiredChoice = "any"
        quirks.hasNineLetterIDs = true
        quirks.hasDocumentURLs = true
        quirks.reportsUsageOnRequest = false
        quirks.vectorSize = "output_dimension"
        quirks.members = [
            "metadata", "prediction", "prompt_cache_key", "min_tokens", "repetition_penalty", "safe_prompt",
        ]
        return Provider(
            name: "mistral", dialect: .openAI, vendor: "mistral", base: .fixed("https://api.mistral.ai/v1"),
            auth: .bearer, operations: [.chat, .response, .embedding, .moderation, .transcription],
            reportsStreamUsage: false,
            vendorHeaders: [],
            contract: Contract(capabilities: [.tools: true, .streaming: true, .jsonSchema: true]),
            prefillStyle: .prefixFlag, quirks: quirks, isRewritten: true, urlPath: "/v1")
    }()

    /// Any server that speaks the OpenAI API.
    static let openAICompatible = Provider(
        name: "openai-compatible", dialect: .openAI, vendor: "self", base: .configured, auth: .bearer,
        operations: Set(Operation.allCases).subtracting([.tokenCount, .stored]), reportsStreamUsage: true,
        vendorHeaders: [],
        contract: Contract(),
        prefillStyle: .continueFinalMessage)

    /// llama.cpp's own server. https://github.com/ggml-org/llama.cpp/tree/master/tools/server
    static let llamaCpp = Provider(
        name: "llama.cpp", dialect: .openAI, vendor: "self", base: .launched, auth: .bearer,
        operations: textOnly.union([.rerank]), reportsStreamUsage: true, vendorHeaders: [],
        contract: Contract(capabilities: [.streaming: true]))
}
