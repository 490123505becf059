/// The origin of a web page as browsers send it: `https://app.example.com`, without a path.
enum OriginText {
    /// In lower case, with the port only if it is not the scheme's own (RFC 6454 §6.2).
    static func parse(_ text: String) throws(ValueProblem) -> String {
        if text == "*" {
            throw ValueProblem("\"*\" would let every web page call the gateway", hint: "name the origins")
        }
        let url = try EndpointURL.parse(text)
        guard url.path.isEmpty, !text.hasSuffix("/") else {
            throw ValueProblem("an origin has no path", hint: "write \(url.origin)")
        }
        return url.origin
    }
}
