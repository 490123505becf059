public import PlanBVocabulary

/// What a path of the OpenAI API, or of its Azure form, asks for.
public enum OpenAIEndpoint: Sendable, Equatable {
    /// `POST` to an operation that names a model; `deployment` is the Azure deployment in the path, which then names it.
    case operation(Operation, deployment: String?)
    /// `GET /v1/models`.
    case models
    /// `GET /v1/models/{id}`.
    case model(String)
    /// What an account keeps: `/responses/{id}` and what is below it. The path is that below `/v1`.
    case storedResponse(id: String, path: String)
    /// `POST /v1/responses/input_tokens`.
    case inputTokens
    /// `POST /v1/rerank`, which servers of open weights have.
    case rerank
    /// Any other path of the dialect: what follows `/v1`.
    case other(String)

    /// The endpoint of `path` (percent-decoded, without the query), or nil if it is not this dialect's.
    public static func match(method: String, path: String) -> OpenAIEndpoint? {
        if let rest = suffix(of: path, after: "/v1") ?? suffix(of: path, after: "/openai/v1") {
            return match(method: method, rest: rest, deployment: nil)
        }
        guard let rest = suffix(of: path, after: "/openai/deployments") else {
            // Azure's classic API has some paths without a deployment: models, files, batches, responses.
            return suffix(of: path, after: "/openai").map { match(method: method, rest: $0, deployment: nil) }
        }
        let parts = rest.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        return match(method: method, rest: "/" + parts[1], deployment: String(parts[0]))
    }

    /// The path of `operation` below the base URL.
    public static func path(of operation: Operation) -> String {
        paths.first { $0.operation == operation }?.path ?? ""
    }

    /// The other way round, and the method: every operation is a `POST`.
    private static let paths: [(path: String, operation: Operation)] = [
        ("/chat/completions", .chat), ("/completions", .completion), ("/responses", .response),
        ("/embeddings", .embedding), ("/moderations", .moderation), ("/images/generations", .imageGeneration),
        ("/images/edits", .imageEdit), ("/audio/speech", .speech), ("/audio/transcriptions", .transcription),
        ("/audio/translations", .translation),
    ]

    private static func match(method: String, rest: String, deployment: String?) -> OpenAIEndpoint {
        if method == "POST", let found = paths.first(where: { $0.path == rest }) {
            return .operation(found.operation, deployment: deployment)
        }
        if method == "GET" || method == "HEAD" {
            if rest == "/models" { return .models }
            if let id = suffix(of: rest, after: "/models"), id.utf8.count > 1 { return .model(String(id.dropFirst())) }
        }
        if method == "POST", rest == "/responses/input_tokens" { return .inputTokens }
        if method == "POST", rest == "/rerank" { return .rerank }
        return stored(rest, method) ?? .other(rest)
    }

    /// `GET` and `DELETE /responses/{id}`, `POST …/cancel`, `GET …/input_items`.
    private static func stored(_ rest: String, _ method: String) -> OpenAIEndpoint? {
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 4, parts[1] == "responses", !parts[2].isEmpty else { return nil }
        let isRead = method == "GET" || method == "HEAD"
        switch parts.count == 4 ? parts[3] : "" {
        case "" where parts.count == 3 && (isRead || method == "DELETE"): break
        case "cancel" where method == "POST", "input_items" where isRead: break
        default: return nil
        }
        return .storedResponse(id: String(parts[2]), path: rest)
    }

    var isOther: Bool { if case .other = self { true } else { false } }

    /// Whether another method would have been right, for a 405.
    public static func isOperationPath(_ rest: String) -> Bool { paths.contains { $0.path == rest } }

    private static func suffix(of path: String, after prefix: String) -> String? {
        guard path.hasPrefix(prefix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty || rest.hasPrefix("/") ? String(rest) : nil
    }
}
