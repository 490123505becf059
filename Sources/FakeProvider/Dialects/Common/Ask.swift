/// What an answer depends on in a request, in the words of no dialect.
struct Ask: Sendable {
    /// The texts of the request; their words are its tokens.
    var texts: [String] = []
    /// The most tokens of the answer.
    var limit: Int?
    /// Texts that end the answer where they would appear.
    var stops: [String] = []
    /// The names of the tools that may be called.
    var tools: [String] = []
    /// Whether the request wants to see how the model thinks.
    var wantsReasoning = false
    /// The schema that the answer has to follow. An empty object asks for JSON of any kind.
    var schema: JSON?
}

extension Ask {
    /// Those of the offered tools that may be called when the choice is `named`, or none.
    static func tools(_ offered: [String], named: String?, none: Bool) -> [String] {
        if none { return [] }
        return named.map { [$0] } ?? offered
    }
}
