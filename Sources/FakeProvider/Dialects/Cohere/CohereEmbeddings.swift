extension CohereCall {
    /// `POST /v2/embed`. See ``OpenAICall/embeddings()`` for what a vector is. The whole-number types have 1 where the
    /// vector is not 0.
    func embed() -> Reply {
        let inputs = ["texts", "inputs", "images"].lazy.compactMap { self[$0].array }.first { !$0.isEmpty } ?? []
        let types = self["embedding_types"].array?.compactMap(\.string) ?? ["float"]
        let dimensions = min(max(self["output_dimension"].int ?? 8, 1), 4096)
        let vectors = types.map { type in
            let all = inputs.indices.map { vector($0, type, dimensions) }
            return #""\#(type)":[\#(all.joined(separator: ","))]"#
        }
        let texts = inputs.compactMap(\.string)
        let count = max(1, wordCount(inputs.flatMap(\.texts)))
        return Reply(
            json: """
                {"id":\(quoted(id)),"embeddings":{\(vectors.joined(separator: ","))},\
                "texts":[\(texts.map { quoted($0) }.joined(separator: ","))],\
                "meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":\(count).0}},\
                "response_type":"embeddings_by_type"}
                """)
    }

    private func vector(_ index: Int, _ type: String, _ dimensions: Int) -> String {
        let first = Float(index + 1) / 64
        switch type {
        case "float": return "[\(first)" + String(repeating: ",0.0", count: dimensions - 1) + "]"
        case "base64":
            return quoted(base64(littleEndian(first.bitPattern) + [UInt8](repeating: 0, count: 4 * (dimensions - 1))))
        default:
            // Eight dimensions share a byte in the binary types.
            let count = type.hasSuffix("binary") ? (dimensions + 7) / 8 : dimensions
            return "[1" + String(repeating: ",0", count: count - 1) + "]"
        }
    }

    /// `POST /v2/rerank`: the documents with the words of the query come first.
    func rerank() -> Reply {
        let query = Set(words(self["query"].string ?? "").map { $0.trimmed.lowercased() })
        let documents = self["documents"].array ?? []
        let scores = documents.enumerated().map { index, document in
            let own = Set(words(document.texts.joined(separator: " ")).map { $0.trimmed.lowercased() })
            return (index: index, score: Double(query.intersection(own).count) / Double(max(query.count, 1)))
        }
        // Documents of the same score keep their order.
        let sorted = scores.sorted { ($1.score, $0.index) < ($0.score, $1.index) }
        let results = sorted.prefix(max(self["top_n"].int ?? sorted.count, 0)).map {
            #"{"index":\#($0.index),"relevance_score":\#($0.score)}"#
        }
        return Reply(
            json: """
                {"id":\(quoted(id)),"results":[\(results.joined(separator: ","))],\
                "meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1.0}}}
                """)
    }

    /// `GET /v1/models`, and `GET /v1/models/{name}`.
    var modelsReply: Reply {
        if path == "v1/models" {
            let all = facts.models.map(modelObject).joined(separator: ",")
            return Reply(json: #"{"models":[\#(all)],"next_page_token":null}"#)
        }
        guard path.hasPrefix("v1/models/") else { return error(.init(404, "404 page not found")) }
        let name = String(path.dropFirst("v1/models/".count))
        return facts.models.contains(name)
            ? Reply(json: modelObject(name)) : error(.init(404, CohereError.notFound(name)))
    }

    private func modelObject(_ name: String) -> String {
        let endpoints = name.hasPrefix("embed") ? #""embed""# : name.hasPrefix("rerank") ? #""rerank""# : #""chat""#
        return """
            {"name":\(quoted(name)),"is_deprecated":false,"endpoints":[\(endpoints)],"finetuned":false,\
            "context_length":128000,"tokenizer_url":null,"default_endpoints":[]}
            """
    }
}
