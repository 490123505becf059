extension GeminiCall {
    /// `:countTokens`, of contents or of a whole request.
    func countTokens() -> Reply {
        let request = json?.has("generateContentRequest") == true ? self["generateContentRequest"] : json ?? .null
        let texts = Self.texts(request["systemInstruction"]) + (request["contents"].array ?? []).flatMap(Self.texts)
        let count = max(1, wordCount(texts))
        return Reply(
            json: """
                {"totalTokens":\(count),"promptTokensDetails":[{"modality":"TEXT","tokenCount":\(count)}]}
                """)
    }

    /// `:embedContent`. See ``OpenAICall/embeddings()`` for what a vector is.
    func embed() -> Reply { Reply(json: #"{"embedding":\#(vector(0, json ?? .null))}"#) }

    /// `:batchEmbedContents`, a vector for each request.
    func embedBatch() -> Reply {
        let all = (self["requests"].array ?? []).enumerated().map { vector($0, $1) }
        return Reply(json: #"{"embeddings":[\#(all.joined(separator: ","))]}"#)
    }

    private func vector(_ index: Int, _ request: JSON) -> String {
        let dimensions = min(max(request["outputDimensionality"].int ?? 8, 1), 4096)
        return #"{"values":[\#(Float(index + 1) / 64)\#(String(repeating: ",0.0", count: dimensions - 1))]}"#
    }

    /// `GET models`, in pages, and `GET models/{id}`.
    var modelsReply: Reply {
        guard steps.first == "models", method.isEmpty else { return error(.init(404, "NOT_FOUND", "Not Found")) }
        if steps.count > 1 {
            let id = steps.dropFirst().joined(separator: "/")
            guard facts.models.contains(id) else { return error(.known(.init(status: 404), model: id)) }
            return Reply(json: modelObject(id))
        }
        let size = min(max(queryValue("pageSize", of: request.target).flatMap { Int($0) } ?? 50, 1), 1000)
        let start = queryValue("pageToken", of: request.target).flatMap { Int($0) } ?? 0
        let rest = facts.models.dropFirst(max(start, 0))
        let next = rest.count > size ? #","nextPageToken":"\#(max(start, 0) + size)""# : ""
        return Reply(json: #"{"models":[\#(rest.prefix(size).map(modelObject).joined(separator: ","))]\#(next)}"#)
    }

    private func modelObject(_ id: String) -> String {
        let embeds = id.contains("embedding")
        let methods = embeds ? ["embedContent", "batchEmbedContents"] : ["generateContent", "countTokens"]
        return """
            {"name":\(quoted("models/\(id)")),"version":"001","displayName":\(quoted(id)),"inputTokenLimit":1048576,\
            "outputTokenLimit":65536,"supportedGenerationMethods":[\(methods.map { quoted($0) }.joined(separator: ","))],\
            "temperature":1,"topP":0.95,"topK":64,"maxTemperature":2,"thinking":\(!embeds)}
            """
    }
}
