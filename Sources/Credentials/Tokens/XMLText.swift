/// Texts in the flat XML of AWS's query services. Not a parser: it takes the first element of a name, which these
/// documents have once.
enum XMLText {
    static func value(of name: String, in document: String) -> String? {
        guard let start = document.firstRange(of: "<\(name)>")?.upperBound,
            let end = document[start...].firstRange(of: "</\(name)>")?.lowerBound
        else { return nil }
        let text = document[start..<end]
        guard !text.contains("<") else { return nil }
        var value = String(text)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            value = value.replacing(entity, with: character)
        }
        return value
    }
}
