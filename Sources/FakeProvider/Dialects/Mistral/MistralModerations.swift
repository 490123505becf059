extension MistralCall {
    private static let categories = [
        "sexual", "hate_and_discrimination", "violence_and_threats", "dangerous_and_criminal_content", "selfharm",
        "health", "financial", "law", "pii",
    ]

    /// `POST /v1/moderations`. An input that has the word "violence" in it is violence. There is no verdict beside the
    /// categories.
    func moderation() -> Reply {
        let inputs = self["input"].array ?? [self["input"]]
        let results = inputs.map { input in
            let isViolent = input.texts.contains { $0.lowercased().contains("violence") }
            func object(_ value: (Bool) -> String) -> String {
                let members = Self.categories.map { "\"\($0)\":\(value($0 == "violence_and_threats" && isViolent))" }
                return "{" + members.joined(separator: ",") + "}"
            }
            return #"{"categories":\#(object { String($0) }),"category_scores":\#(object { $0 ? "0.91" : "0.0001" })}"#
        }
        return Reply(
            json: """
                {"id":\(quoted(id)),"model":\(quoted(model)),"results":[\(results.joined(separator: ","))]}
                """)
    }
}
