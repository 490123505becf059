import PlanBVocabulary

/// What follows the colon of a path of Google's: `/v1beta/models/{m}:generateContent`, `/v1/models/…` and Vertex AI's
/// `…/publishers/{p}/models/{m}:…`.
enum GeminiEndpoint {
    static func match(model: String, method: String, path: String) -> Endpoint? {
        switch method {
        case "generateContent": return .conversation(.gemini, PathFacts(model: model, isStream: false))
        case "streamGenerateContent": return .conversation(.gemini, PathFacts(model: model, isStream: true))
        case "countTokens": return .call(.tokenCount, .gemini, PathFacts(model: model))
        case "embedContent": return .call(.embedding, .gemini, PathFacts(model: model))
        case "batchEmbedContents": return .call(.embedding, .gemini, PathFacts(model: model, variant: .batch))
        case "rawPredict", "streamRawPredict":
            guard path.contains("/publishers/anthropic/models/") else { return .unbuilt(.gemini) }
            // The model that counts is none: the body names the one whose tokens are meant.
            if model == "count-tokens" { return .call(.tokenCount, .anthropic, PathFacts(variant: .cloud)) }
            return .conversation(
                .anthropic,
                PathFacts(model: model, isStream: method == "streamRawPredict" ? true : nil, variant: .cloud))
        // Vertex AI's older way to vectors, with a body of its own.
        case "predict": return .unbuilt(.gemini)
        default: return nil
        }
    }
}
