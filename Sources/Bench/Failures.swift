/// What went wrong in a run, by kind, with the first bytes of one example each: a gateway that answers wrongly must not
/// look fast, and the reader of the report must see why.
struct Failures {
    private(set) var count = 0
    private var kinds: [String: Int] = [:]

    mutating func add(_ kind: String) {
        count += 1
        kinds[kind, default: 0] += 1
    }

    /// `{"kind": count, …}`.
    var json: String {
        let members = kinds.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\($0.value)" }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A JSON string of the printable ASCII in `text`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += " "
            }
        }
        return result + "\""
    }
}
