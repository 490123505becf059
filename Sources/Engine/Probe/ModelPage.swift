import NIOCore
import PlanBDialects
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// A provider's own description of a model, where it has one that tells limits.
enum ModelPage {
    /// Lists of hosts with thousands of models are long.
    static let limit = 4 << 20

    /// Where it is; nil if the dialect has none.
    static func place(_ target: UpstreamTarget) -> ProviderPath? {
        guard let model = target.model else { return nil }
        let name = String(model.split(separator: "/").last ?? "")
        let isPlain = name.utf8.allSatisfy {
            ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || "-._".utf8.contains($0)
        }
        switch target.provider.dialect {
        // Not every server has pages for single models, and all have the list.
        case .openAI, .responses: return ProviderPath("/models")
        case .anthropic: return isPlain ? ProviderPath("/v1/models/\(name)") : nil
        case .gemini: return isPlain ? ProviderPath("/v1beta/models/\(name)") : nil
        case .cohere: return isPlain ? ProviderPath("/v1/models/\(name)") : nil
        case .bedrock, .invoke: return nil
        }
    }

    /// The members in which providers say how long a prompt may be. What llama.cpp says is what the model was trained with,
    /// not what the server was started with, so that it is not taken.
    private static let contexts: [StaticString] = [
        "max_input_tokens", "inputTokenLimit", "max_model_len", "max_context_length", "context_length",
        "context_window",
    ]
    private static let outputs: [StaticString] = ["outputTokenLimit", "max_completion_tokens"]

    /// What `body` says of `model`, in a page of its own or in a list.
    static func limits(of model: String, in body: ByteBuffer) -> Contract {
        guard let page = try? JSONNode(reading: body), page.kind == .object else { return Contract() }
        var entry = page
        if let list = page["data"]?.array ?? page["models"]?.array {
            guard let own = list.first(where: { $0["id"]?.string == model || $0["name"]?.string == model }) else {
                return Contract()
            }
            entry = own
        }
        func limit(_ names: [StaticString]) -> Int? {
            for name in names {
                if let value = entry[name]?.int, value > 0, value <= 1_000_000_000 { return value }
            }
            return nil
        }
        return Contract(context: limit(contexts), output: limit(outputs))
    }
}
