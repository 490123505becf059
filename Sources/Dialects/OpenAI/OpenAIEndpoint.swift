public import PlanBVocabulary

/// What a path of the OpenAI API, or of its Azure form, asks for.
public enum OpenAIEndpoint: Sendable, Equatable {
    /// `POST` to an operation that names a model; `deployment` is the Azure deployment in the path, which then names it.
    case operation(Operation, deployment: String?)
    /// `GET /v1/models`.
    case models
    /// `GET /v1/models/{id}`.
    case model(String)
    /// Stored responses: part of the product, not of this build.
    case storedResponse
    /// Any other path of the dialect: what follows `/v1`.
    case other(String)

    /// The endpoint of `path` (percent-decoded, without the query), or nil if it is not this dialect's.
    public static func match(method: String, path: String) -> OpenAIEndpoint? {
        if let rest = suffix(of: path, after: "/v1") ?? suffix(of: path, after: "/openai/v1") {
            return match(method: method, rest: rest, deployment: nil)
        }
        guard let rest = suffix(of: path, after: "/openai/deployments") else { return nil }
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
        if rest.hasPrefix("/responses/") { return .storedResponse }
        return .other(rest)
    }

    /// Whether another method would have been right, for a 405.
    public static func isOperationPath(_ rest: String) -> Bool { paths.contains { $0.path == rest } }

    private static func suffix(of path: String, after prefix: String) -> String? {
        guard path.hasPrefix(prefix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.isEmpty || rest.hasPrefix("/") ? String(rest) : nil
    }
}
