import PlanBVocabulary

// Hosts and servers that speak the OpenAI API in their own way. One more is one more value here.
extension Catalog {
    static let hosts = [groq, together, fireworks, deepSeek, xAI, openRouter, alephAlpha, vLLM, ollama]

    /// https://console.groq.com/docs/openai
    static let groq = host("groq", "https://api.groq.com/openai/v1", serves: conversation.union(sound)) { _ in }

    /// https://docs.together.ai/docs/openai-api-compatibility
    static let together = host(
        "together", "https://api.together.xyz/v1",
        serves: textOnly.union([.rerank, .imageGeneration, .speech, .transcription])
    ) { $0.outputLimit = "max_tokens" }

    /// https://docs.fireworks.ai/tools-sdks/openai-compatibility
    static let fireworks = host("fireworks", "https://api.fireworks.ai/inference/v1") { $0.outputLimit = "max_tokens" }

    /// https://api-docs.deepseek.com/
    static let deepSeek = host(
        "deepseek", "https://api.deepseek.com", prefill: .prefixFlag, serves: [.chat, .response, .completion]
    ) {
        $0.outputLimit = "max_tokens"
        $0.knowsDeveloperRole = false
    }

    /// https://docs.x.ai/docs/api-reference
    static let xAI = host(
        "xai", "https://api.x.ai/v1", also: [.responses], serves: conversation.union([.imageGeneration])
    ) { _ in }

    /// https://openrouter.ai/docs/api-reference/overview
    static let openRouter = host("openrouter", "https://openrouter.ai/api/v1") { $0.outputLimit = "max_tokens" }

    /// PhariaInference. The address is the installation's own.
    /// https://docs.aleph-alpha.com/
    static let alephAlpha = host("aleph-alpha", nil) {
        $0.outputLimit = "max_tokens"
        $0.knowsDeveloperRole = false
    }

    /// https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    static let vLLM = host(
        "vllm", nil, vendor: "self", prefill: .continueFinalMessage,
        serves: textOnly.union([.rerank, .transcription, .translation])
    ) { _ in }

    /// It passes over `max_completion_tokens`, `tool_choice` and addresses of images without a word.
    /// https://github.com/ollama/ollama/blob/main/docs/openai.md
    static let ollama = host(
        "ollama", "http://127.0.0.1:11434/v1", vendor: "self",
        contract: [.forcedTools: false, .parallelTools: false, .imageURLs: false]
    ) { $0.outputLimit = "max_tokens" }

    private static func host(
        _ name: String, _ url: String?, vendor: String? = nil, also: Set<DialectID> = [],
        prefill: PrefillStyle = .trailingMessage, contract: KnownAbilities = [:],
        serves: Set<Operation> = textOnly, _ ways: (inout Quirks) -> Void
    ) -> Provider {
        var quirks = Quirks()
        ways(&quirks)
        if quirks.outputLimit == "max_tokens" { quirks.renames["max_completion_tokens"] = "max_tokens" }
        return Provider(
            name: name, dialect: .openAI, vendor: vendor ?? name, base: url.map { .fixed($0) } ?? .configured,
            auth: .bearer, operations: serves, reportsStreamUsage: true, vendorHeaders: [],
            contract: Contract(capabilities: ([.streaming: true] as KnownAbilities).overlaid(with: contract)),
            outputLimit: .init(name: quirks.outputLimit, least: 1), prefillStyle: prefill, alsoSpeaks: also,
            quirks: quirks)
    }
}
