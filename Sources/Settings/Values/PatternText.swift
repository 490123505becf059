import Foundation

extension Syntax {
    /// A regular expression of a golden check. Both engines of the platform take it, so that neither is a surprise.
    static let regularExpression = Syntax("a regular expression", mayBeNumber: true) { text throws(ValueProblem) in
        guard !text.isEmpty else { throw ValueProblem("must not be empty") }
        guard text.utf8.count <= 2000 else { throw ValueProblem("a regular expression has at most 2000 bytes") }
        guard (try? Regex(text)) != nil, (try? NSRegularExpression(pattern: text)) != nil else {
            throw ValueProblem(
                "is no regular expression that can be used", hint: "look for an unclosed group, class or quantifier")
        }
    }
}
