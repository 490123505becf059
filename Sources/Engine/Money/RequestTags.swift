import PlanBDialects
import PlanBWire

/// The labels that a request has beside those of its key: `x-planb-tags: k=v,…`.
enum RequestTags {
    private static let most = 10
    private static let longest = 64

    /// Names as they are, values as keyed hashes: a label may name a person.
    static func read(_ fields: HTTPFields, _ keys: KeyRing) throws(ClientError) -> [String] {
        guard let text = fields.first("x-planb-tags") else { return [] }
        guard fields.count(of: "x-planb-tags") == 1 else { throw invalid("is given more than once") }
        var tags: [String] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = item.drop { $0 == " " }
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw invalid("must be k=v,k=v") }
            guard pair.utf8.count <= longest else { throw invalid("has a tag of more than \(longest) bytes") }
            guard pair.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw invalid("may only have printable ASCII characters, without blanks")
            }
            guard tags.count < most else { throw invalid("has more than \(most) tags") }
            tags.append("\(parts[0])=\(keys.hash(of: String(parts[1])))")
        }
        return tags
    }

    private static func invalid(_ reason: String) -> ClientError {
        .badRequest("invalid_header", parameter: "x-planb-tags", "\"x-planb-tags\" \(reason).")
    }
}
