public import PlanBProviders
public import PlanBVocabulary

/// The words of OpenTelemetry's conventions for generative AI, in metrics and in traces.
/// https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-metrics.md
public enum GenAINames {
    /// `gen_ai.operation.name`; nil: no model is asked.
    public static func operation(_ operation: Operation) -> String? {
        switch operation {
        case .chat, .response: "chat"
        case .completion: "text_completion"
        case .embedding: "embeddings"
        // The conventions have no words for these, and allow others.
        case .rerank, .moderation, .imageGeneration, .imageEdit, .speech, .transcription, .translation:
            operation.rawValue
        case .tokenCount, .stored, .passthrough: nil
        }
    }

    /// `gen_ai.provider.name`. Hosts and servers that the conventions do not name keep the word of the configuration.
    public static func provider(_ provider: Provider) -> String {
        switch provider.name {
        case "azure": "azure.ai.openai"
        case "bedrock": "aws.bedrock"
        case "gemini": "gcp.gemini"
        case "mistral": "mistral_ai"
        case "vertex": "gcp.vertex_ai"
        case "xai": "x_ai"
        default: provider.name
        }
    }
}
