/// The URL of a webhook, taken apart. Unlike a base URL it may have a query, and what stands in it is a secret.
struct WebhookURL {
    /// Where it is.
    var endpoint: EndpointURL
    /// Path and query, as they are sent.
    var target: String

    /// Problems never repeat the URL.
    static func parse(_ text: String) throws(ValueProblem) -> WebhookURL {
        let base = text.prefix { $0 != "?" }
        guard !text.contains("#") else { throw ValueProblem("the URL of a webhook has no fragment") }
        let query = text.dropFirst(base.count)
        let isPlain = query.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !#""<>\^`{|}"#.utf8.contains(byte)
        }
        guard isPlain else {
            throw ValueProblem("the query of the URL has characters that must be percent-encoded")
        }
        // A slash at the end means something here.
        let path = base.dropFirst("http://x".utf8.count).drop { $0 != "/" }
        return WebhookURL(
            endpoint: try EndpointURL.parse(String(base)), target: (path.isEmpty ? "/" : String(path)) + query)
    }
}
