extension OpenAICall {
    private static let categories = [
        "harassment", "harassment/threatening", "sexual", "hate", "hate/threatening", "illicit", "illicit/violent",
        "self-harm/intent", "self-harm/instructions", "self-harm", "sexual/minors", "violence", "violence/graphic",
    ]

    /// `POST /moderations`. An input that has the word "violence" in it is flagged as violence.
    func moderation() -> Reply {
        guard let count = inputCount else { return error(.missing("input")) }
        // Parts with a type are one input together; texts are one each.
        let items = self["input"].array ?? [self["input"]]
        let inputs = items.first?["type"].string == nil ? items : [.array(items)]
        let results = inputs.prefix(count).map { input in
            result(flagged: input.texts.contains { $0.lowercased().contains("violence") })
        }
        return Reply(
            json: """
                {"id":\(quoted(facts.id("modr-"))),"model":\(quoted(model.isEmpty ? "omni-moderation-latest" : model)),\
                "results":[\(results.joined(separator: ","))]}
                """)
    }

    private func result(flagged: Bool) -> String {
        func object(_ value: (String) -> String) -> String {
            "{" + Self.categories.map { "\"\($0)\":\(value($0))" }.joined(separator: ",") + "}"
        }
        return """
            {"flagged":\(flagged),"categories":\(object { $0 == "violence" && flagged ? "true" : "false" }),\
            "category_scores":\(object { $0 == "violence" && flagged ? "0.91" : "0.0001" }),\
            "category_applied_input_types":\(object { _ in #"["text"]"# })}
            """
    }
}
