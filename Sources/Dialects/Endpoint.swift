public import PlanBVocabulary
import PlanBWire

/// What a path asks for, in whatever dialect.
public enum Endpoint: Sendable, Equatable {
    /// A path of the OpenAI API, or of its Azure form.
    case openAI(OpenAIEndpoint)
    /// A conversation in another dialect.
    case conversation(DialectID, PathFacts)
    /// Something else that is asked of a model, in another dialect than OpenAI's or beside its own endpoints.
    case call(Operation, DialectID, PathFacts)
    /// The list of models, as clients of the dialect read it.
    case models(DialectID)
    /// One model.
    case model(DialectID, String)
    /// Something that the account of one target keeps: a response and what is below it.
    case stored(id: String, path: String)
    /// Any other path of a dialect: what follows the base URL.
    case other(DialectID, String)
    /// Part of a dialect, and not of this build.
    case unbuilt(DialectID)

    /// The endpoint of `path`, or nil if it is no dialect's.
    /// - Parameters:
    ///   - method: in capitals.
    ///   - path: in its one accepted spelling, without the query.
    ///   - client: what the headers say about the client, for paths that several dialects have.
    public static func match(method: String, path: String, client: DialectID? = nil) -> Endpoint? {
        if let found = foreign(path, method: method) { return found }
        if method == "GET" || method == "HEAD", client == .anthropic || client == .gemini, let client {
            if path == "/v1/models" { return .models(client) }
            if let id = path.rest(after: "/v1/models/") { return .model(client, id) }
        }
        guard let found = OpenAIEndpoint.match(method: method, path: path) else { return nil }
        switch found {
        // A path that is nobody's in particular is the client's.
        case .other: return client.map { .other($0, path) } ?? .openAI(found)
        case .operation, .models, .model: return .openAI(found)
        case .storedResponse(let id, let path): return .stored(id: id, path: path)
        case .inputTokens: return .call(.tokenCount, .responses, PathFacts())
        case .rerank: return .call(.rerank, .cohere, PathFacts())
        }
    }

    /// The dialect in which an error at `path` is told.
    public static func dialect(of path: String, client: DialectID? = nil) -> DialectID {
        switch foreign(path, method: "POST") {
        case .conversation(let dialect, _), .call(_, let dialect, _), .models(let dialect), .model(let dialect, _),
            .other(let dialect, _), .unbuilt(let dialect):
            return dialect
        case .openAI, .stored, nil: break
        }
        if path.hasSuffix("/responses") || path.contains("/responses/") { return .responses }
        if path.hasSuffix("/rerank") { return .cohere }
        let isShared =
            path.hasPrefix("/v1/models") || OpenAIEndpoint.match(method: "POST", path: path)?.isOther != false
        return isShared ? client ?? .openAI : .openAI
    }

    /// Whether the path alone says it, whatever the headers.
    public var isFixed: Bool {
        switch self {
        case .conversation, .call, .openAI(.operation): true
        case .openAI, .models, .model, .stored, .other, .unbuilt: false
        }
    }

    private static func foreign(_ path: String, method: String) -> Endpoint? {
        let isPost = method == "POST"
        switch path {
        case "/v1/messages" where isPost: return .conversation(.anthropic, PathFacts())
        case "/v1/messages/count_tokens" where isPost: return .call(.tokenCount, .anthropic, PathFacts())
        case "/v2/chat" where isPost: return .conversation(.cohere, PathFacts())
        case "/v2/embed" where isPost: return .call(.embedding, .cohere, PathFacts())
        case "/v2/rerank" where isPost, "/rerank" where isPost: return .call(.rerank, .cohere, PathFacts())
        default: break
        }
        if let rest = path.rest(after: "/model/") { return isPost ? bedrock(rest) : nil }
        if isPost, let colon = path.lastIndex(of: ":"), let models = path.range(ofLast: "/models/", before: colon),
            let found = GeminiEndpoint.match(
                model: String(path[models..<colon]), method: String(path[path.index(after: colon)...]), path: path)
        {
            return found
        }
        if !isPost, path == "/v1beta/models" { return .models(.gemini) }
        if !isPost, let id = path.rest(after: "/v1beta/models/"), method != "DELETE" { return .model(.gemini, id) }
        return owner(of: path).map { .other($0, path) }
    }

    /// The dialect that all paths with this beginning belong to.
    private static func owner(of path: String) -> DialectID? {
        let beginnings: [(String, DialectID)] = [
            ("/v1/messages", .anthropic), ("/v1beta/", .gemini),
            ("/upload/v1beta/", .gemini), ("/v2/", .cohere), ("/guardrail/", .bedrock), ("/async-invoke", .bedrock),
        ]
        return beginnings.first { path.hasPrefix($0.0) }?.1
    }

    /// Model ids may be ARNs, which have colons and slashes: the SDKs encode both.
    private static func bedrock(_ rest: String) -> Endpoint {
        for (operation, dialect, isStream) in bedrockOperations where rest.hasSuffix(operation) {
            let segment = rest.dropLast(operation.count)
            guard !segment.isEmpty, let model = try? HTTPTarget.decode(segment: segment) else { continue }
            return .conversation(dialect, PathFacts(model: model, isStream: isStream))
        }
        return .unbuilt(.bedrock)
    }

    private static let bedrockOperations: [(String, DialectID, Bool)] = [
        ("/converse", .bedrock, false), ("/converse-stream", .bedrock, true), ("/invoke", .invoke, false),
        ("/invoke-with-response-stream", .invoke, true),
    ]
}

extension String {
    /// What follows `prefix`, if there is something.
    func rest(after prefix: String) -> String? {
        hasPrefix(prefix) && utf8.count > prefix.utf8.count ? String(dropFirst(prefix.count)) : nil
    }

    /// The place after the last `word` that stands before `end`; nil if there is none, or nothing between them.
    fileprivate func range(ofLast word: String, before end: Index) -> Index? {
        var place = end
        while place > startIndex {
            place = index(before: place)
            if self[place..<end].hasPrefix(word) {
                let after = index(place, offsetBy: word.count)
                return after < end ? after : nil
            }
        }
        return nil
    }
}
