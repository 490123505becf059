extension OpenAICall {
    /// `POST /rerank`, as servers of open weights have it: the documents with the words of the query come first, and are
    /// told back.
    func rerank() -> Reply {
        guard let query = self["query"].string else { return error(.missing("query")) }
        guard let documents = self["documents"].array else { return error(.missing("documents")) }
        let wanted = Set(query.lowercased().split(separator: " "))
        let scores = documents.enumerated().map { index, document in
            let text = document.texts.joined(separator: " ")
            let common = wanted.intersection(text.lowercased().split(separator: " ")).count
            return (index: index, text: text, score: Double(common) / Double(max(wanted.count, 1)))
        }
        // Documents of the same score keep their order.
        let sorted = scores.sorted { ($1.score, $0.index) < ($0.score, $1.index) }
        let results = sorted.prefix(max(self["top_n"].int ?? sorted.count, 0)).map { item in
            #"{"index":\#(item.index),"document":{"text":\#(quoted(item.text))},"relevance_score":\#(item.score)}"#
        }
        let tokens = wordCount([query] + documents.flatMap(\.texts))
        return Reply(
            json: """
                {"id":\(quoted(facts.id("rerank-"))),"model":\(quoted(model)),"usage":{"total_tokens":\(tokens)},\
                "results":[\(results.joined(separator: ","))]}
                """)
    }
}
