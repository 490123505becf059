public import PlanBVocabulary
import PlanBWire

/// What a path asks for, in whatever dialect.
public enum Endpoint: Sendable, Equatable {
    /// A path of the OpenAI API, or of its Azure form.
    case openAI(OpenAIEndpoint)
    /// A conversation in another dialect.
    case conversation(DialectID, PathFacts)
    /// Part of a dialect, and not of this build.
    case unbuilt(DialectID)

    /// The endpoint of `path` (in its one accepted spelling, without the query), or nil if it is no dialect's.
    public static func match(method: String, path: String) -> Endpoint? {
        if let other = foreign(path) {
            guard case .conversation = other else { return other }
            return method == "POST" ? other : nil
        }
        return OpenAIEndpoint.match(method: method, path: path).map(Endpoint.openAI)
    }

    /// The dialect in which an error at `path` is told.
    public static func dialect(of path: String) -> DialectID {
        switch foreign(path) {
        case .conversation(let dialect, _), .unbuilt(let dialect): dialect
        case .openAI, nil: path.hasSuffix("/responses") ? .responses : .openAI
        }
    }

    private static func foreign(_ path: String) -> Endpoint? {
        switch path {
        case "/v1/messages": return .conversation(.anthropic, PathFacts())
        case "/v2/chat": return .conversation(.cohere, PathFacts())
        default: break
        }
        if let rest = suffix(of: path, after: "/model/") { return bedrock(rest) }
        if let colon = path.lastIndex(of: ":"), let models = path.range(ofLast: "/models/", before: colon) {
            return gemini(String(path[models..<colon]), method: String(path[path.index(after: colon)...]), path)
        }
        if path.hasPrefix("/v1/messages/") { return .unbuilt(.anthropic) }
        if path.hasPrefix("/v2/") { return .unbuilt(.cohere) }
        if path.hasPrefix("/v1beta/") { return .unbuilt(.gemini) }
        return nil
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

    /// `/v1beta/models/{m}:generateContent`, `/v1/models/…` and Vertex's `…/publishers/google/models/{m}:…`.
    private static func gemini(_ model: String, method: String, _ path: String) -> Endpoint? {
        switch method {
        case "generateContent": return .conversation(.gemini, PathFacts(model: model, isStream: false))
        case "streamGenerateContent": return .conversation(.gemini, PathFacts(model: model, isStream: true))
        case "countTokens", "embedContent", "batchEmbedContents", "predict": return .unbuilt(.gemini)
        case "rawPredict", "streamRawPredict": return .unbuilt(.anthropic)
        default: return nil
        }
    }

    private static func suffix(of path: String, after prefix: String) -> String? {
        path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}

extension String {
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
